"""From a log of learning days to the candidates for each kind of act."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.backtest import since
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.event_log import Floats, clock_apart
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import (
    Act,
    ClockTrigger,
    Pattern,
    SunTrigger,
)
from custom_components.homeiq.mining.replay import Replay
from custom_components.homeiq.mining.rivals import FINALISTS, Rivalry, rivalry
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study

SAME_TIME_SECONDS: Final = 3600  # a clock time learned again on other days moves by less


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learned from one set of days."""

    patterns: tuple[Pattern, ...]  # as the detectors found them
    candidates: dict[str, Candidate]  # by fingerprint, the best of each
    by_act: dict[Act, list[Candidate]]  # the same

    @classmethod
    def of(cls, patterns: Iterable[Pattern], candidates: dict[str, Candidate]) -> Lesson:
        """Put together what was learned."""
        by_act: dict[Act, list[Candidate]] = {}
        for candidate in candidates.values():
            for act in candidate.pattern.acts:
                by_act.setdefault(act, []).append(candidate)
        return cls(tuple(patterns), candidates, by_act)

    def again(self, pattern: Pattern) -> Pattern | None:
        """Return what this lesson learned in the place of a pattern of another, if anything.

        A clock time near the end of a part of the day may have fallen into the next one; of a
        chain, other days may show fewer steps or more; what else happens may go with other days
        of the week.
        """
        same = [
            (unlike, -candidate.worth, candidate.pattern)
            for act in pattern.acts
            for candidate in self.by_act.get(act, ())
            if (unlike := _unlike(pattern, candidate.pattern)) < inf
        ]
        return min(same, key=lambda item: item[:2])[2] if same else None


@dataclass(frozen=True, slots=True)
class Again:
    """A detector that looks only for the acts of what it found before."""

    detector: Detector
    acts: frozenset[Act]

    @classmethod
    def of(cls, detector: Detector, patterns: Iterable[Pattern]) -> Again:
        """Take the acts of those of the patterns that the detector found."""
        of_it = (pattern.acts for pattern in patterns if pattern.detector == detector.name)
        return cls(detector, frozenset[Act]().union(*of_it))

    @property
    def name(self) -> str:
        """One of pattern.DETECTORS."""
        return self.detector.name

    def detect(self, study: Study) -> list[Pattern]:
        """Find patterns in a log."""
        return self.detector.detect(study.only(self.acts)) if self.acts else []


def sought(patterns: Iterable[Pattern]) -> Callable[[Pattern], bool]:
    """Return whether something is worth learning to find these patterns again."""
    by_act: dict[Act, list[Pattern]] = {}
    for pattern in patterns:
        for act in pattern.acts:
            by_act.setdefault(act, []).append(pattern)

    def is_sought(found: Pattern) -> bool:
        return any(_unlike(one, found) < inf for act in found.acts for one in by_act.get(act, ()))

    return is_sought


def _unlike(one: Pattern, other: Pattern) -> float:
    """Return how far two patterns are from being the same; infinite where they are not."""
    if len(one.effects) == 1 and one.target.entity_id != other.target.entity_id:
        return inf
    if type(one.trigger) is not type(other.trigger) or one.changes != other.changes:
        return inf
    if type(one.target) is not type(other.target) or one.acts.isdisjoint(other.acts):
        return inf
    if (len(one.effects) > 1) != (len(other.effects) > 1):
        return inf
    if isinstance(one.trigger, ClockTrigger) and isinstance(other.trigger, ClockTrigger):
        apart = abs(clock_apart(one.trigger.second, other.trigger.second))
        return apart if one.weekdays == other.weekdays and apart <= SAME_TIME_SECONDS else inf
    if isinstance(one.trigger, SunTrigger) and one.weekdays != other.weekdays:
        return inf
    return len(one.acts ^ other.acts) if one.trigger.key == other.trigger.key else inf


def learn(
    study: Study,
    settings: MiningSettings,
    wanted: Callable[[Pattern], bool] = lambda _: True,
    detectors: Sequence[Detector] = DETECTORS,
) -> Lesson:
    """Run detectors on a log and learn the conditions of what is wanted of what they find.

    Nothing but the log of this study is read, so days that are not in it cannot teach. Of one
    kind of act, those that could not get among the best few by any condition stay plain.
    """
    patterns: list[Pattern] = []
    for detector in detectors:
        if settings.should_stop():
            raise MiningStoppedError
        patterns += detector.detect(study)
    families: dict[Rivalry, list[_Plain]] = {}
    for pattern in filter(wanted, patterns):
        plain = _plain(study, pattern)
        if plain is not None:
            families.setdefault(rivalry(pattern), []).append(plain)
    candidates: dict[str, Candidate] = {}
    for family in families.values():
        if settings.should_stop():
            raise MiningStoppedError
        for candidate in _learned(study, family):
            known = candidates.get(candidate.pattern.fingerprint)
            if known is None or candidate.worth > known.worth:
                candidates[candidate.pattern.fingerprint] = candidate
    return Lesson.of(patterns, candidates)


@dataclass(frozen=True, slots=True, eq=False)
class _Plain:
    """A pattern as it was detected, with what came of it on the learning days."""

    candidate: Candidate
    begun: Floats
    replayed: Replay


def _plain(study: Study, pattern: Pattern) -> _Plain | None:
    kind = study.kind_of(pattern.target)
    if kind is None:
        return None
    begun = begun_where_held(study, pattern, study.log.days)
    replayed = study.replay(pattern, pattern.target, kind, begun)
    right, wrong, _ = replayed.count(np.ones(len(begun), np.bool_))
    return _Plain(Candidate(pattern, right, wrong), begun, replayed) if right else None


def _learned(study: Study, family: Sequence[_Plain]) -> Iterator[Candidate]:
    """Yield rivals with their conditions, in order of what they could be worth at best."""
    best: list[float] = []
    for plain in sorted(family, key=lambda one: -one.candidate.right):
        at_best = replace(plain.candidate, wrong=0).worth
        if len(best) >= FINALISTS and at_best <= sorted(best)[-FINALISTS]:
            yield plain.candidate
            continue
        learned = plain.candidate
        if conditions.may_need(learned):
            learned = conditions.learn(study, learned.pattern, plain.begun, plain.replayed)
        if len(learned.pattern.effects) > 1:  # of a chain, every step counts
            whole = since(study, learned.pattern, first_day=0)
            learned = Candidate(learned.pattern, whole.right, whole.wrong)
        best.append(learned.worth)
        yield learned
