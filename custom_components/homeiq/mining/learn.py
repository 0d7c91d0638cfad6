"""From a log of learning days to the candidates for each kind of act."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.detectors import DETECTORS
from custom_components.homeiq.mining.event_log import DAY_SECONDS, EventLog
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern, Trigger
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern with its conditions, and how it did on the days that it was learned on."""

    pattern: Pattern
    worth: float  # acts met x bound squared
    right: int
    wrong: int

    @property
    def bound(self) -> float:
        """Lower bound of the share right on the learning days: no proof, only a promise."""
        return wilson_lower_bound(self.right, self.right + self.wrong)


SAME_TIME_SECONDS: Final = 3600  # a clock time learned again on other days moves by less


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learned from one set of days."""

    patterns: tuple[Pattern, ...]  # as the detectors found them
    candidates: dict[str, Candidate]  # by fingerprint, the best of each

    def again(self, pattern: Pattern) -> Pattern | None:
        """Return what this lesson learned in the place of a pattern of another, if anything.

        A clock time near the end of a part of the day may have fallen into the next one.
        """
        if not isinstance(pattern.trigger, ClockTrigger):
            same = self.candidates.get(pattern.fingerprint)
            return None if same is None else same.pattern
        near = [
            (apart, candidate.pattern)
            for candidate in self.candidates.values()
            if (candidate.pattern.target, candidate.pattern.weekdays)
            == (pattern.target, pattern.weekdays)
            and (apart := _apart(candidate.pattern.trigger, pattern.trigger)) <= SAME_TIME_SECONDS
        ]
        return min(near, key=lambda item: item[0])[1] if near else None


def _apart(one: Trigger, other: Trigger) -> float:
    """Return how far two clock times are from each other, in seconds; infinite for others."""
    if not isinstance(one, ClockTrigger) or not isinstance(other, ClockTrigger):
        return inf
    apart = abs(one.second - other.second)
    return min(apart, DAY_SECONDS - apart)


def learn(
    log: EventLog,
    home: Home,
    settings: MiningSettings,
    wanted: Callable[[Pattern], bool] = lambda _: True,
) -> Lesson:
    """Run every detector on a log and learn the conditions of what is wanted of what it finds.

    Nothing but this log is read, so days that are not in it cannot teach.
    """
    study = Study.of(log, home)
    patterns: list[Pattern] = []
    for detector in DETECTORS:
        if settings.should_stop():
            raise MiningStoppedError
        patterns += detector.detect(study)
    candidates: dict[str, Candidate] = {}
    for pattern in filter(wanted, patterns):
        if settings.should_stop():
            raise MiningStoppedError
        candidate = _candidate(study, pattern)
        known = candidates.get(pattern.fingerprint)
        if candidate is not None and (known is None or candidate.worth > known.worth):
            candidates[pattern.fingerprint] = candidate
    return Lesson(tuple(patterns), candidates)


def _candidate(study: Study, pattern: Pattern) -> Candidate | None:
    kind = study.kind_of(pattern)
    if kind is None:
        return None
    replayed, _ = study.replay(pattern, kind, study.log.days)
    if not np.any(replayed.act >= 0):
        return None
    learned = conditions.learn(study, pattern, replayed)
    return Candidate(learned.pattern, learned.worth, learned.right, learned.wrong)
