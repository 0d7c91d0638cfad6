"""Opportunity: a blind whose slats nobody tilts."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    ENTRANCES,
    Idea,
    Impact,
    entities_of,
)
from custom_components.homeiq.devices.opportunity import Reason

_IMPACT: Final = Impact(0.25, 0.6)


@dataclass(frozen=True, slots=True)
class Tilt:
    """Tell that the slats of a blind, which is often closed, could let light in."""

    name: str = "tilt"
    capabilities: frozenset[str] = frozenset({"cover.tilt_position"})
    least_a_week: float = 1.0
    impact: Impact = _IMPACT
    ease: float = BY_HAND

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where it is closed often enough."""
        covers = [
            each.entity_id
            for each in entities_of(device, capability)
            if each.device_class not in ENTRANCES
        ]
        _, count = lived.busiest(covers, {"closed"})
        reason = Reason(count, lived.days)
        if reason.a_week < self.least_a_week:
            return None
        return Idea(self.impact.of(reason), self.ease, reason)
