"""How a habit was kept on each day."""

from dataclasses import replace
from functools import cache

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.mining.backtest import since
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Mined
from custom_components.homeiq.mining.learn import learn
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
    StateTrigger,
)
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.strength import Strength, strengths
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, MONDAY, Diary, quick
from tests.mining.lively import HOME as LIVELY_HOME, lively

FIRST = MONDAY.toordinal()
WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))
DEMANDING = MiningSettings(minimum_confidence=0.8)
DOOR = Pattern(
    "co_occurrence", StateTrigger("binary_sensor.door", "on", "off"), (Effect("light.a", "on"),)
)
CHAIN = Pattern(
    "sequence", DOOR.trigger, (Effect("light.a", "on", 60), Effect("light.b", "on", 240))
)


def of(diary: Diary, *patterns: Pattern) -> list[Strength]:
    return list(strengths(Study.of(diary.log(), HOME), patterns))


def counts(kept: list[Strength]) -> list[tuple[int, int, int, int]]:
    return [(one.right, one.wrong, one.already, one.missed) for one in kept]


def week() -> Diary:
    """Return a week: right four times, once an act apart, a quiet day, once automated."""
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(4), "07:00", "light.a")
    diary.habit([4], "12:00", "light.a")
    diary.add(6, "06:30", "light.a", "on", Origin.AUTOMATION)
    diary.add(6, "09:00", "light.a", "off", Origin.AUTOMATION)
    return diary


def test_each_observed_day_tells_what_became_of_it() -> None:
    kept = of(week(), WAKE)
    assert {one.fingerprint for one in kept} == {WAKE.fingerprint}
    assert [one.day for one in kept] == list(range(FIRST, FIRST + 7))
    assert counts(kept) == [
        *[(1, 0, 0, 0)] * 4,
        (0, 1, 0, 1),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
    ]


def test_the_share_right_is_of_all_but_what_was_so_already() -> None:
    assert Strength("x", 1, right=3, wrong=1, already=5, missed=2).share == 0.5
    assert Strength("x", 1, right=0, wrong=0, already=5, missed=0).share is None


def test_a_night_without_a_change_between_two_wrong_ones_is_one_wrong_of_the_first_day() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit([0, 4], "07:00", "light.a")
    assert counts(of(diary, WAKE)) == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 0, 0),
        (0, 0, 0, 0),
        (1, 0, 0, 0),
    ]


def test_what_the_trigger_sets_off_after_midnight_belongs_to_the_day_it_acts_on() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    diary.add(0, "23:58", "binary_sensor.door", "on", Origin.DEVICE)
    diary.add(1, "00:01", "light.a", "on")
    diary.add(1, "00:05", "binary_sensor.door", "off", Origin.DEVICE)
    later = replace(DOOR, effects=(Effect("light.a", "on", 150),))
    assert counts(of(diary, DOOR)) == [(1, 0, 0, 0), (0, 0, 0, 0)]
    assert counts(of(diary, later)) == [(0, 0, 0, 0), (1, 0, 0, 0)]


def test_what_would_act_after_the_last_day_belongs_to_it() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    diary.habit([0], "07:00", "light.a")
    diary.add(0, "23:58", "binary_sensor.door", "on", Origin.DEVICE)
    later = replace(DOOR, effects=(Effect("light.a", "on", 600),))
    assert counts(of(diary, later)) == [(0, 1, 0, 1)]


def test_a_day_that_was_not_observed_is_not_told() -> None:
    diary = Diary()
    diary.known(light__a="off", sensor__power="0")
    for day in (0, 1, 3):
        diary.habit([day], "07:00", "light.a")
        for minute in range(60):  # busy, so that a day without anything is an outage
            diary.add(day, f"10:{minute:02}", "sensor.power", str(minute), Origin.DEVICE)
    assert [one.day - FIRST for one in of(diary, WAKE)] == [0, 1, 3]


def test_the_steps_of_a_chain_count_together() -> None:
    diary = Diary()
    diary.known(light__a="off", light__b="off", binary_sensor__door="off")
    for day in range(3):
        diary.add(day, "18:00", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, "18:10", "binary_sensor.door", "off", Origin.DEVICE)
        diary.habit([day], 18 * 3600 + 60, "light.a", scatter=10)
        if day:
            diary.habit([day], 18 * 3600 + 240, "light.b", scatter=10)
    assert counts(of(diary, CHAIN)) == [(1, 1, 0, 0), (2, 0, 0, 0), (2, 0, 0, 0)]


