"""A habit that is broken: by that time it usually is so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import worth
from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats, Ints
from custom_components.homeiq.mining.fires import clock_times
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Pattern,
    Reminder,
    StateCondition,
)
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from custom_components.homeiq.mining.robust import median, middle_of_best, sn
from custom_components.homeiq.mining.study import Study, on_weekdays
from custom_components.homeiq.mining.upkeep import Upkeep, seldom, upkeeps

STEP: Final = 60  # seconds between the times that are tried


@dataclass(frozen=True, slots=True, eq=False)
class _Evenings:
    """When something was last brought back on each day; columns of one length.

    A day here begins at `cut`, in the middle of the hours in which nobody ever does it.
    """

    cut: int  # local seconds since midnight
    day: Ints  # local dates
    last: Floats  # seconds from the cut
    before: Floats  # seconds for which it had not been so


@dataclass(frozen=True, slots=True)
class _Watch:
    """A time at which to look whether it is so."""

    second: int  # local, since midnight
    weekdays: tuple[int, ...]
    right: int
    alarms: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Things that are brought back by some time, and the few days on which they are not.

    By when it usually is so, is the median of each day's last time plus two robust deviations
    (Sn): Rousseeuw, P. J. and Croux, C. (1993), Alternatives to the median absolute deviation,
    Journal of the American Statistical Association 88, 1273-1283. From there on, the time that
    met most of those who noticed is chosen, of all at which it is seldom not so, and that are
    apart from when it usually is done: an exact binomial test against acts at any time alike, with
    Bonferroni's correction for the times tried.

    A reminder that comes more than once a week is none, whatever it met; and one for what is
    never forgotten has nothing that speaks for it.
    """

    name: str = "anomaly"
    least_days: float = 0.5  # of all days it must be brought back on
    fewest_days: int = 7
    least_before: float = 3600.0  # seconds, the median: else it is no evening's act, but a passage
    beyond: float = 2.0  # deviations
    widest: float = 3600.0  # seconds, the largest deviation of what is still a habit
    latest: int = 7200  # seconds after the usual time
    gap: int = 1800  # seconds before, in which hardly anybody does it: who is only a little late
    most_between: float = 0.25  # of those, for each alarm

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each thing that is brought back the time at which to remind of it."""
        found = []
        for upkeep in upkeeps(study):
            watches = list(self._watches(study, upkeep))
            if watches:
                best = max(watches, key=lambda watch: float(worth(watch.right, watch.alarms)))
                found.append(self._pattern(study, upkeep, best))
        return found

    def _watches(self, study: Study, upkeep: Upkeep) -> Iterator[_Watch]:
        if upkeep.kind.days < self.fewest_days:
            return
        evenings = _evenings(study, upkeep)
        if 2 * np.count_nonzero(evenings.before >= self.least_before) < self.fewest_days:
            return
        for weekdays in self._classes(evenings):
            of = on_weekdays(evenings.day, weekdays)
            last, before = evenings.last[of], evenings.before[of]
            days = study.log.days[on_weekdays(study.log.days, weekdays)]
            if len(last) < max(self.fewest_days, self.least_days * len(days)):
                continue
            if median(before) < self.least_before or (spread := sn(last)) > self.widest:
                continue
            usual = float(median(last)) + max(self.beyond * spread, CLOCK_SECONDS)
            times = self._times(usual, last)
            if len(times):
                watch = self._best(study, upkeep, evenings.cut + times, days)
                if watch is not None:
                    yield replace(watch, weekdays=weekdays)

    def _classes(self, evenings: _Evenings) -> tuple[tuple[int, ...], ...]:
        """Return every day, or workdays and weekends where these are clearly two habits."""
        at_work, free = (evenings.last[on_weekdays(evenings.day, of)] for of in (WORKDAYS, WEEKEND))
        if not len(at_work) or not len(free):
            return (EVERY_DAY,)
        apart = abs(float(median(at_work) - median(free)))
        clear = apart > max(self.beyond * max(sn(at_work), sn(free)), 2 * CLOCK_SECONDS)
        return (WORKDAYS, WEEKEND) if clear else (EVERY_DAY,)

    def _times(self, usual: float, last: Floats) -> Ints:
        """Return the whole minutes (seconds from the cut) after which it was late once or more."""
        first = int(-(-usual // STEP)) * STEP
        end = min(float(last.max()), usual + self.latest, DAY_SECONDS - CLOCK_SECONDS)
        return np.arange(first, end, STEP, dtype=np.int32)

    def _best(self, study: Study, upkeep: Upkeep, times: Ints, days: Ints) -> _Watch | None:
        """Return the time (of ascending seconds since midnight) that met most who noticed."""
        kind, first = upkeep.kind, int(times[0])
        begun = clock_times(study.timeline, days, first % DAY_SECONDS)
        at = begun[:, None] + (times - first)
        late = study.timeline.states(kind.target, at.ravel()).reshape(at.shape) == upkeep.other
        done = np.append(kind.time, np.inf)
        noticed = done[np.searchsorted(kind.time, at, side="right")] <= at + CLOCK_SECONDS
        alarms, right = late.sum(axis=0), (late & noticed).sum(axis=0)
        between = np.searchsorted(kind.time, at) - np.searchsorted(kind.time, at - self.gap)
        apart = between.sum(axis=0) <= self.most_between * alarms
        told = apart & seldom(alarms, len(study.log.days))
        place = middle_of_best(np.where(told, worth(right, alarms), 0.0))
        if place is None:
            return None
        hits, rung = int(right[place]), int(alarms[place])
        # Were it done at any moment of the next hours alike, and each time tried by itself.
        chance = CLOCK_SECONDS / (self.latest + CLOCK_SECONDS)
        tried = 1 + len(times) * STEP / CLOCK_SECONDS
        p_value = min(1.0, binomial_tail(hits, rung, chance) * tried)
        return _Watch(int(times[place]) % DAY_SECONDS, EVERY_DAY, hits, rung, p_value)

    def _pattern(self, study: Study, upkeep: Upkeep, watch: _Watch) -> Pattern:
        entity_id, left, other = upkeep.names(study)
        return Pattern(
            detector=self.name,
            trigger=ClockTrigger(watch.second),
            effects=(Reminder(entity_id, left),),
            weekdays=watch.weekdays,
            conditions=(StateCondition(entity_id, other),),
            days=watch.right,
            episodes=watch.right,
            p_value=watch.p_value,
        )


def _evenings(study: Study, upkeep: Upkeep) -> _Evenings:
    log, rows = study.log, upkeep.kind.rows
    second = log.second[rows]
    cut = _quiet(second)
    day = (log.day[rows] - (second < cut)).astype(np.int32)
    last = np.flatnonzero(np.append(day[1:] != day[:-1], True))  # a value
    changes = study.timeline.changes(upkeep.kind.target)
    before = changes[np.maximum(np.searchsorted(changes, rows[last]) - 1, 0)]
    return _Evenings(
        cut, day[last], (second[last] - cut) % DAY_SECONDS, log.time[rows[last]] - log.time[before]
    )


def _quiet(second: Floats) -> int:
    """Return the middle of the longest time of the day in which there is none.

    In local seconds, on a whole minute.
    """
    ordered = np.sort(second)
    gaps = np.diff(ordered, append=ordered[0] + DAY_SECONDS)
    widest = int(np.argmax(gaps))
    return int(ordered[widest] + gaps[widest] / 2) // STEP * STEP % DAY_SECONDS
