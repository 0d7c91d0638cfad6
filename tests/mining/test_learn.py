"""From learning days to candidates, and from nothing else."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from custom_components.homeiq.mining import learn as learn_module
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.learn import Lesson, learn
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    Effect,
    Pattern,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

SETTINGS = MiningSettings()


def household(days: int = 14) -> Diary:
    diary = Diary()
    diary.known(light__a="off", light__b="off", binary_sensor__door="off")
    diary.habit(range(days), "07:00", "light.a")
    for day in range(days):
        at = diary.random.uniform(30000, 70000)
        diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, at + 900, "binary_sensor.door", "off", Origin.DEVICE)
        diary.habit([day], at + 40, "light.b", scatter=20)
    return diary


def same(one: Lesson, other: Lesson) -> bool:
    return one.patterns == other.patterns and one.candidates == other.candidates


def test_what_every_detector_finds_becomes_a_candidate() -> None:
    lesson = learn(household().log(), HOME, SETTINGS)
    assert {pattern.detector for pattern in lesson.patterns} == {"time_of_day", "co_occurrence"}
    for fingerprint, candidate in lesson.candidates.items():
        assert candidate.pattern.fingerprint == fingerprint
        tried = candidate.right + candidate.wrong
        assert candidate.bound == wilson_lower_bound(candidate.right, tried)
        assert 0 < candidate.worth <= candidate.right


def test_only_what_is_wanted_is_learned() -> None:
    lesson = learn(
        household().log(), HOME, SETTINGS, lambda pattern: pattern.target.entity_id == "light.a"
    )
    targets = {candidate.pattern.target.entity_id for candidate in lesson.candidates.values()}
    assert targets == {"light.a"}


def test_a_log_without_acts_teaches_nothing() -> None:
    diary = household()
    diary.rows = [(at, entity, state, Origin.AUTOMATION) for at, entity, state, _ in diary.rows]
    lesson = learn(diary.log(), HOME, SETTINGS)
    assert same(lesson, Lesson((), {}))


def lesson_of(*patterns: Pattern) -> Lesson:
    return Lesson(patterns, {item.fingerprint: Candidate(item, 5, 0) for item in patterns})


def wake(clock: float, **other: str) -> Pattern:
    effects = (Effect("light.a", other.get("state", "on")),)
    return Pattern("time_of_day", ClockTrigger(int(clock * 3600)), effects)


def test_a_clock_time_is_known_again_though_it_moved() -> None:
    lesson = lesson_of(wake(11.9), wake(19), wake(12.2, state="off"))
    assert lesson.again(wake(12.1)) == wake(11.9)
    assert lesson.again(wake(18.5)) == wake(19)
    assert lesson.again(wake(15)) is None
    assert lesson.again(replace(wake(19), weekdays=(5, 6))) is None


def test_a_clock_time_is_known_again_across_midnight() -> None:
    assert lesson_of(wake(23.9)).again(wake(0.1)) == wake(23.9)


def test_other_triggers_are_known_again_by_what_they_are() -> None:
    sunset = Pattern("time_of_day", SunTrigger("sunset", 0), wake(0).effects)
    moved = replace(sunset, trigger=SunTrigger("sunset", 900))
    assert lesson_of(moved).again(sunset) == moved
    assert lesson_of(wake(17)).again(sunset) is None
    assert lesson_of(sunset).again(wake(17)) is None


@dataclass(frozen=True)
class Fake:
    """A detector that finds what it is told to: a fake."""

    pattern: Pattern
    name: str = "fake"

    def detect(self, study: Study) -> list[Pattern]:  # noqa: ARG002  # the protocol's
        """Find it, whatever the log says."""
        return [self.pattern]


@pytest.mark.parametrize("pattern", [wake(3), wake(7, state="blue")])
def test_what_no_act_speaks_for_is_no_candidate(
    pattern: Pattern, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learn_module, "DETECTORS", (Fake(pattern),))
    lesson = learn(household().log(), HOME, SETTINGS)
    assert lesson.patterns == (pattern,)
    assert lesson.candidates == {}


def garbled(log: EventLog, days: np.ndarray) -> EventLog:
    """Return the log with everything that days tell replaced by garbage."""
    random = np.random.default_rng(5)
    rows = np.flatnonzero(np.isin(log.day, days))
    columns = {
        name: getattr(log, name).copy() for name in ("entity", "old", "new", "number", "origin")
    }
    act = log.act.copy()
    columns["entity"][rows] = random.integers(0, len(log.entities), len(rows))
    for name in ("old", "new"):
        columns[name][rows] = random.integers(0, len(log.states), len(rows))
    columns["number"][rows] = random.normal(size=len(rows))
    columns["origin"][rows] = random.integers(0, 4, len(rows))
    act[rows] = random.random(len(rows)) < 0.5
    return EventLog(
        time=log.time,
        act=act,
        day=log.day,
        second=log.second,
        entities=log.entities,
        states=log.states,
        timezone=log.timezone,
        days=log.days,
        **columns,
    )


@pytest.mark.parametrize("block", range(4))
def test_garbage_on_other_days_teaches_nothing(block: int) -> None:
    log = household(16).log()
    proof_days = np.array_split(log.days, 4)[block]
    known = np.setdiff1d(log.days, proof_days)
    plain = learn(log.only(known), HOME, SETTINGS)
    assert plain.candidates
    assert same(plain, learn(garbled(log, proof_days).only(known), HOME, SETTINGS))
    assert not same(plain, learn(garbled(log, proof_days), HOME, SETTINGS))


@pytest.mark.parametrize("steps", range(4))
def test_learning_ends_when_it_is_told_to(steps: int) -> None:
    asked = iter([False] * steps)
    settings = MiningSettings(should_stop=lambda: next(asked, True))
    with pytest.raises(MiningStoppedError):
        learn(household().log(), HOME, settings)


def chain(*steps: str, door: str = "binary_sensor.door") -> Pattern:
    effects = tuple(Effect(step, "on", 60 * number) for number, step in enumerate(steps, 1))
    return Pattern("sequence", StateTrigger(door, "on", "off"), effects)


def test_a_chain_is_known_again_by_most_of_its_steps() -> None:
    final = chain("light.a", "light.b", "light.c")
    longer, shorter = chain("light.b", "light.c"), chain("light.c", "light.d")
    assert lesson_of(shorter, longer).again(final) == longer
    assert lesson_of(shorter).again(final) == shorter
    assert lesson_of(chain("light.x", "light.y")).again(final) is None
    assert lesson_of(chain("light.a", "light.b", door="binary_sensor.gate")).again(final) is None


def test_a_step_by_itself_is_no_chain() -> None:
    single = replace(chain("light.a"), detector="co_occurrence")
    assert lesson_of(single).again(chain("light.a", "light.b")) is None


def test_an_event_is_known_again_whatever_days_it_goes_with() -> None:
    daily = chain("light.a")
    assert lesson_of(replace(daily, weekdays=WORKDAYS)).again(daily) is not None
    at_dusk = Pattern("time_of_day", SunTrigger("sunset", 0), (Effect("light.a", "on"),))
    assert lesson_of(replace(at_dusk, weekdays=WORKDAYS)).again(at_dusk) is None


def test_a_chain_is_worth_what_all_its_steps_are(monkeypatch: pytest.MonkeyPatch) -> None:
    diary = household()
    for day in range(7):
        diary.habit([day], "07:02", "light.b", scatter=10)
    both = Pattern(
        "sequence", ClockTrigger(7 * 3600), (Effect("light.a", "on"), Effect("light.b", "on", 120))
    )
    monkeypatch.setattr(learn_module, "DETECTORS", (Fake(both),))
    (candidate,) = learn(diary.log(), HOME, SETTINGS).candidates.values()
    assert (candidate.right, candidate.wrong) == (21, 7)
