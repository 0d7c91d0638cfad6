"""The automations that rules propose, put together."""

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import ClockTrigger, StateTrigger, WindowCondition


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
