"""Opportunity: a lamp that could be of any colour."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    HOUR,
    Idea,
    Impact,
    entities_of,
    ids_of,
)
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.mining.pattern import WindowCondition

_WINDOW: Final = WindowCondition(18 * HOUR, 0)
_IMPACT: Final = Impact(0.2, 0.6)


@dataclass(frozen=True, slots=True)
class Colour:
    """Tell of the colours of a lamp that is often on in the evening and always white."""

    name: str = "colour"
    capabilities: frozenset[str] = frozenset({"light.color"})
    window: WindowCondition = _WINDOW
    least_a_week: float = 1.0
    impact: Impact = _IMPACT
    ease: float = BY_HAND

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the lamp is switched on in the evening often enough."""
        lights = ids_of(entities_of(device, capability))
        _, count = lived.busiest(lights, ON, self.window)
        reason = Reason(count, lived.days, self.window.after)
        if reason.a_week < self.least_a_week:
            return None
        return Idea(self.impact.of(reason), self.ease, reason)
