"""A habit that is broken: by that time it usually is so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats, Ints
from custom_components.homeiq.mining.finding import wilson_lower_bound
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
from custom_components.homeiq.mining.robust import middle_of_best, sn
from custom_components.homeiq.mining.study import Study, on_weekdays
from custom_components.homeiq.mining.upkeep import Upkeep, upkeeps, worth

CLASSES: Final = (EVERY_DAY, WORKDAYS, WEEKEND)  # of equals, the plainest
STEP: Final = 300  # seconds between the times that are tried


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

    @property
    def worth(self) -> float:
        """Times that it is right x bound squared."""
        return self.right * wilson_lower_bound(self.right, self.alarms) ** 2


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Things that are brought back by some time, and the few days on which they are not.

    By when it usually is so, is the median of each day's last time plus three robust deviations
    (Sn): Rousseeuw, P. J. and Croux, C. (1993), Alternatives to the median absolute deviation,
    Journal of the American Statistical Association 88, 1273-1283; three as by Pearson, R. K.
    (2002), Outliers in process modeling and identification, IEEE Transactions on Control Systems
    Technology 10, 55-63. From there on, the time that met most of those who noticed is chosen.

    A reminder that comes more than once a week is none, whatever it met; and one for what is
    never forgotten has nothing that speaks for it.
    """

    name: str = "anomaly"
    least_days: float = 0.5  # of all days it must be brought back on
    fewest_days: int = 7
    least_before: float = 3600.0  # seconds, the median: else it is no evening's act, but a passage
    beyond: float = 3.0  # deviations
    widest: float = 3600.0  # seconds, the largest deviation of what is still a habit
    latest: int = 7200  # seconds after the usual time

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each thing that is brought back the time at which to remind of it."""
        found = []
        for upkeep in upkeeps(study):
            watches = list(self._watches(study, upkeep))
            if watches:
                best = max(watches, key=lambda watch: watch.worth)
                found.append(self._pattern(study, upkeep, best))
        return found

    def _watches(self, study: Study, upkeep: Upkeep) -> Iterator[_Watch]:
        if upkeep.kind.days < self.fewest_days:
            return
        evenings = _evenings(study, upkeep)
        if not np.count_nonzero(evenings.before >= self.least_before) * 2 >= self.fewest_days:
            return
        for weekdays in CLASSES:
            of = on_weekdays(evenings.day, weekdays)
            days = study.log.days[on_weekdays(study.log.days, weekdays)]
            if np.count_nonzero(of) < max(self.fewest_days, self.least_days * len(days)):
                continue
            if np.median(evenings.before[of]) < self.least_before:
                continue
            spread = sn(evenings.last[of])
            if spread > self.widest:
                continue
            late = max(self.beyond * spread, CLOCK_SECONDS)
            usual = float(np.median(evenings.last[of])) + late
            watch = self._best(study, upkeep, evenings.cut, usual, weekdays)
            if watch is not None:
                yield watch

    def _best(
        self, study: Study, upkeep: Upkeep, cut: int, usual: float, weekdays: tuple[int, ...]
    ) -> _Watch | None:
        """Return the time, of those after the usual one, at which most noticed soon after."""
        first = -int(-(cut + usual) // STEP) * STEP
        end = cut + DAY_SECONDS
        after = np.arange(0, min(self.latest, end - first - CLOCK_SECONDS), STEP)
        days = study.log.days[on_weekdays(study.log.days, weekdays)]
        if not len(after):
            return None
        kind = upkeep.kind
        at = clock_times(study.timeline, days, first % DAY_SECONDS)[:, None] + after
        late = study.timeline.states(kind.target, at.ravel()).reshape(at.shape) == upkeep.other
        times = np.append(kind.time, np.inf)
        noticed = times[np.searchsorted(kind.time, at, side="right")] <= at + CLOCK_SECONDS
        alarms = late.sum(axis=0)
        right = (late & noticed).sum(axis=0)
        place = middle_of_best(worth(right, alarms, len(study.log.days)))
        if place is None:
            return None
        second = first + int(after[place])
        chance = CLOCK_SECONDS / (end - second)  # were it done at any time of the night alike
        tried = max(1.0, len(after) * STEP / CLOCK_SECONDS)
        hits, rung = int(right[place]), int(alarms[place])
        p_value = min(1.0, binomial_tail(hits, rung, chance) * tried)
        return _Watch(second % DAY_SECONDS, weekdays, hits, rung, p_value)

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
    before = changes[np.searchsorted(changes, rows[last]) - 1]
    return _Evenings(
        cut, day[last], (second[last] - cut) % DAY_SECONDS, log.time[rows[last]] - log.time[before]
    )


def _quiet(second: Floats) -> int:
    """Return the middle of the longest time of the day (local seconds) in which there is none."""
    ordered = np.sort(second)
    gaps = np.diff(ordered, append=ordered[0] + DAY_SECONDS)
    widest = int(np.argmax(gaps))
    return int(ordered[widest] + gaps[widest] / 2) % DAY_SECONDS
