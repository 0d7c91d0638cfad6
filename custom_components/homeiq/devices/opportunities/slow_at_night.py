"""Opportunity: a fan that runs at night as fast as by day."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import Idea, Impact, entities_of, ids_of
from custom_components.homeiq.devices.opportunities.steps import AtNight

_IMPACT: Final = Impact(0.25, 0.8)


@dataclass(frozen=True, slots=True)
class SlowAtNight(AtNight):
    """Let a fan, whose speed nobody ever sets, run slowly when it is switched on at night."""

    name: str = "slow_at_night"
    capabilities: frozenset[str] = frozenset({"fan.percentage"})
    percent: int = 33
    impact: Impact = _IMPACT

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the fan is switched on at night often enough."""
        entity_ids = ids_of(entities_of(device, capability))
        return self.idea(entity_ids, lived, "fan.set_percentage", "percentage")
