"""What automations of the home do already."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.existing import already_automated
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    NumericTrigger,
    Pattern,
    RunTrigger,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from tests.mining.build import BERLIN

TRIGGERS = frozenset({"binary_sensor.door", "sensor.lux", "sunset", "23:50:00", "07:00:00"})
MINE = ExistingAutomation(
    "automation.mine", "Mine", TRIGGERS, frozenset({("light.a", "on"), ("cover.c", "*")})
)


def pattern(trigger: Trigger, effect: Effect = Effect("light.a", "on")) -> Pattern:  # noqa: B008  # frozen
    return Pattern("time_of_day", trigger, (effect,))


@pytest.mark.parametrize(
    ("trigger", "same"),
    [
        (StateTrigger("binary_sensor.door", "on", "off"), True),
        (StateTrigger("binary_sensor.window", "on", "off"), False),
        (NumericTrigger("sensor.lux", below=5.0), True),
        (SunTrigger("sunset", -600), True),
        (SunTrigger("sunrise", 0), False),
        (ClockTrigger(7 * 3600 + 1200), True),
        (ClockTrigger(9 * 3600), False),
        (ClockTrigger(10 * 60), True),  # 00:10, across midnight from 23:50
        (ClockTrigger(40 * 60), False),
    ],
)
def test_the_same_effect_at_the_same_occasion_is_automated(trigger: Trigger, *, same: bool) -> None:
    home = Home(BERLIN, automations=(MINE,))
    assert already_automated(pattern(trigger), home) == (MINE if same else None)


def test_another_effect_is_not() -> None:
    home = Home(BERLIN, automations=(MINE,))
    for effect in (Effect("light.a", "off"), Effect("light.b", "on")):
        assert already_automated(pattern(ClockTrigger(7 * 3600), effect), home) is None


@pytest.mark.parametrize(
    ("hears", "same"), [("on", True), ("*", True), ("off", False), ("unlocked", False)]
)
def test_what_another_state_of_the_same_entity_sets_off_is_not(hears: str, *, same: bool) -> None:
    theirs = replace(MINE, hears=frozenset({("binary_sensor.door", hears)}))
    home = Home(BERLIN, automations=(theirs,))
    opened = pattern(StateTrigger("binary_sensor.door", "on", "off"))
    assert already_automated(opened, home) == (theirs if same else None)


def test_what_would_change_an_automation_is_not_what_it_does_already() -> None:
    home = Home(BERLIN, automations=(MINE,))
    change = replace(pattern(ClockTrigger(7 * 3600)), changes="automation.mine")
    assert already_automated(change, home) is None


def test_what_follows_the_run_of_an_automation_is_no_automation_yet() -> None:
    home = Home(BERLIN, automations=(MINE,))
    after_it = pattern(RunTrigger("automation.mine", "cover.c", "open"))
    assert already_automated(after_it, home) is None


def test_an_effect_that_cannot_be_told_may_be_any() -> None:
    home = Home(BERLIN, automations=(MINE,))
    assert already_automated(pattern(SunTrigger("sunset", 0), Effect("cover.c", "closed")), home)


def test_an_automation_that_is_off_does_nothing() -> None:
    home = Home(BERLIN, automations=(replace(MINE, enabled=False),))
    assert already_automated(pattern(SunTrigger("sunset", 0)), home) is None


@pytest.mark.parametrize("text", ["sunset", "07:00", "a:b:c", "input_datetime.wake"])
def test_what_is_no_clock_time_is_not_close_to_any(text: str) -> None:
    home = Home(BERLIN, automations=(replace(MINE, triggers=frozenset({text})),))
    assert already_automated(pattern(ClockTrigger(7 * 3600)), home) is None
