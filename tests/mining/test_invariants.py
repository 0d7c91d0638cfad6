"""What may not matter does not matter: weeks, names, strangers, clock changes, proof days."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.detectors.time_of_day import TimeOfDay
from custom_components.homeiq.mining.event_log import EventLog, Ints, Origin, RawEvents
from custom_components.homeiq.mining.finding import Finding, Mined
from custom_components.homeiq.mining.folds import BLOCKS, Fold, folds
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.learn import learn
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.modifiers import MODIFIERS
from custom_components.homeiq.mining.modifiers.modifier import Modifier
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import MONDAY, Diary
from tests.mining.lively import HOME, REST, Moving, lively

SETTINGS = MiningSettings()
WEEK = 7 * 86400
# Each example mines a home, and none may differ from one run of the tests to the next.
few = settings(max_examples=4, deadline=None, derandomize=True)
seeds = st.integers(1, 3)  # of homes, so that what is found in each is looked for once


def log_of(diary: Diary, home: Home = HOME) -> EventLog:
    return build_log(RawEvents.from_rows(diary.rows), home)


def mined(diary: Diary, home: Home = HOME) -> Mined:
    return mine(log_of(diary, home), home, SETTINGS)


@cache
def plain(seed: int) -> Mined:
    """Return what is found in a home as it is; shared, because nothing changes it."""
    return mined(lively(seed))


def moved(finding: Finding, by: float) -> Finding:
    """Return a finding with the dates of its evidence moved."""
    examples = tuple(replace(one, at=one.at + by) for one in finding.evidence.examples)
    return replace(finding, evidence=replace(finding.evidence, examples=examples))


def renamed[Thing](thing: Thing, names: Mapping[str, str]) -> Thing:
    """Return anything with every name in it that has another one replaced."""
    changed: Any = thing
    if isinstance(thing, str):
        changed = names.get(thing, thing)
    elif isinstance(thing, (tuple, frozenset)):
        changed = type(thing)(renamed(one, names) for one in thing)
    elif isinstance(thing, Mapping):
        changed = {renamed(key, names): renamed(one, names) for key, one in thing.items()}
    elif is_dataclass(thing) and not isinstance(thing, type):
        values = {one.name: renamed(getattr(thing, one.name), names) for one in fields(thing)}
        changed = replace(thing, **values)
    return changed


def in_any_order(things: tuple[Any, ...]) -> list[str]:
    return sorted(map(repr, things))


@few
@given(seeds, st.integers(1, 6))
def test_whole_weeks_later_everything_is_the_same_but_the_dates(seed: int, weeks: int) -> None:
    later = mined(lively(seed, first=MONDAY + timedelta(weeks=weeks)))
    once = plain(seed)
    assert later.patterns == once.patterns
    assert later.findings == tuple(moved(finding, weeks * WEEK) for finding in once.findings)
    assert [miss.reason for miss in later.near_misses] == [miss.reason for miss in once.near_misses]
    assert later.findings


@few
@given(seeds, st.randoms(use_true_random=False))
def test_other_names_find_the_same(seed: int, random: Random) -> None:
    numbers = random.sample(range(1000), len(REST) + 1)
    entity_ids = (*REST, *(one.entity_id for one in HOME.automations))
    names = {
        entity_id: f"{entity_id.partition('.')[0]}.x{number:03}"
        for entity_id, number in zip(entity_ids, numbers, strict=True)
    }
    diary = lively(seed)
    diary.rows = [(at, names[entity_id], state, by) for at, entity_id, state, by in diary.rows]
    other, once = mined(diary, renamed(HOME, names)), plain(seed)
    assert in_any_order(other.patterns) == in_any_order(renamed(once.patterns, names))
    assert in_any_order(other.findings) == in_any_order(renamed(once.findings, names))


@few
@given(seeds, st.sampled_from(["binary_sensor.stranger", "sensor.stranger"]), st.integers(10, 80))
def test_an_unrelated_chatty_sensor_adds_nothing_and_takes_nothing_sure_away(
    seed: int, stranger: str, a_day: int
) -> None:
    diary = lively(seed)
    random = Random(seed + 1)  # noqa: S311  # no secret
    for day in range(diary.days):
        for number in range(a_day):
            reading = number % 2 if stranger.startswith("binary") else random.gauss(20, 3)
            state = (
                ("off", "on")[int(reading)] if stranger.startswith("binary") else f"{reading:.1f}"
            )
            diary.add(day, random.uniform(0, 86399), stranger, state, Origin.DEVICE)
    found = mined(diary).findings
    assert not [finding for finding in found if stranger in repr(finding.pattern)]
    left = {(finding.pattern.acts, finding.pattern.trigger.key) for finding in found}
    sure = {
        (finding.pattern.acts, finding.pattern.trigger.key)
        for finding in plain(seed).findings
        if is_sure(finding)
    }
    assert sure
    assert sure <= left


def is_sure(finding: Finding) -> bool:
    tried = finding.evidence.right + finding.evidence.wrong
    return tried >= 10 and finding.evidence.right >= 0.9 * tried


@pytest.mark.parametrize("changes", [date(2026, 3, 29), date(2026, 10, 25)])
@few
@given(seed=seeds)
def test_a_clock_change_makes_no_phantom_habit(changes: date, seed: int) -> None:
    """The same wall clocks, with and without a change of the clock in the second week."""
    across = mined(lively(seed, first=changes - timedelta(days=13)))
    habits = {(finding.pattern.fingerprint, finding.pattern.trigger) for finding in across.findings}
    usual = {
        (finding.pattern.fingerprint, finding.pattern.trigger) for finding in plain(seed).findings
    }
    assert habits == usual


# What is proven on a day was not learned from it


def of_day(days: Ints) -> set[int]:
    return {int(day) - MONDAY.toordinal() for day in days}


@cache
def learning_days(block: int) -> EventLog:
    """Return what one fold may learn from."""
    log = log_of(lively())
    return log.only(folds(log.days)[block].learn)


def beside_garbage(block: int, seed: int) -> EventLog:
    """Return the same where the fold's proof days hold garbage."""
    diary = lively()
    fold = folds(log_of(diary).days)[block]
    return log_of(diary.spoilt(of_day(fold.prove), seed)).only(fold.learn)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: type(one).__name__)
