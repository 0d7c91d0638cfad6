"""From a log of learning days to the candidates for each kind of act."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.detectors import DETECTORS
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Pattern, wilson_lower_bound
from custom_components.homeiq.mining.home import Home
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


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learned from one set of days."""

    patterns: tuple[Pattern, ...]  # as the detectors found them
    candidates: dict[str, Candidate]  # by fingerprint, the best of each


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
        patterns += detector.detect(log, home)
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
