"""Opportunity: a lamp that comes on at night as bright as by day."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import Idea, Impact, entities_of, ids_of
from custom_components.homeiq.devices.opportunities.steps import AtNight

_IMPACT: Final = Impact(0.3, 0.95)


@dataclass(frozen=True, slots=True)
class DimAtNight(AtNight):
    """Dim a lamp that is switched on at night and that nobody ever dims."""

    name: str = "dim_at_night"
    capabilities: frozenset[str] = frozenset({"light.brightness"})
    percent: int = 30
    impact: Impact = _IMPACT

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the lamp is switched on at night often enough."""
        entity_ids = ids_of(entities_of(device, capability))
        return self.idea(entity_ids, lived, "light.turn_on", "brightness_pct")
