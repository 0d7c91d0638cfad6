"""Who competes with whom."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    DarkCondition,
    Effect,
    Pattern,
    Reminder,
    StateTrigger,
)
from custom_components.homeiq.mining.rivals import rivalry

WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))
CHAIN = replace(WAKE, effects=(Effect("light.a", "on"), Effect("light.b", "on", delay=60)))


@pytest.mark.parametrize(
    "other",
    [
        replace(WAKE, trigger=StateTrigger("binary_sensor.door", "on", "off")),
        replace(WAKE, weekdays=(5, 6), conditions=(DarkCondition(),)),
        replace(WAKE, effects=(Effect("light.a", "on", delay=300),)),
    ],
)
def test_whatever_brings_about_the_same_act_competes(other: Pattern) -> None:
    assert rivalry(other) == rivalry(WAKE)


@pytest.mark.parametrize(
    "other",
    [
        replace(WAKE, effects=(Effect("light.a", "off"),)),
        replace(WAKE, effects=(Reminder("light.a", "on"),)),
        replace(WAKE, changes="automation.light"),
        CHAIN,
    ],
)
def test_another_act_a_reminder_a_change_and_a_chain_do_not(other: Pattern) -> None:
    assert rivalry(other) != rivalry(WAKE)


def test_two_orders_of_the_same_acts_compete() -> None:
    assert rivalry(replace(CHAIN, effects=CHAIN.effects[::-1])) == rivalry(CHAIN)
