"""What a finding is, and how sure it is."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.finding import Evidence, wilson_lower_bound
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericTrigger,
    Pattern,
    StateTrigger,
    SunTrigger,
)
from tests.mining.build import quick

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


@pytest.mark.parametrize(
    ("right", "tried", "bound"), [(3, 3, 0.65), (8, 9, 0.69), (18, 20, 0.78), (0, 0, 0.0)]
)
def test_confidence_is_the_lower_bound_of_the_share_right(
    right: int, tried: int, bound: float
) -> None:
    assert wilson_lower_bound(right, tried) == pytest.approx(bound, abs=0.005)


@quick
@given(st.integers(1, 200), st.integers(0, 200))
def test_the_bound_lies_below_the_share_and_rises_with_every_right_one(tried: int, of: int) -> None:
    right = min(of, tried)
    assert -1e-12 <= wilson_lower_bound(right, tried) <= right / tried + 1e-12
    assert wilson_lower_bound(right + 1, tried + 1) > wilson_lower_bound(right, tried)


def test_evidence_sums_up_what_would_have_been_done() -> None:
    evidence = Evidence(days=14, right=6, wrong=1, already=2, missed=3)
    assert evidence.fired == 9
    assert evidence.saved_per_week == 3.0
    assert evidence.confidence == wilson_lower_bound(6, 7)


def test_evidence_of_no_days_spares_nothing() -> None:
    assert Evidence().saved_per_week == 0.0
    assert Evidence().confidence == 0.0
