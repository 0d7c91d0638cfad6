"""Opportunity: a lamp that comes on at night as bright as by day."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    NIGHT,
    ONE_CLICK,
    Idea,
    Impact,
    entities_of,
    ids_of,
)
from custom_components.homeiq.devices.opportunities.steps import when_switched_on
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Step
from custom_components.homeiq.mining.pattern import WindowCondition

_IMPACT: Final = Impact(0.3, 0.95)


@dataclass(frozen=True, slots=True)
class DimAtNight:
    """Dim a lamp that is switched on at night and that nobody ever dims."""

    name: str = "dim_at_night"
    capabilities: frozenset[str] = frozenset({"light.brightness"})
    window: WindowCondition = NIGHT
    percent: int = 30
    least_a_week: float = 2.0
    impact: Impact = _IMPACT
    ease: float = ONE_CLICK

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the lamp is switched on at night often enough."""
        entity_id, count = lived.busiest(ids_of(entities_of(device, capability)), ON, self.window)
        reason = Reason(count, lived.days, self.window.after, value=str(self.percent))
        if reason.a_week < self.least_a_week:
            return None
        step = Step("light.turn_on", entity_id, {"brightness_pct": self.percent})
        recipe = when_switched_on(self.window, step)
        return Idea(self.impact.of(reason), self.ease, reason, recipe)
