"""What a habit is, and what makes it the same one again."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateTrigger,
    SunTrigger,
)

WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),), WORKDAYS)


def test_numbers_that_are_learned_again_do_not_change_what_a_finding_is() -> None:
    again = replace(
        WAKE,
        trigger=ClockTrigger(7 * 3600 + 600),
        conditions=(DarkCondition(),),
        effects=(Effect("light.a", "on", delay=60),),
        days=12,
        episodes=30,
        p_value=0.1,
    )
    assert again.fingerprint == WAKE.fingerprint
    assert again.id == WAKE.id


@pytest.mark.parametrize(
    "other",
    [
        replace(WAKE, effects=(Effect("light.a", "off"),)),
        replace(WAKE, effects=(Effect("light.b", "on"),)),
        replace(WAKE, effects=(*WAKE.effects, Effect("light.b", "on"))),
        replace(WAKE, weekdays=(5, 6)),
        replace(WAKE, trigger=SunTrigger("sunset", 0)),
        replace(WAKE, trigger=StateTrigger("binary_sensor.door", "on", "off")),
    ],
)
def test_another_act_occasion_or_class_of_days_is_another_finding(other: Pattern) -> None:
    assert other.fingerprint != WAKE.fingerprint
    assert other.id != WAKE.id


def test_keys_of_triggers_leave_out_their_numbers() -> None:
    assert ClockTrigger(1).key == ClockTrigger(2).key
    assert SunTrigger("sunset", 0).key == SunTrigger("sunset", 60).key
    assert SunTrigger("sunset", 0).key != SunTrigger("sunrise", 0).key
    door = StateTrigger("binary_sensor.door", "on", "off")
    assert replace(door, hold=60).key == replace(door, hold=90).key != door.key
    assert NumericTrigger("sensor.t", above=1).key == NumericTrigger("sensor.t", above=2).key
    assert NumericTrigger("sensor.t", above=1).key != NumericTrigger("sensor.t", below=1).key


def test_clock_times_of_different_parts_of_the_day_are_different_habits() -> None:
    keys = {ClockTrigger(hour * 3600).key for hour in range(24)}
    assert len(keys) == 4
    assert ClockTrigger(0).key != ClockTrigger(86399).key


def test_a_clock_time_may_keep_its_part_of_the_day_when_it_moves_on() -> None:
    moved = ClockTrigger(12 * 3600 + 60, part="morning")
    assert moved.key == ClockTrigger(12 * 3600 - 60).key


def test_the_target_is_the_first_effect() -> None:
    assert (
        replace(WAKE, effects=(Effect("a.a", "on"), Effect("a.b", "on"))).target.entity_id == "a.a"
    )


def test_reminding_of_an_act_or_changing_who_does_it_is_another_finding_than_doing_it() -> None:
    kinds = [
        WAKE,
        replace(WAKE, effects=(Reminder("light.a", "on"),)),
        replace(WAKE, changes="automation.one"),
        replace(WAKE, changes="automation.other"),
    ]
    assert len({kind.fingerprint for kind in kinds}) == len(kinds)


def test_what_an_automation_brought_about_is_told_by_all_three() -> None:
    run = RunTrigger("automation.a", "light.a", "on")
    others = (
        replace(run, automation="automation.b"),
        replace(run, entity_id="light.b"),
        replace(run, to="off"),
    )
    assert len({other.key for other in (run, *others)}) == 4


def test_a_chain_spares_all_its_acts_whatever_their_order() -> None:
    one, other = Effect("light.a", "on"), Effect("light.b", "off", delay=60)
    assert replace(WAKE, effects=(one, other)).acts == {("light.a", "on"), ("light.b", "off")}
    assert replace(WAKE, effects=(one, other)).acts == replace(WAKE, effects=(other, one)).acts