def test_a_step_that_the_log_does_not_know_says_nothing() -> None:
    gone = replace(WAKE, effects=(Effect("light.gone", "on"),))
    assert counts(of(week(), gone)) == [(0, 0, 0, 0)] * 7


def test_who_needs_no_reminder_has_missed_none() -> None:
    reminder = replace(WAKE, effects=(Reminder("light.a", "on"),))
    assert sum(one.missed for one in of(week(), reminder)) == 0
    assert sum(one.missed for one in of(week(), WAKE)) == 1


def test_a_pattern_of_the_latest_days_says_nothing_of_those_before() -> None:
    kept = of(week(), replace(WAKE, window=3))
    assert [one.day - FIRST for one in kept] == [4, 5, 6]


def test_each_pattern_is_told_for_itself() -> None:
    kept = of(week(), WAKE, DOOR)
    assert [one.fingerprint for one in kept] == [WAKE.fingerprint] * 7 + [DOOR.fingerprint] * 7


def test_where_nothing_is_known_nothing_is_told() -> None:
    assert of(Diary(), WAKE) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_days_sum_up_to_the_replay_over_all_of_them(seed: int) -> None:
    study = Study.of(lively(seed).log(LIVELY_HOME), LIVELY_HOME)
    patterns = [one.pattern for one in learn(study, MiningSettings()).candidates.values()]
    assert any(len(pattern.effects) > 1 for pattern in patterns)
    by_fingerprint: dict[str, list[Strength]] = {}
    for one in strengths(study, (replace(pattern, window=0) for pattern in patterns)):
        by_fingerprint.setdefault(one.fingerprint, []).append(one)
    for pattern in patterns:
        whole = since(study, pattern, 0)
        summed = np.sum(counts(by_fingerprint[pattern.fingerprint]), axis=0).tolist()
        assert summed == [whole.right, whole.wrong, whole.already, whole.missed], pattern
        assert len(by_fingerprint[pattern.fingerprint]) == whole.days


events = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 1439),
        st.sampled_from(["light.a", "light.b", "binary_sensor.door"]),
        st.sampled_from(["on", "off", "unavailable"]),
        st.sampled_from(Origin),
    ),
    max_size=80,
)


@quick
@given(events, st.sampled_from([WAKE, DOOR, CHAIN]))
def test_whatever_happens_no_episode_is_lost(
    rows: list[tuple[int, int, str, str, Origin]], pattern: Pattern
) -> None:
    diary = Diary()
    diary.known(light__a="off", light__b="off", binary_sensor__door="off")
    for day, minute, entity_id, state, origin in rows:
        diary.add(day, minute * 60.0, entity_id, state, origin)
    study = Study.of(diary.log(), HOME)
    whole = since(study, pattern, 0)
    kept = list(strengths(study, [pattern]))
    summed = np.sum(counts(kept), axis=0).tolist()
    assert summed == [whole.right, whole.wrong, whole.already, whole.missed]
    assert [one.day for one in kept] == study.log.days.tolist()


@cache
def mined_home() -> tuple[Study, Mined]:
    """Return a home, and what is found in it."""
    log = lively(1).log(LIVELY_HOME)
    return Study.of(log, LIVELY_HOME), mine(log, LIVELY_HOME, DEMANDING)


def told_of(mined: Mined) -> set[str]:
    return {one.fingerprint for one in mined.strengths}


def test_mining_tells_of_what_was_found_and_what_nearly_was() -> None:
    study, mined = mined_home()
    found = {one.pattern.fingerprint for one in mined.findings}
    nearly = {one.finding.pattern.fingerprint for one in mined.near_misses}
    assert found
    assert nearly
    assert told_of(mined) == found | nearly
    assert len(mined.strengths) == len(found | nearly) * len(study.log.days)


def test_mining_tells_of_what_was_shown_once_though_it_holds_no_more() -> None:
    study, mined = mined_home()
    known = learn(study, MiningSettings()).candidates.keys()
    lost = min(known - told_of(mined))
    again = mine(study.log, LIVELY_HOME, replace(DEMANDING, shown_since={lost: FIRST}))
    assert told_of(again) == {*told_of(mined), lost}
