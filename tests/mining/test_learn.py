"""From learning days to candidates, and from nothing else."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.detectors import DETECTORS
from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.learn import Again, Lesson, learn, sought
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.ranking import finalists
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


def study_of(diary: Diary) -> Study:
    return Study.of(diary.log(), HOME)


def same(one: Lesson, other: Lesson) -> bool:
    return one.patterns == other.patterns and one.candidates == other.candidates


def test_what_every_detector_finds_becomes_a_candidate() -> None:
    lesson = learn(study_of(household()), SETTINGS)
    assert {pattern.detector for pattern in lesson.patterns} == {"time_of_day", "co_occurrence"}
    for fingerprint, candidate in lesson.candidates.items():
        assert candidate.pattern.fingerprint == fingerprint
        tried = candidate.right + candidate.wrong
        assert candidate.bound == wilson_lower_bound(candidate.right, tried)
        assert 0 < candidate.worth <= candidate.right


def test_only_what_is_wanted_is_learned() -> None:
    lesson = learn(
        study_of(household()), SETTINGS, lambda pattern: pattern.target.entity_id == "light.a"
    )
    targets = {candidate.pattern.target.entity_id for candidate in lesson.candidates.values()}
    assert targets == {"light.a"}


def test_a_log_without_acts_teaches_nothing() -> None:
    diary = household()
    diary.rows = [(at, entity, state, Origin.AUTOMATION) for at, entity, state, _ in diary.rows]
    lesson = learn(study_of(diary), SETTINGS)
    assert same(lesson, Lesson.of((), {}))


def lesson_of(*patterns: Pattern) -> Lesson:
    return Lesson.of(patterns, {item.fingerprint: Candidate(item, 5, 0) for item in patterns})


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

    patterns: tuple[Pattern, ...]
    name: str = "fake"

    def detect(self, study: Study) -> list[Pattern]:  # noqa: ARG002  # the protocol's
        """Find them, whatever the log says."""
        return list(self.patterns)


@pytest.mark.parametrize("pattern", [wake(3), wake(7, state="blue")])
def test_what_no_act_speaks_for_is_no_candidate(pattern: Pattern) -> None:
    lesson = learn(study_of(household()), SETTINGS, detectors=[Fake((pattern,))])
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
    spoilt = garbled(log, proof_days)
    plain = learn(Study.of(log.only(known), HOME), SETTINGS)
    assert plain.candidates
    assert same(plain, learn(Study.of(spoilt.only(known), HOME), SETTINGS))
    assert not same(plain, learn(Study.of(spoilt, HOME), SETTINGS))


@pytest.mark.parametrize("steps", [0, 1, len(DETECTORS) - 1, len(DETECTORS)])
def test_learning_ends_when_it_is_told_to(steps: int) -> None:
    asked = iter([False] * steps)
    settings = MiningSettings(should_stop=lambda: next(asked, True))
    with pytest.raises(MiningStoppedError):
        learn(study_of(household()), settings)


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


def test_a_chain_is_worth_what_all_its_steps_are() -> None:
    diary = household()
    for day in range(7):
        diary.habit([day], "07:02", "light.b", scatter=10)
    both = Pattern(
        "sequence", ClockTrigger(7 * 3600), (Effect("light.a", "on"), Effect("light.b", "on", 120))
    )
    (candidate,) = learn(study_of(diary), SETTINGS, detectors=[Fake((both,))]).candidates.values()
    assert (candidate.right, candidate.wrong) == (21, 7)


# Learning again only what is to be proven


@pytest.mark.parametrize("again", [wake(11.9), wake(12.5), replace(wake(12), conditions=())])
def test_what_is_sought_is_what_a_lesson_knows_again(again: Pattern) -> None:
    assert sought([wake(19), wake(12.1)])(again)
    assert lesson_of(again).again(wake(12.1)) == again


def test_other_times_acts_and_triggers_are_not_sought() -> None:
    is_sought = sought([wake(12), chain("light.b")])
    assert not is_sought(wake(15))
    assert not is_sought(wake(12, state="off"))
    assert not is_sought(replace(wake(12), weekdays=(5, 6)))
    assert not is_sought(chain("light.a"))
    assert not is_sought(chain("light.b", door="binary_sensor.gate"))
    assert not is_sought(replace(chain("light.b"), changes="automation.b"))
    assert is_sought(replace(chain("light.b"), weekdays=WORKDAYS))


def test_chains_are_sought_by_any_of_their_steps() -> None:
    is_sought = sought([chain("light.a", "light.b")])
    assert is_sought(chain("light.b", "light.c"))
    assert not is_sought(chain("light.b"))
    assert not is_sought(chain("light.c", "light.d"))


def test_an_act_is_not_sought_where_reminding_of_it_is() -> None:
    reminder = replace(wake(12), effects=(Reminder("light.a", "on"),))
    assert not sought([reminder])(wake(12))
    assert sought([reminder])(reminder)


def test_where_nothing_is_to_be_proven_nothing_is_sought() -> None:
    assert not sought([])(wake(12))


# Who is worth learning conditions


def rivals() -> tuple[Diary, dict[str, Pattern]]:
    """Return buttons that are each followed by the light in the evening only.

    Each is pressed as often in the morning.
    """
    diary = Diary()
    diary.known(light__a="off")
    times = {"one": 22, "two": 20, "three": 18, "rare": 12}
    for number, (name, days) in enumerate(times.items()):
        button = f"binary_sensor.{name}"
        diary.add(0, 2.0, button, "off", Origin.DEVICE)
        for day in range(days):
            for hour, answered in ((5 + number, False), (17 + number, True)):
                diary.add(day, hour * 3600, button, "on", Origin.DEVICE)
                diary.add(day, hour * 3600 + 600, button, "off", Origin.DEVICE)
                if answered:
                    diary.habit([day], hour * 3600 + 30, "light.a", scatter=10, lasts=1800)
    return diary, {
        name: Pattern(
            "co_occurrence", StateTrigger(f"binary_sensor.{name}", "on", "off"), wake(0).effects
        )
        for name in times
    }


def test_rivals_that_cannot_be_among_the_best_three_stay_plain() -> None:
    diary, patterns = rivals()
    study = study_of(diary)
    together = learn(study, SETTINGS, detectors=[Fake(tuple(patterns.values()))])
    best = {item.pattern.trigger for item in finalists(together.candidates.values(), 0.0)}
    assert best == {patterns[name].trigger for name in ("one", "two", "three")}
    for name, pattern in patterns.items():
        alone = learn(study, SETTINGS, detectors=[Fake((pattern,))])
        learned = alone.candidates[pattern.fingerprint]
        assert learned.pattern.conditions
        if name == "rare":
            plain = together.candidates[pattern.fingerprint]
            assert plain.pattern == pattern
            assert plain.right == learned.right > 0
        else:
            assert together.candidates[pattern.fingerprint] == learned


def test_of_two_ways_to_say_the_same_the_better_one_is_kept() -> None:
    late, early = wake(7.25), wake(7)
    for order in ((late, early), (early, late)):
        lesson = learn(study_of(household()), SETTINGS, detectors=[Fake(order)])
        (candidate,) = lesson.candidates.values()
        assert candidate.pattern == early


def test_a_detector_looks_again_only_for_the_acts_of_what_it_found() -> None:
    study = study_of(household())
    everything = {type(detector): detector.detect(study) for detector in DETECTORS}
    for detector in DETECTORS:
        found = everything[type(detector)]
        assert Again.of(detector, found).detect(study) == found
        of_lamp = [pattern for pattern in found if pattern.target.entity_id == "light.a"]
        assert Again.of(detector, of_lamp).detect(study) == of_lamp
        assert Again.of(detector, []).detect(study) == []
