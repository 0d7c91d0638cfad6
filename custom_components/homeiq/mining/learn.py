"""From a log of learning days to the candidates for each kind of act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.backtest import since
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.event_log import DAY_SECONDS, EventLog
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern, SunTrigger, Trigger
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study

SAME_TIME_SECONDS: Final = 3600  # a clock time learned again on other days moves by less


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learned from one set of days."""

    patterns: tuple[Pattern, ...]  # as the detectors found them
    candidates: dict[str, Candidate]  # by fingerprint, the best of each

    def again(self, pattern: Pattern) -> Pattern | None:
        """Return what this lesson learned in the place of a pattern of another, if anything.

        A clock time near the end of a part of the day may have fallen into the next one; of a
        chain, other days may show fewer steps or more; what else happens may go with other days
        of the week.
        """
        same = [
            (unlike, -candidate.worth, candidate.pattern)
            for candidate in self.candidates.values()
            if (unlike := _unlike(pattern, candidate.pattern)) < inf
        ]
        return min(same, key=lambda item: item[:2])[2] if same else None


def _unlike(one: Pattern, other: Pattern) -> float:
    """Return how far two patterns are from being the same; infinite where they are not."""
    same_effect = type(one.target) is type(other.target) and one.changes == other.changes
    shared = one.acts & other.acts
    if not same_effect or not shared or (len(one.acts) > 1) != (len(other.acts) > 1):
        return inf
    if isinstance(one.trigger, ClockTrigger):
        apart = _apart(one.trigger, other.trigger)
        return apart if one.weekdays == other.weekdays and apart <= SAME_TIME_SECONDS else inf
    if isinstance(one.trigger, SunTrigger) and one.weekdays != other.weekdays:
        return inf
    return len(one.acts ^ other.acts) if one.trigger.key == other.trigger.key else inf


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
    detectors: Sequence[Detector] = DETECTORS,
) -> Lesson:
    """Run detectors on a log and learn the conditions of what is wanted of what it finds.

    Nothing but this log is read, so days that are not in it cannot teach.
    """
    study = Study.of(log, home)
    patterns: list[Pattern] = []
    for detector in detectors:
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
    kind = study.kind_of(pattern.target)
    if kind is None:
        return None
    begun = conditions.begun_where_held(study, pattern, study.log.days)
    replayed = study.replay(pattern, pattern.target, kind, begun)
    if not np.any(replayed.act >= 0):
        return None
    learned = conditions.learn(study, pattern, begun, replayed)
    if len(pattern.effects) == 1:
        return learned
    whole = since(study, learned.pattern, first_day=0)  # of a chain, every step counts
    return Candidate(learned.pattern, whole.right, whole.wrong)
