"""Acts that come back at a clock time, or some time before or after sunrise or sunset."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final, Literal

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.day_scan import Axis, Near, peaks
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.mining.fires import clock_times
from custom_components.homeiq.mining.modifiers.day_type import USUAL
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern, SunTrigger
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study, on_weekdays

type _Event = Literal["clock", "sunrise", "sunset"]

_SUN: Final[tuple[Literal["sunrise", "sunset"], ...]] = ("sunrise", "sunset")


@dataclass(frozen=True, slots=True)
class _Time:
    """A time at which a kind of act comes back on a class of days."""

    kind: int  # its number
    of_class: int  # its number
    centre: float  # seconds from the zero of the day
    hits: int  # days with an act within reach
    p_value: float = 1.0


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A scan over the day for windows that hold an act on many days.

    Around each centre of a grid the days with an act within reach are counted; the best
    centre is moved to the median of its acts, then they are put aside and the scan goes on, so
    that one entity may have several times a day. A scan statistic with a fixed window, see
    Glaz, J., Naus, J. and Wallenstein, S. (2001), Scan Statistics; what it finds is compared
    with acts spread evenly over 24 hours by an exact binomial test, with Bonferroni's correction
    for every window that fits into a day.
    """

    name: str = "time_of_day"
    step: int = 300  # seconds between the centres tried
    sun_hours: float = 4.0  # how far from sunrise or sunset a habit may be
    least_share: float = 0.35  # of the days, to be worth a closer look
    fewest: int = FEWEST_DAYS  # with an act
    most_a_day: int = 4
    largest_p: float = 0.01
    classes: tuple[tuple[int, ...], ...] = USUAL  # of days, each with its own times

    def detect(self, study: Study) -> list[Pattern]:
        """Return the times at which each act comes back, for each class of days."""
        kinds = study.act_kinds(self.fewest)
        if not kinds:
            return []
        found = [
            (time.kind, number, time.of_class, self._pattern(study, kinds[time.kind], event, time))
            for number, (event, axis) in enumerate(self._axes(study))
            if len(axis.days) >= self.fewest
            for time in self._times(study, kinds, axis)
        ]
        found.sort(key=itemgetter(0, 1, 2))
        return [pattern for *_, pattern in found]

    def _axes(self, study: Study) -> Iterator[tuple[_Event, Axis]]:
        days = study.log.days
        # Counted from noon: where the clock changes in the night, all that comes after keeps its
        # time; and some zones skip midnight.
        midnight = clock_times(study.timeline, days, DAY_SECONDS // 2) - DAY_SECONDS // 2
        grid = np.arange(0, DAY_SECONDS, self.step).astype(np.float64)
        yield "clock", Axis(days, midnight, grid)
        if study.sun is None:
            return
        reach = self.sun_hours * 3600
        grid = np.arange(-reach, reach + 1, self.step).astype(np.float64)
        for event in _SUN:
            zero = study.sun.events(event, days)
            yield event, Axis(days[~np.isnan(zero)], zero[~np.isnan(zero)], grid)

    def _times(self, study: Study, kinds: list[ActKind], axis: Axis) -> Iterator[_Time]:
        """Scan all kinds of acts and classes of days at once: each pair of them is a task."""
        classes = np.stack([on_weekdays(axis.days, weekdays) for weekdays in self.classes], axis=1)
        days = np.count_nonzero(classes, axis=0)
        least = np.maximum(self.fewest, self.least_share * days)
        tried = (np.array([kind.days for kind in kinds])[:, None] >= least) & (days >= self.fewest)
        tasks = np.where(tried, np.cumsum(tried).reshape(tried.shape) - 1, -1).astype(np.int32)
        of_act = np.repeat(np.arange(len(kinds)), [len(kind.time) for kind in kinds])
        near = Near.of(axis, np.concatenate([kind.time for kind in kinds]), tasks[of_act], classes)
        kind, of_class = np.nonzero(tried)
        for _ in range(self.most_a_day):
            days_with = near.days_with(axis.grid, len(kind))
            going = days_with.max(axis=1) >= least[of_class]
            if not going.any():
                return
            kind, of_class, near = kind[going], of_class[going], near.of_tasks(going)
            centre = near.settle(axis.grid[peaks(days_with[going])])
            hits = np.bincount(near.nearest(centre)[0].task, minlength=len(kind))
            for row in zip(kind, of_class, centre, hits, strict=True):
                time = _Time(int(row[0]), int(row[1]), float(row[2]), int(row[3]))
                p_value = self._p_value(
                    kinds[time.kind], study, time.hits, int(days[time.of_class])
                )
                if p_value <= self.largest_p:
                    yield replace(time, p_value=p_value)
            near = near.beyond(centre)

    def _pattern(self, study: Study, kind: ActKind, event: _Event, time: _Time) -> Pattern:
        log, minute = study.log, round(time.centre / 60) * 60
        return Pattern(
            detector=self.name,
            trigger=ClockTrigger(minute % DAY_SECONDS)
            if event == "clock"
            else SunTrigger(event, minute),
            effects=(Effect(log.entities[kind.target], log.states[kind.state]),),
            weekdays=self.classes[time.of_class],
            days=time.hits,
            episodes=time.hits,
            p_value=time.p_value,
        )

    def _p_value(self, kind: ActKind, study: Study, hits: int, days: int) -> float:
        """Test against acts spread evenly over the day, for all windows that were looked at."""
        windows = DAY_SECONDS / (2 * CLOCK_SECONDS)
        share = 1 - np.exp(-len(kind.time) / max(len(study.log.days), 1) / windows)
        return min(1.0, binomial_tail(hits, days, float(share)) * windows)
