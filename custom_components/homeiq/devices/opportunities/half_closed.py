"""Opportunity: a blind that is only ever fully open or fully closed."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    ENTRANCES,
    HOUR,
    Idea,
    Impact,
    entities_of,
)
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.mining.pattern import WindowCondition

_WINDOW: Final = WindowCondition(9 * HOUR, 17 * HOUR)
_IMPACT: Final = Impact(0.3, 0.8)


@dataclass(frozen=True, slots=True)
class HalfClosed:
    """Tell that a blind, which is closed in the middle of the day, could be half closed.

    It is advice: an automation would undo what somebody has just asked for.
    """

    name: str = "half_closed"
    capabilities: frozenset[str] = frozenset({"cover.position"})
    window: WindowCondition = _WINDOW
    least_a_week: float = 1.0
    impact: Impact = _IMPACT
    ease: float = BY_HAND

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where it is closed by day often enough."""
        covers = [
            each.entity_id
            for each in entities_of(device, capability)
            if each.device_class not in ENTRANCES
        ]
        _, count = lived.busiest(covers, {"closed"}, self.window)
        reason = Reason(count, lived.days, self.window.after, value="50")
        if reason.a_week < self.least_a_week:
            return None
        return Idea(self.impact.of(reason), self.ease, reason)
