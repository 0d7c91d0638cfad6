"""Proof of habits that do not stay the same: taught by what is up to a week, proven on the next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.backtest import Proof, Tally
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.detectors.time_of_day import TimeOfDay
from custom_components.homeiq.mining.event_log import NUMERIC, EventLog, Ints, among
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.folds import CROSS_FIT_DAYS, Fold, folds
from custom_components.homeiq.mining.learn import Again, Lesson, learn
from custom_components.homeiq.mining.modifiers import MODIFIERS
from custom_components.homeiq.mining.modifiers.modifier import Modifier
from custom_components.homeiq.mining.pattern import Act, ClockTrigger, Pattern, SunTrigger
from custom_components.homeiq.mining.ranking import finalists
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study

FEWEST_TAUGHT: Final = 2  # days with an act, to foresee the next: the proof says what it is worth


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """A habit as the latest days teach it, and what it did on the weeks that came after."""

    candidate: Candidate
    proof: Proof


def forward(
    study: Study,
    settings: MiningSettings,
    least_bound: float,
    modifiers: Sequence[Modifier] = MODIFIERS,
) -> list[Forward]:
    """Return the habits that a modifier knows, each proven forward in time.

    A rolling origin, so that each week is foreseen by what was known before it: Tashman, L. J.
    (2000), Out-of-sample tests of forecasting accuracy: an analysis and review, International
    Journal of Forecasting 16, 437-450. Of the acts that it met, those count for the choice that
    the other way of proving looks at as well. A candidate has to reach `least_bound` on the days
    that teach it.
    """
    days = study.log.days
    if len(days) <= CROSS_FIT_DAYS:
        return []
    # Readings are most of a log; what they set off is left to the other proof.
    lean = study.log.where(study.log.new != NUMERIC)
    proven = [
        found
        for modifier in modifiers
        for found in _Course(study, lean, settings, modifier).prove(least_bound)
    ]
    compared = np.concatenate([fold.prove for fold in folds(days)])
    return [_only(found, study.log, compared) for found in proven]


def _only(found: Forward, log: EventLog, days: np.ndarray) -> Forward:
    met = found.proof.met
    return replace(found, proof=replace(found.proof, met=met[among(log.day[met], days)]))


def prove_changed(
    study: Study,
    pattern: Pattern,
    change: Callable[[Pattern], Pattern],
    settings: MiningSettings,
) -> Evidence | None:
    """Return how a habit does that a modifier knows and somebody has changed, by the same proof.

    None where no modifier made it what it is, or where days are too few by now.
    """
    modifier = _modifier_of(pattern)
    if modifier is None or len(study.log.days) <= CROSS_FIT_DAYS:
        return None
    lean = study.log.where(study.log.new != NUMERIC)
    return _Course(study, lean, settings, modifier).prove_changed(pattern, change)


def _modifier_of(pattern: Pattern) -> Modifier | None:
    """Return the modifier whose kind of habit a pattern is: only they look at some days alone."""
    if not pattern.window:
        return None
    name = "drift" if pattern.drift else "season" if pattern.months else "day_type"
    return next(one for one in MODIFIERS if one.name == name)


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """One modifier's way over a log."""

    study: Study
    log: EventLog  # what it learns from
    settings: MiningSettings
    modifier: Modifier

    def prove(self, least_bound: float) -> Iterator[Forward]:
        """Yield what is its kind of habit, with the proof."""
        by_months: dict[tuple[int, ...], list[Pattern]] = {}
        for pattern in self._supposed(least_bound):
            by_months.setdefault(pattern.months, []).append(pattern)
        for patterns in by_months.values():
            yield from self._roll(patterns)

    def _supposed(self, least_bound: float) -> list[Pattern]:
        """Return what the windows show, over all days."""
        supposed: dict[tuple[str, tuple[int, ...]], Pattern] = {}
        for window in self.modifier.windows(self.log.days):
            as_found: dict[tuple[object, ...], Pattern] = {}

            def wanted(
                pattern: Pattern, as_found: dict[tuple[object, ...], Pattern] = as_found
            ) -> bool:
                as_supposed = self.modifier.suppose(self.study, pattern)
                if as_supposed is not None:
                    as_found[_found(pattern)] = as_supposed
                return as_supposed is not None

            shown = Study.of(self.log.only(window), self.study.home)
            lesson = learn(shown, self.settings, wanted, _detectors(self.modifier.classes))
            for candidate in finalists(lesson.candidates.values(), least_bound):
                pattern = as_found[_found(candidate.pattern)]
                supposed.setdefault((pattern.fingerprint, pattern.months), pattern)
        return list(supposed.values())

    def _roll(self, patterns: Sequence[Pattern]) -> Iterator[Forward]:
        tallies = [Tally() for _ in patterns]
        *rolls, latest = self.modifier.rolls(self.log.days, patterns[0])
        for roll in rolls:
            for pattern, again, tally in zip(
                patterns, self._taught(patterns, roll), tallies, strict=True
            ):
                taught = None if again is None else again.pattern
                tally.add(self.study, pattern.effects, taught, roll.prove)
        for shown, tally in zip(self._taught(patterns, latest), tallies, strict=True):
            if shown is None:
                continue
            proof = tally.proof()
            confirmed = self.modifier.confirm(self.study, shown.pattern, proof.met)
            if confirmed is not None:
                yield Forward(replace(shown, pattern=confirmed), proof)

    def prove_changed(self, pattern: Pattern, change: Callable[[Pattern], Pattern]) -> Evidence:
        """Return how a pattern does where all that is taught in its place is changed."""
        tally, effects, supposed = Tally(), change(pattern).effects, self._as_supposed(pattern)
        *rolls, _latest = self.modifier.rolls(self.log.days, supposed)
        for roll in rolls:
            (again,) = self._taught([supposed], roll)
            taught = None if again is None else change(again.pattern)
            tally.add(self.study, effects, taught, roll.prove)
        return tally.proof().evidence

    def _as_supposed(self, pattern: Pattern) -> Pattern:
        """Return a pattern as it was before it was aimed at the last day, where it still shows.

        From there, weeks that are long ago may be out of its reach.
        """
        for window in self.modifier.windows(self.log.days):
            shown = self._lesson([pattern], window).again(pattern)
            if shown is not None:
                return replace(shown, months=pattern.months)
        return pattern

    def _taught(self, patterns: Sequence[Pattern], roll: Fold) -> list[Candidate | None]:
        """Return what the days before those of a roll teach in the place of patterns."""
        lesson = self._lesson(patterns, roll.learn)
        return [self._again(lesson, pattern, roll) for pattern in patterns]

    def _lesson(self, patterns: Sequence[Pattern], days: Ints) -> Lesson:
        """Return what days teach of patterns."""
        acts = frozenset[Act]().union(*(pattern.acts for pattern in patterns))
        classes = tuple(dict.fromkeys(pattern.weekdays for pattern in patterns))
        kinds = {_kind(pattern) for pattern in patterns}
        known = Study.of(self.log.only(days), self.study.home).only(acts)
        return learn(
            known,
            self.settings,
            lambda one: _kind(one) in kinds,
            [Again.of(detector, patterns) for detector in _detectors(classes)],
        )

    def _again(self, lesson: Lesson, pattern: Pattern, roll: Fold) -> Candidate | None:
        """Return what was learned in the place of a pattern, as it acts after these days."""
        again = lesson.again(pattern)
        if again is None:
            return None
        aimed = self.modifier.aim(self.study, again, roll.learn)
        known = lesson.candidates[again.fingerprint]
        return replace(known, pattern=replace(aimed, months=pattern.months))


def _detectors(classes: tuple[tuple[int, ...], ...]) -> tuple[Detector, ...]:
    """Return all detectors; that of times of day looks at classes of days."""
    timed = TimeOfDay(classes=classes, fewest=FEWEST_TAUGHT)
    return tuple(timed if one.name == timed.name else one for one in DETECTORS)


def _found(pattern: Pattern) -> tuple[object, ...]:
    """Return what stays of a pattern as it was found when its conditions are learned."""
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    return pattern.trigger, pattern.effects, pattern.changes, pattern.weekdays if timed else ()


def _kind(pattern: Pattern) -> tuple[object, ...]:
    """Return what stays of a pattern when it is learned on other days."""
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    same = (pattern.weekdays, type(pattern.trigger)) if timed else (pattern.trigger.key,)
    return pattern.acts, pattern.changes, type(pattern.target), *same
