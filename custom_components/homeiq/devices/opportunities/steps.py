"""The automations that rules propose, put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import NIGHT, ONE_CLICK, Idea, Impact
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import ClockTrigger, StateTrigger, WindowCondition


@dataclass(frozen=True, slots=True)
class AtNight:
    """What rules share that set something to a share when it is switched on at night."""

    percent: int
    impact: Impact
    window: WindowCondition = NIGHT
    least_a_week: float = 2.0
    ease: float = ONE_CLICK

    def idea(self, entity_ids: Iterable[str], lived: Lived, action: str, field: str) -> Idea | None:
        """Return it where any of the entities is switched on at night often enough."""
        entity_id, count = lived.busiest(entity_ids, ON, self.window)
        reason = Reason(count, lived.days, self.window.after, value=str(self.percent))
        if reason.a_week < self.least_a_week:
            return None
        recipe = when_switched_on(self.window, Step(action, entity_id, {field: self.percent}))
        return Idea(self.impact.of(reason), self.ease, reason, recipe)


def when_switched_on(window: WindowCondition, step: Step) -> Recipe:
    """Return what acts when the entity of its step is switched on in a window of the day."""
    trigger = StateTrigger(step.entity_id, "on", "off")
    return Recipe((Branch(trigger, (step,), (window,)),))


def over_night(window: WindowCondition, begin: Step, end: Step) -> Recipe:
    """Return what acts when a window of the day begins, and when it ends."""
    return Recipe(
        (
            Branch(ClockTrigger(window.after), (begin,)),
            Branch(ClockTrigger(window.before), (end,)),
        )
    )
