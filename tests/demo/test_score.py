"""What counts as planted and what as invented."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from custom_components.homeiq.mining.finding import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Effect,
    Evidence,
    Finding,
    NumericTrigger,
    Pattern,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.suggestions.automation import automation_config
from demo.claims import Claim, claims_of
from demo.household import SimulatedHome, simulate
from demo.score import score, table
from demo.spec import HouseholdSpec, PlantedHabit


@cache
def home() -> SimulatedHome:
    """Return one household."""
    return simulate(HouseholdSpec(seed=3, events=5_000))


def habit(kind: str) -> PlantedHabit:
    """Return a planted habit by its kind."""
    return next(one for one in home().truth if one.kind == kind)


def pattern(kind: str, trigger: Trigger | None = None, **other: Any) -> Pattern:
    """Return a finding that is right about a habit but for what is given."""
    true = habit(kind)
    found = Pattern(
        detector=true.expected_detector,
        trigger=trigger or true.trigger,
        effects=(Effect(true.entity_id, true.state),),
        weekdays=true.weekdays,
    )
    return replace(found, **other)


def planted(one: Pattern) -> bool:
    """Return whether a single pattern is scored as planted."""
    return bool(score([one], home()).planted)


def shifted(trigger: Trigger, seconds: int) -> Trigger:
    """Return a clock or sun trigger at another time."""
    if isinstance(trigger, ClockTrigger):
        return ClockTrigger((trigger.second + seconds) % 86400)
    assert isinstance(trigger, SunTrigger)
    return SunTrigger(trigger.event, trigger.offset + seconds)


def test_the_truth_finds_every_habit() -> None:
    result = score([pattern(one.kind) for one in home().truth], home())
    assert (result.recall, result.precision) == (1.0, 1.0)
    assert result.missed == ()
    assert (len(result.found), len(home().truth)) == (19, 21)  # two are not sought
    assert len(result.planted) == 21


def test_nothing_suggested_finds_nothing_and_invents_nothing() -> None:
    result = score([], home())
    assert (result.recall, result.precision) == (0.0, 1.0)


def test_without_habits_every_suggestion_is_invented() -> None:
    empty = simulate(HouseholdSpec(days=7, events=2_000, habits=False))
    result = score([pattern(one.kind) for one in home().truth], empty)
    assert (result.recall, result.precision) == (1.0, 0.0)


@pytest.mark.parametrize("kind", ["wake-up light", "off at bedtime", "office off around midnight"])
def test_a_clock_time_may_be_twenty_minutes_off(kind: str) -> None:
    true = habit(kind).trigger
    for seconds, right in ((1190, True), (-1190, True), (1210, False), (-1210, False)):
        assert planted(pattern(kind, shifted(true, seconds))) is right


def test_an_offset_from_the_sun_may_be_half_an_hour_off() -> None:
    true = habit("lamp at sunset").trigger
    assert planted(pattern("lamp at sunset", shifted(true, 1790)))
    assert not planted(pattern("lamp at sunset", shifted(true, 1810)))


def test_the_other_event_of_the_sun_is_invented() -> None:
    assert not planted(pattern("lamp at sunset", SunTrigger("sunrise", 0)))


def test_a_clock_time_tells_of_a_sun_habit_only_where_it_meets_the_acts() -> None:
    short = simulate(HouseholdSpec(seed=3, days=7, events=2_000))  # the sun hardly moves
    true = next(one for one in short.truth if one.kind == "lamp at sunset")
    assert isinstance(true.trigger, SunTrigger)
    at = float(short.calendar.sunset[3]) + true.trigger.offset
    second = round(at - short.calendar.midnights[3])
    clock = Pattern("time_of_day", ClockTrigger(second), (Effect(true.entity_id, true.state),))
    assert score([clock], short).planted
    assert not score([replace(clock, trigger=ClockTrigger(second - 3000))], short).planted


def test_no_clock_time_holds_a_sun_habit_over_a_clock_change() -> None:
    sunset = float(home().calendar.sunset[0])
    early = ClockTrigger(round(sunset - home().calendar.midnights[0]))
    assert not planted(pattern("lamp at sunset", early))


def test_the_suns_own_state_tells_of_a_habit_at_sunset_only_without_an_offset() -> None:
    below = StateTrigger("sun.sun", "below_horizon", "above_horizon")
    true = habit("lamp at sunset").trigger
    assert isinstance(true, SunTrigger)
    held = replace(below, hold=true.offset)
    assert planted(pattern("lamp at sunset", held))
    assert not planted(pattern("window lamp before sunset", below))
    above = StateTrigger("sun.sun", "above_horizon", "below_horizon")
    assert not planted(pattern("lamp at sunset", above))


@pytest.mark.parametrize(
    ("weekdays", "right"),
    [(WORKDAYS, True), (EVERY_DAY, True), ((0, 1), True), (WEEKEND, False), ((4, 5), True)],
)
def test_weekdays_must_fit(weekdays: tuple[int, ...], right: bool) -> None:  # noqa: FBT001 - a case
    assert planted(pattern("wake-up light", weekdays=weekdays)) is right


def test_every_day_does_not_tell_of_a_habit_of_the_weekend() -> None:
    assert not planted(pattern("late wake-up light", weekdays=EVERY_DAY))


def test_another_target_or_state_is_invented() -> None:
    assert not planted(pattern("lamp at sunset", effects=(Effect("light.window", "on"),)))
    off = (Effect("light.living_room_lamp", "off"),)
    assert not planted(pattern("lamp at sunset", effects=off))


@pytest.mark.parametrize(
    ("sensor", "right"),
    [
        ("binary_sensor.hall_motion", True),
        ("binary_sensor.hall_occupancy", True),
        ("binary_sensor.front_door", True),  # in the hall too
        ("binary_sensor.kitchen_motion", False),
        ("light.porch", False),
    ],
)
def test_a_sensor_of_the_same_room_is_as_good(sensor: str, right: bool) -> None:  # noqa: FBT001 - a case
    found = pattern("light in the dark hall", StateTrigger(sensor, "on", "off"))
    assert planted(found) is right


def test_the_other_direction_or_a_long_hold_is_another_habit() -> None:
    motion = "binary_sensor.hall_motion"
    assert not planted(pattern("light in the dark hall", StateTrigger(motion, "off", "on")))
    held = StateTrigger(motion, "on", "off", hold=600)
    assert not planted(pattern("light in the dark hall", held))


def test_a_step_of_a_chain_may_be_told_from_what_began_it() -> None:
    for trigger in ("binary_sensor.workshop_door", "binary_sensor.workshop_motion"):
        found = pattern("thermostat after the light", StateTrigger(trigger, "on", "off"))
        assert planted(found)
    found = pattern("thermostat after the light", StateTrigger("light.hall", "on", "off"))
    assert not planted(found)


def test_a_clock_time_never_tells_of_a_triggered_habit() -> None:
    assert not planted(pattern("light in the dark hall", ClockTrigger(68400)))
    assert not planted(pattern("lamp at sunset", NumericTrigger("sensor.x", below=3)))


def test_only_well_kept_habits_count_but_the_others_are_not_invented() -> None:
    loose = min(home().truth, key=lambda one: one.adherence)
    result = score([pattern(loose.kind)], home(), minimum_adherence=loose.adherence + 0.01)
    assert loose not in result.found + result.missed
    assert result.precision == 1.0
    only = score([], home(), detectors=frozenset({"co_occurrence"}))
    assert {one.expected_detector for one in only.missed} == {"co_occurrence"}


def test_two_suggestions_for_one_habit_find_it_once() -> None:
    found = [pattern("lamp at sunset"), pattern("lamp at sunset")]
    result = score(found, home())
    assert (len(result.found), len(result.planted)) == (1, 2)


@pytest.mark.parametrize("kind", [one.kind for one in home().truth])
def test_automations_claim_the_same_as_their_findings(kind: str) -> None:
    finding = Finding(pattern(kind), Evidence())
    config = automation_config(finding.pattern, "alias", "description")
    assert claims_of(config) == claims_of(finding)
    assert claims_of({"automation": config}) == claims_of(finding.pattern)


def test_an_automation_of_another_kind_claims_nothing_known() -> None:
    config = {
        "triggers": [{"trigger": "template"}],
        "actions": [{"delay": 5}, {"action": "light.turn_on", "target": {"entity_id": "light.x"}}],
    }
    assert claims_of(config) == [Claim("light.x", "on", None)]
    assert not score([config], home()).planted
    timed = {
        "triggers": {"trigger": "sun", "event": "sunset", "offset": "-00:30"},
        "actions": {"action": "light.turn_off", "target": {"entity_id": ["light.x"]}},
    }
    assert claims_of(timed) == [Claim("light.x", "off", SunTrigger("sunset", -1800))]
    held = {"trigger": "state", "entity_id": "x.y", "to": "on", "for": {"minutes": 2}}
    claims = claims_of({**timed, "triggers": [held]})
    assert claims[0].trigger == StateTrigger("x.y", "on", "", 120)


def test_the_table_names_what_was_missed_and_invented() -> None:
    invented = pattern("lamp at sunset", ClockTrigger(3600))
    text = table(score([invented, pattern("off at bedtime")], home()))
    assert "found    off at bedtime" in text
    assert "missed   lamp at sunset" in text
    assert "invented Claim(entity_id='light.living_room_lamp'" in text
