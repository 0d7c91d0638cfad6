"""What counts as planted and what as invented."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Effect,
    NumericTrigger,
    Pattern,
    RunTrigger,
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


@cache
def further() -> SimulatedHome:
    """Return one household with habits of the further kinds."""
    kinds = frozenset({"duration", "room", "context", "sequence"})
    return simulate(HouseholdSpec(seed=3, events=5_000, kinds=kinds))


def told(trigger: Trigger, *effects: tuple[str, str]) -> tuple[int, int]:
    """Return how many habits are found and how many suggestions planted, of one."""
    acts = tuple(Effect(entity_id, state) for entity_id, state in effects)
    result = score([Pattern("any", trigger, acts)], further())
    return len(result.found), len(result.planted)


def test_the_truth_of_every_kind_finds_itself() -> None:
    suggestions = [
        Pattern(
            one.expected_detector,
            one.trigger,
            one.effects or (Effect(one.entity_id, one.state),),
        )
        for one in further().truth
    ]
    result = score(suggestions, further())
    assert (result.recall, result.precision) == (1.0, 1.0)
    configs = [automation_config(one, "alias", "description") for one in suggestions]
    assert [claims_of(one) for one in configs] == [claims_of(one) for one in suggestions]


@pytest.mark.parametrize(
    ("factor", "right"), [(0.55, True), (1.9, True), (0.4, False), (2.2, False), (0, False)]
)
def test_how_long_it_is_on_may_be_off_by_a_factor_of_two(factor: float, right: bool) -> None:  # noqa: FBT001 - a case
    heater = "switch.towel_heater"
    true = next(one for one in further().truth if one.entity_id == heater)
    assert isinstance(true.trigger, StateTrigger)
    claimed = replace(true.trigger, hold=round(factor * true.trigger.hold))
    assert told(claimed, (heater, "off")) == (right, right)


def test_a_light_does_not_go_off_because_it_went_on() -> None:
    off = next(one for one in home().truth if one.kind == "light off on leaving the toilet")
    for hold, right in ((0, False), (120, True), (3600, False)):
        claimed = Pattern(
            "duration",
            StateTrigger("light.toilet", "on", "off", hold),
            (Effect(off.entity_id, off.state),),
        )
        assert planted(claimed) is right


def test_a_room_may_be_empty_for_some_minutes_more_or_less() -> None:
    for sensor, hold, right in (
        ("binary_sensor.office_presence", 0, True),
        ("binary_sensor.office_presence", 470, True),
        ("binary_sensor.office_presence", 490, False),
        ("binary_sensor.office_motion", 180, True),
        ("binary_sensor.hall_motion", 180, False),
    ):
        claimed = StateTrigger(sensor, "off", "on", hold)
        assert told(claimed, ("media_player.office_radio", "idle")) == (right, right)


@pytest.mark.parametrize(
    ("trigger", "right"),
    [
        (NumericTrigger("sensor.bathroom_humidity", above=66.0), True),
        (NumericTrigger("sensor.bathroom_humidity", above=75.0, hold=60), True),
        (NumericTrigger("sensor.bathroom_humidity", above=75.0, hold=600), False),
        (NumericTrigger("sensor.bathroom_humidity", above=57.0), False),
        (NumericTrigger("sensor.bathroom_humidity", above=84.0), False),
        (NumericTrigger("sensor.bathroom_humidity", below=70.0), False),
        (NumericTrigger("sensor.kitchen_humidity", above=70.0), False),
        (StateTrigger("binary_sensor.bathroom_motion", "on", "off"), False),
        (ClockTrigger(25_200), False),
    ],
)
def test_a_threshold_lies_near_the_true_one(trigger: Trigger, right: bool) -> None:  # noqa: FBT001 - a case
    assert told(trigger, ("fan.shower", "on")) == (right, right)


LAMP, TABLE, BLIND = (
    ("light.film_lamp", "on"),
    ("light.dining_table", "off"),
    ("cover.terrace", "closed"),
)
PROJECTOR = StateTrigger("media_player.projector", "playing", "idle")


def test_a_chain_is_found_by_its_trigger_and_two_of_its_steps() -> None:
    assert told(PROJECTOR, LAMP, TABLE, BLIND) == (1, 1)
    assert told(PROJECTOR, LAMP, BLIND) == (1, 1)
    assert told(PROJECTOR, LAMP, TABLE, ("light.hall", "on")) == (1, 1)
    assert told(StateTrigger("light.film_lamp", "on", "off"), TABLE, BLIND) == (1, 1)
    assert told(StateTrigger("binary_sensor.side_door", "off", "on"),
                ("light.entrance", "on"), ("switch.hall_heater", "on")) == (1, 1)  # fmt: skip


def test_a_single_step_of_a_chain_is_planted_but_does_not_find_it() -> None:
    assert told(PROJECTOR, BLIND) == (0, 1)
    assert told(StateTrigger("light.film_lamp", "on", "off"), BLIND) == (0, 1)


def test_what_only_looks_like_a_chain_is_invented() -> None:
    assert told(PROJECTOR, LAMP, ("light.hall", "on")) == (0, 0)
    assert told(StateTrigger("cover.terrace", "closed", "open"), LAMP, TABLE) == (0, 0)
    assert told(replace(PROJECTOR, to="idle", from_="playing"), LAMP, TABLE) == (0, 0)
    assert told(replace(PROJECTOR, hold=600), LAMP, TABLE) == (0, 0)
    held = StateTrigger("light.film_lamp", "on", "off", hold=600)
    assert told(held, TABLE, BLIND) == (0, 0)
    assert told(StateTrigger("media_player.tv", "playing", "idle"), LAMP, TABLE) == (0, 0)
    assert told(ClockTrigger(72_000), LAMP, TABLE) == (0, 0)


@cache
def undone() -> SimulatedHome:
    """Return a household that undoes its automations."""
    return simulate(HouseholdSpec(seed=3, days=14, events=2_000, kinds=frozenset({"override"})))


def changes(one: PlantedHabit) -> Pattern:
    """Return the finding that is right about how people would change an automation."""
    effects = (Effect(one.entity_id, one.state),)
    return Pattern("override", one.trigger, effects, changes=one.changes)


def test_a_change_is_planted_where_it_names_the_automation_and_has_the_same_form() -> None:
    right = [changes(one) for one in undone().truth]
    result = score(right, undone())
    assert (result.recall, result.precision) == (1.0, 1.0)
    later, never = right
    assert isinstance(later.trigger, ClockTrigger)
    assert isinstance(never.trigger, RunTrigger)
    wrong = (
        replace(later, changes=never.changes),
        replace(later, changes=""),
        replace(later, trigger=RunTrigger(later.changes, "light.reading_corner", "off")),
        replace(later, trigger=shifted(later.trigger, 1500)),
        replace(never, changes=later.changes),
        replace(never, trigger=StateTrigger("light.sideboard", "on", "off")),
        replace(never, effects=(Effect("light.sideboard", "on"),)),
    )
    for one in wrong:
        assert not score([one], undone()).planted, one


def test_an_automation_config_is_no_change_to_another_automation() -> None:
    later = changes(undone().truth[0])
    config = automation_config(replace(later, changes=""), "alias", "description")
    assert score([config], undone()).found == ()
    assert len(score([config], undone()).invented) == 1


def test_a_change_names_no_chain() -> None:
    chain = Pattern("any", PROJECTOR, (Effect(*LAMP), Effect(*BLIND)), changes="automation.film")
    assert not score([chain], further()).planted


def test_only_the_entries_that_are_asked_for_count_as_missed() -> None:
    result = score([], further(), entries=frozenset({"sequence"}))
    assert {one.entry for one in result.missed} == {"sequence"}
    assert score([], home(), detectors=frozenset({"room"})).missed == ()  # not sought


def test_who_only_notifies_claims_nothing() -> None:
    config = {
        "triggers": [{"trigger": "time", "at": "07:00:00"}],
        "actions": [{"action": "persistent_notification.create", "data": {"message": "x"}}],
    }
    assert claims_of(config) == []


def test_the_table_names_what_was_missed_and_invented() -> None:
    invented = pattern("lamp at sunset", ClockTrigger(3600))
    text = table(score([invented, pattern("off at bedtime")], home()))
    assert "found    off at bedtime" in text
    assert "missed   lamp at sunset" in text
    assert "invented Claim(entity_id='light.living_room_lamp'" in text
