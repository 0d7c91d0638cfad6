"""A whole home mined: what is found, what is not, why not, and what never matters."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.mining import mine as mine_module
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMissReason,
    NoFindings,
)
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.learn import learn
from custom_components.homeiq.mining.mine import DAYS_NEEDED, mine
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.ranking import finalists
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.mining.sun import Sun
from tests.mining.build import BERLIN_HOME, HOME, MONDAY, Diary, Row, ordinals, times

BERLIN_SUN = Sun.over(BERLIN_HOME)
SETTINGS = MiningSettings()


def mined(diary: Diary, home: Home = HOME, wanted: MiningSettings = SETTINGS) -> Mined:
    return mine(diary.log(home), home, wanted)


def lamp(first: date = MONDAY, seed: int = 7) -> Diary:
    diary = Diary(first=first, seed=seed)
    diary.known(light__a="off")
    return diary


def morning(days: int = 28, seed: int = 7) -> Diary:
    diary = lamp(seed=seed)
    diary.habit(range(days), "07:00", "light.a")
    return diary


def household(seed: int, clock: float = 25200.0, *, first: date = MONDAY, days: int = 28) -> Diary:
    """Return a home with a morning habit, a door that is followed by a light, and chatter."""
    diary = Diary(first=first, seed=seed)
    diary.known(light__a="off", light__b="off", binary_sensor__door="off", sensor__t="20")
    for day in range(days):
        if diary.random.random() < 0.9:
            diary.habit([day], clock, "light.a", scatter=240)
        for hour in (9, 14, 18):
            at = hour * 3600 + diary.random.randrange(6000)
            diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
            diary.add(day, at + 300, "binary_sensor.door", "off", Origin.DEVICE)
            if diary.random.random() < 0.85:
                diary.habit([day], at + 30.0, "light.b", scatter=20, lasts=1200)
            diary.add(day, at + 900, "sensor.t", str(diary.random.randrange(15, 25)))
    return diary


def only(result: Mined) -> Finding:
    assert len(result.findings) == 1, result.findings
    assert result.nothing is None
    return result.findings[0]


def clock_of(finding: Finding) -> int:
    assert isinstance(finding.pattern.trigger, ClockTrigger)
    return finding.pattern.trigger.second


def circular(one: float, other: float) -> float:
    return min(abs(one - other), 86400 - abs(one - other))


# What is found


def test_a_habit_of_every_day_is_found_with_its_proof() -> None:
    finding = only(mined(morning()))
    assert abs(clock_of(finding) - 7 * 3600) <= 120
    assert finding.pattern.weekdays == EVERY_DAY
    assert finding.pattern.conditions == ()
    evidence = finding.evidence
    assert (evidence.days, evidence.right, evidence.wrong, evidence.missed) == (28, 28, 0, 0)


def test_a_habit_around_midnight_is_found_once() -> None:
    diary = lamp()
    diary.habit(range(1, 28), 0.0, "light.a", scatter=600)  # from 23:50 to 00:10
    finding = only(mined(diary))
    assert circular(clock_of(finding), 0) <= 300
    assert finding.evidence.right + finding.evidence.missed == 27
    assert finding.evidence.right >= 25


def test_a_habit_of_the_sunset_is_found_by_the_sun_where_that_is_tighter() -> None:
    diary = lamp(date(2026, 2, 22))
    assert BERLIN_SUN is not None
    for day, sunset in enumerate(BERLIN_SUN.events("sunset", ordinals(diary.first, 28))):
        diary.habit([day], float(sunset) - diary.at(day, 0.0) - 600, "light.a", scatter=180)
    finding = only(mined(diary, BERLIN_HOME))
    trigger = finding.pattern.trigger
    assert isinstance(trigger, SunTrigger)
    assert trigger.event == "sunset"
    assert abs(trigger.offset + 600) <= 180


def test_two_times_a_day_are_two_findings() -> None:
    diary = lamp()
    for clock in ("07:00", "19:00"):
        diary.habit(range(28), clock, "light.a")
    result = mined(diary)
    assert sorted(round(clock_of(finding) / 3600) for finding in result.findings) == [7, 19]


def test_working_days_and_weekends_are_told_apart() -> None:
    diary = lamp()
    diary.habit([day for day in range(28) if day % 7 < 5], "06:30", "light.a")
    diary.habit([day for day in range(28) if day % 7 >= 5], "09:30", "light.a")
    found = {finding.pattern.weekdays: clock_of(finding) for finding in mined(diary).findings}
    assert set(found) == {WORKDAYS, WEEKEND}
    assert abs(found[WORKDAYS] - 23400) <= 120
    assert abs(found[WEEKEND] - 34200) <= 120


def test_light_on_motion_is_learned_for_the_dark_only() -> None:
    diary = Diary(seed=1)
    diary.known(light__a="off", binary_sensor__motion="off")
    assert BERLIN_SUN is not None
    for day in range(28):
        for _ in range(8):
            at = diary.random.randrange(6 * 3600, 23 * 3600)
            diary.add(day, at, "binary_sensor.motion", "on", Origin.DEVICE)
            diary.add(day, at + 120, "binary_sensor.motion", "off", Origin.DEVICE)
            today = ordinals(diary.first + timedelta(days=day), 1)
            if BERLIN_SUN.dark(times(diary.at(day, at)), today, 0.0)[0]:
                diary.habit([day], at + 30.0, "light.a", scatter=25, lasts=400)
    finding = only(mined(diary, BERLIN_HOME))
    assert finding.pattern.trigger == StateTrigger("binary_sensor.motion", "on", "off")
    (condition,) = finding.pattern.conditions
    assert isinstance(condition, DarkCondition)
    assert condition.dark
    assert finding.evidence.confidence > 0.9


def test_a_household_far_north_is_mined_summer_and_winter() -> None:
    zone = ZoneInfo("Europe/Oslo")
    for first in (date(2026, 5, 4), date(2026, 6, 8), date(2026, 11, 16)):
        diary = Diary(zone, first)
        diary.known(light__a="off")
        diary.habit(range(28), "07:00", "light.a")
        finding = only(mined(diary, Home(zone, 70.0, 19.0)))
        assert abs(clock_of(finding) - 7 * 3600) <= 120


def test_a_long_history_is_proven_on_its_latest_third() -> None:
    evidence = only(mined(morning(60))).evidence
    assert (evidence.days, evidence.right) == (20, 20)


def test_the_days_that_prove_a_long_history_do_not_choose_what_they_prove(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: list[Candidate] = []

    def spy(candidates: Iterable[Candidate], least_bound: float) -> list[Candidate]:
        met.extend(chosen := finalists(candidates, least_bound))
        return chosen

    monkeypatch.setattr(mine_module, "finalists", spy)
    diary = morning(90)
    diary.add(0, 1.0, "light.b", "off", Origin.CONSEQUENCE)
    diary.habit(range(60, 90), "20:00", "light.b")  # only lately
    found = mined(diary)
    assert {finding.pattern.target.entity_id for finding in found.findings} == {"light.a"}
    assert {candidate.pattern.target.entity_id for candidate in met} == {"light.a"}
    assert max(candidate.pattern.days for candidate in met) <= 60


# What is not found


@pytest.mark.parametrize("minutes", [20, 30, 45])
@pytest.mark.parametrize("seed", range(3))
def test_what_scatters_by_twenty_minutes_and_more_has_no_clock_time(
    minutes: int, seed: int
) -> None:
    diary = lamp(seed=seed)
    for day in range(28):
        diary.habit([day], 43200 + diary.random.gauss(0, minutes * 60), "light.a", scatter=0)
    result = mined(diary)
    assert result.findings == ()
    assert result.nothing is NoFindings.NOTHING_HOLDS


@pytest.mark.parametrize("seed", range(4))
def test_what_happens_at_any_hour_is_no_habit(seed: int) -> None:
    diary = lamp(seed=seed)
    for day in range(28):
        diary.habit([day], diary.random.uniform(0, 80000), "light.a", scatter=0)
    assert mined(diary).findings == ()


def test_an_empty_log_has_no_events() -> None:
    result = mined(Diary())
    assert result.nothing is NoFindings.NO_EVENTS
    assert (result.findings, result.near_misses, result.patterns) == ((), (), ())
    assert result.days_of_history == 0


def test_a_home_where_nobody_does_anything_has_no_acts() -> None:
    diary = morning(14)
    diary.rows = [(at, entity, state, Origin.AUTOMATION) for at, entity, state, _ in diary.rows]
    result = mined(diary)
    assert result.nothing is NoFindings.NO_ACTS
    assert result.days_of_history == 14


@pytest.mark.parametrize("days", range(1, DAYS_NEEDED))
def test_below_seven_days_nothing_is_said_but_how_many_there_are(days: int) -> None:
    result = mined(morning(days))
    assert result.nothing is NoFindings.TOO_FEW_DAYS
    assert (result.days_of_history, result.days_needed) == (days, 7)
    assert result.findings == ()


def test_seven_days_may_be_enough() -> None:
    result = mined(morning(DAYS_NEEDED))
    assert result.nothing is None
    assert only(result).evidence.days == 7


def test_a_minimum_confidence_is_kept() -> None:
    diary = household(3)
    for minimum in (0.5, 0.6, 0.8, 0.95):
        result = mined(diary, wanted=MiningSettings(minimum_confidence=minimum))
        assert all(finding.evidence.confidence >= minimum for finding in result.findings)
    assert len(mined(diary, wanted=MiningSettings(minimum_confidence=0.999)).findings) == 0


def test_what_a_person_dismissed_is_a_near_miss_and_does_not_come_back_in_parts() -> None:
    fingerprint = only(mined(morning())).pattern.fingerprint
    result = mined(morning(), wanted=MiningSettings(dismissed=frozenset({fingerprint})))
    assert result.findings == ()
    assert result.nothing is NoFindings.NOTHING_HOLDS
    dismissed = [item for item in result.near_misses if item.reason is NearMissReason.DISMISSED]
    assert [item.finding.pattern.fingerprint for item in dismissed] == [fingerprint]


def test_what_an_automation_does_already_is_a_near_miss_that_names_it() -> None:
    done = ExistingAutomation(
        "automation.wake", "Wake", frozenset({"07:00:00"}), frozenset({("light.a", "on")})
    )
    result = mined(morning(), replace(HOME, automations=(done,)))
    assert result.findings == ()
    assert result.nothing is NoFindings.NOTHING_HOLDS
    assert result.near_misses[0].reason is NearMissReason.ALREADY_AUTOMATED
    assert result.near_misses[0].other == "Wake"
    assert result.near_misses[0].finding.evidence.right == 28


def test_what_is_too_often_wrong_is_a_near_miss() -> None:
    diary = lamp()
    diary.habit([day for day in range(28) if day % 3 != 2], "07:00", "light.a")
    result = mined(diary)
    assert result.findings == ()
    assert NearMissReason.TOO_OFTEN_WRONG in {miss.reason for miss in result.near_misses}


def test_one_run_of_a_chain_is_one_episode_however_many_steps_it_has() -> None:
    diary = lamp()
    lamps = [f"light.{number}" for number in range(4)]
    for entity_id in (*lamps, "binary_sensor.door"):
        diary.add(0, 1.0, entity_id, "off", Origin.CONSEQUENCE)
    for day in (*range(0, 40, 2), 52):  # on the days that prove, once
        begin = diary.random.uniform(30000, 70000)
        diary.add(day, begin, "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, begin + 40, "binary_sensor.door", "off", Origin.DEVICE)
        for number, entity_id in enumerate(lamps):
            diary.habit([day], begin + 20 * (number + 1), entity_id, scatter=3, lasts=9000)
    for day in range(60):
        diary.add(day, 100.0, "sensor.days", str(day), Origin.DEVICE)
    found = mined(diary)
    assert found.patterns
    assert found.findings == ()


def test_excluded_entities_are_neither_triggers_nor_targets() -> None:
    home = replace(HOME, excluded=frozenset({"binary_sensor.door", "light.a"}))
    patterns = mined(household(1), home).patterns
    named = {getattr(pattern.trigger, "entity_id", None) for pattern in patterns}
    named |= {pattern.target.entity_id for pattern in patterns}
    assert not named & home.excluded


# What the figures say


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000), st.integers(3, 20))
def test_evidence_adds_up(seed: int, hour: int) -> None:
    diary = household(seed, hour * 3600.0)
    log = diary.log()
    result = mine(log, HOME, SETTINGS)
    assert result.findings
    for item in (*result.findings, *(miss.finding for miss in result.near_misses)):
        evidence, target = item.evidence, item.pattern.target
        assert evidence.days == 28
        assert evidence.fired == evidence.right + evidence.wrong + evidence.already
        kind = (log.entity == log.entities.index(target.entity_id)) & log.act
        kind &= log.new == log.states.index(target.state)
        assert evidence.right + evidence.missed == np.count_nonzero(kind)
        assert len(evidence.examples) == min(10, evidence.fired + evidence.missed)
        assert evidence.saved_per_week == evidence.right / 4


def since(first: date, shown: date, days: int = 28) -> Evidence:
    diary = Diary(first=first)
    diary.known(light__a="off")
    diary.habit(range(days), "07:00", "light.a")
    fingerprint = only(mined(diary)).pattern.fingerprint
    wanted = MiningSettings(shown_since={fingerprint: shown.toordinal(), "other": 1})
    finding = only(mined(diary, wanted=wanted))
    assert finding.evidence == only(mined(diary)).evidence
    assert finding.since_shown is not None
    return finding.since_shown


@pytest.mark.parametrize("day", [0, 13, 26, 27])
def test_what_came_after_it_was_shown_is_counted_apart(day: int) -> None:
    later = since(MONDAY, MONDAY + timedelta(days=day))
    assert (later.days, later.right) == (27 - day, 27 - day)
    assert (later.wrong, later.missed) == (0, 0)


def test_what_was_never_shown_has_nothing_since() -> None:
    assert only(mined(morning())).since_shown is None


# What never matters


def told(result: Mined, name: Callable[[str], str] = lambda entity: entity) -> list[object]:
    """Return what a result says but for moments, its entities renamed."""
    findings = [*result.findings, *(miss.finding for miss in result.near_misses)]
    rows: list[object] = [(result.nothing, len(result.findings), len(result.patterns))]
    for finding in findings:
        pattern, trigger = finding.pattern, finding.pattern.trigger
        if isinstance(trigger, StateTrigger):
            trigger = replace(trigger, entity_id=name(trigger.entity_id))
        evidence = replace(finding.evidence, examples=())
        target = replace(pattern.target, entity_id=name(pattern.target.entity_id))
        conditions = tuple(
            replace(condition, entity_id=name(condition.entity_id))  # type: ignore[call-arg]
            if hasattr(condition, "entity_id")
            else condition
            for condition in pattern.conditions
        )
        rows.append((trigger, target, pattern.weekdays, conditions, evidence))
    return rows


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(("upstairs_", "x", "zz_9_")))
def test_names_do_not_matter(seed: int, prefix: str) -> None:
    def longer(entity_id: str) -> str:
        domain, _, name = entity_id.partition(".")
        return f"{domain}.{prefix}{name}"

    diary, renamed = household(seed), Diary()
    renamed.rows = [(at, longer(entity), state, by) for at, entity, state, by in diary.rows]
    assert told(mined(renamed)) == told(mined(diary), longer)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 6))
def test_the_week_of_the_year_does_not_matter_without_a_sun(seed: int, weeks: int) -> None:
    later = household(seed, first=MONDAY + timedelta(weeks=weeks))
    assert told(mined(later)) == told(mined(household(seed)))


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_in_which_a_source_tells_events_does_not_matter(
    seed: int, random: object
) -> None:
    diary, shuffled = household(seed), household(seed)
    random.shuffle(shuffled.rows)  # type: ignore[attr-defined]
    assert sorted(map(repr, told(mined(shuffled)))) == sorted(map(repr, told(mined(diary))))


# What is learned on and what is proven


def garbage(diary: Diary, days: set[int]) -> list[Row]:
    """Return a diary's rows with those of some days replaced by garbage.

    By the end of each such day everything is as it was, so that the next begins the same.
    """
    kept = [row for row in diary.rows if _day(diary, row) not in days]
    states = {"light.a": "off", "light.b": "off", "binary_sensor.door": "off"}
    for day in sorted(days):
        for _ in range(30):
            entity_id = diary.random.choice(tuple(states))
            state = diary.random.choice(("on", "off", "unavailable"))
            by = diary.random.choice((Origin.PERSON, Origin.DEVICE))
            kept.append((diary.at(day, diary.random.randrange(60, 80000)), entity_id, state, by))
        kept += [
            (diary.at(day, 86390.0), entity_id, state, Origin.CONSEQUENCE)
            for entity_id, state in states.items()
        ]
    return kept


def _day(diary: Diary, row: Row) -> int:
    return int((row[0] - diary.at(0, 0.0)) // 86400)


@pytest.mark.parametrize("number", range(4))
def test_garbage_on_proof_days_does_not_reach_what_is_learned_for_them(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons: list[tuple[EventLog, object]] = []

    def spy(study: Study, *rest: object) -> object:
        lesson = learn(study, *rest)  # type: ignore[arg-type]
        lessons.append((study.log, lesson))
        return lesson

    monkeypatch.setattr(mine_module, "learn", spy)
    plain = household(5)
    plain.add(0, 1.0, "sensor.t", "19", Origin.CONSEQUENCE)
    fold = folds(plain.log().days)[number]
    spoilt = household(5)
    spoilt.rows = garbage(spoilt, {int(day) - MONDAY.toordinal() for day in fold.prove} - {0})
    plain.rows = [row for row in plain.rows if row[1] != "sensor.t"]
    spoilt.rows = [row for row in spoilt.rows if row[1] != "sensor.t"]

    mined(plain)
    mined(spoilt)
    assert len(lessons) == 10  # all days and four folds, twice
    (one, learned), (other, learned_in_spite) = lessons[1 + number], lessons[6 + number]
    for column in ("time", "day", "second", "origin", "days"):
        np.testing.assert_array_equal(getattr(one, column), getattr(other, column))
    for column, names in (("entity", "entities"), ("old", "states"), ("new", "states")):
        told_by_one = [getattr(one, names)[code] for code in getattr(one, column)]
        assert told_by_one == [getattr(other, names)[code] for code in getattr(other, column)]
    shared = learned.candidates.keys() & learned_in_spite.candidates.keys()  # type: ignore[attr-defined]
    assert shared
    for fingerprint in shared:
        assert learned.candidates[fingerprint] == learned_in_spite.candidates[fingerprint]  # type: ignore[attr-defined]


@pytest.mark.parametrize("steps", [0, 1, 5, 20])
def test_mining_ends_when_it_is_told_to(steps: int) -> None:
    asked = iter([False] * steps)
    with pytest.raises(MiningStoppedError):
        mined(household(1), wanted=MiningSettings(should_stop=lambda: next(asked, True)))