def test_every_detector_has_something_to_learn_here(detector: Detector) -> None:
    assert any(detector.detect(Study.of(learning_days(block), HOME)) for block in range(BLOCKS))


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: type(one).__name__)
@few
@given(block=st.integers(0, BLOCKS - 1), seed=st.integers())
def test_a_detector_never_reads_a_proof_day(detector: Detector, block: int, seed: int) -> None:
    learned = detector.detect(Study.of(learning_days(block), HOME))
    assert detector.detect(Study.of(beside_garbage(block, seed), HOME)) == learned


@few
@given(block=st.integers(0, BLOCKS - 1), seed=st.integers())
def test_conditions_are_not_learned_from_proof_days(block: int, seed: int) -> None:
    learned = learn(Study.of(learning_days(block), HOME), SETTINGS).candidates
    assert any(candidate.pattern.conditions for candidate in learned.values())
    garbage = Study.of(beside_garbage(block, seed), HOME)
    assert learn(garbage, SETTINGS).candidates == learned


@cache
def moving() -> Moving:
    """Return a home of more than a year, which nothing changes."""
    return Moving()


@pytest.mark.parametrize("modifier", MODIFIERS, ids=lambda one: one.name)
@few
@given(back=st.integers(2, 5), seed=st.integers())
def test_a_modifier_never_reads_a_proof_day(modifier: Modifier, back: int, seed: int) -> None:
    diary = moving()
    log = log_of(diary)
    some = Pattern("", ClockTrigger(0), (Effect("light.late", "on"),), months=(1, 2))
    roll = modifier.rolls(log.days, some)[-back]
    garbage = log_of(diary.spoilt(of_day(log.days) - of_day(roll.learn), seed, 12))
    learned = aimed(modifier, log, roll)
    assert {pattern.target.entity_id for pattern in learned} >= {"light.late", "light.daily"}
    assert aimed(modifier, garbage, roll) == learned


def aimed(modifier: Modifier, log: EventLog, roll: Fold) -> list[Pattern]:
    """Return what a modifier teaches for the days after a roll."""
    detectors = (TimeOfDay(classes=modifier.classes),)
    taught = Study.of(log.only(roll.learn), HOME)
    lesson = learn(taught, SETTINGS, lambda _: True, detectors)
    study = Study.of(log, HOME)
    return [
        modifier.aim(study, candidate.pattern, roll.learn)
        for candidate in lesson.candidates.values()
    ]
