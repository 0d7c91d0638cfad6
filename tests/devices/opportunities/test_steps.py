"""Automations that rules propose."""

from custom_components.homeiq.devices.opportunities.steps import over_night, when_switched_on
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import ClockTrigger, StateTrigger, WindowCondition

WINDOW = WindowCondition(22 * 3600, 6 * 3600)


def test_what_is_switched_on_in_a_window_is_acted_on() -> None:
    step = Step("light.turn_on", "light.a", {"brightness_pct": 30})
    assert when_switched_on(WINDOW, step) == Recipe(
        (Branch(StateTrigger("light.a", "on", "off"), (step,), (WINDOW,)),)
    )


def test_what_holds_over_night_begins_and_ends() -> None:
    begin, end = Step("switch.turn_off", "switch.led"), Step("switch.turn_on", "switch.led")
    assert over_night(WINDOW, begin, end) == Recipe(
        (
            Branch(ClockTrigger(22 * 3600), (begin,)),
            Branch(ClockTrigger(6 * 3600), (end,)),
        )
    )
