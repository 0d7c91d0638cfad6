"""Acts that come back at a clock time, or some time before or after sunrise or sunset."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats, Ints
from custom_components.homeiq.mining.fires import clock_times
from custom_components.homeiq.mining.modifiers.day_type import USUAL
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern, SunTrigger
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study, on_weekdays


@dataclass(frozen=True, slots=True, eq=False)
class _Axis:
    """A way to measure the time of day: seconds since a moment that each day has."""

    name: Literal["clock", "sunrise", "sunset"]
    days: Ints  # local dates
    origin: Floats  # UTC seconds of the zero of each day, ascending
    grid: Floats  # the centres tried, seconds from the zero


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A scan over the day for windows that hold an act on many days.

    Around each centre of a grid the days with an act within reach are counted; the best
    centre is moved to the median of its acts, then they are put aside and the scan goes on, so
    that one entity may have several times a day. A scan statistic with a fixed window, see
    Glaz, J., Naus, J. and Wallenstein, S. (2001), Scan Statistics; what it finds is compared
    with acts spread evenly over 24 hours, once for every window that fits into a day.
    """

    name: str = "time_of_day"
    step: int = 300  # seconds between the centres tried
    sun_hours: float = 4.0  # how far from sunrise or sunset a habit may be
    least_share: float = 0.35  # of the days, to be worth a closer look
    most_a_day: int = 4
    largest_p: float = 0.01
    classes: tuple[tuple[int, ...], ...] = USUAL  # of days, each with its own times

    def detect(self, study: Study) -> list[Pattern]:
        """Return the times at which each act comes back, for each class of days."""
        axes = [axis for axis in self._axes(study) if len(axis.days) >= FEWEST_DAYS]
        return [
            pattern
            for kind in study.act_kinds()
            for axis in axes
            for weekdays in self.classes
            for pattern in self._times(study, kind, axis, weekdays)
        ]

    def _axes(self, study: Study) -> Iterator[_Axis]:
        days = study.log.days
        midnight = clock_times(study.timeline, days, 0)
        if len(midnight) != len(days):  # a zone that skips midnight: count from noon
            noon = clock_times(study.timeline, days, DAY_SECONDS // 2)
            midnight = noon - DAY_SECONDS // 2
        yield _Axis(
            "clock", days, midnight, np.arange(0, DAY_SECONDS, self.step).astype(np.float64)
        )
        if study.sun is None:
            return
        reach = self.sun_hours * 3600
        grid = np.arange(-reach, reach + 1, self.step).astype(np.float64)
        for event in ("sunrise", "sunset"):
            zero = study.sun.events(event, days)
            yield _Axis(event, days[~np.isnan(zero)], zero[~np.isnan(zero)], grid)

    def _times(
        self, study: Study, kind: ActKind, axis: _Axis, weekdays: tuple[int, ...]
    ) -> Iterator[Pattern]:
        of_class = on_weekdays(axis.days, weekdays)
        zero, acts = axis.origin[of_class], kind.time
        if kind.days < max(FEWEST_DAYS, self.least_share * len(zero)) or len(zero) < FEWEST_DAYS:
            return
        for _ in range(self.most_a_day):
            near = _within(acts, zero[:, None] + axis.grid)
            days_with = near.sum(axis=0)
            best = int(days_with.max())
            if best < max(FEWEST_DAYS, self.least_share * len(zero)):
                return
            peak = np.flatnonzero(days_with == best)
            centre = _settle(acts, zero, float(axis.grid[peak[len(peak) // 2]]))
            hit = _within(acts, zero + centre)
            p_value = self._p_value(kind, study, int(hit.sum()), len(zero))
            if p_value <= self.largest_p:
                yield Pattern(
                    detector=self.name,
                    trigger=_trigger(axis, centre),
                    effects=(
                        Effect(study.log.entities[kind.target], study.log.states[kind.state]),
                    ),
                    weekdays=weekdays,
                    days=int(hit.sum()),
                    episodes=int(hit.sum()),
                    p_value=p_value,
                )
            acts = acts[~_near_any(acts, zero + centre)]

    def _p_value(self, kind: ActKind, study: Study, hits: int, days: int) -> float:
        """Test against acts spread evenly over the day, for all windows that were looked at."""
        windows = DAY_SECONDS / (2 * CLOCK_SECONDS)
        share = 1 - np.exp(-len(kind.time) / max(len(study.log.days), 1) / windows)
        return min(1.0, binomial_tail(hits, days, float(share)) * windows)


def _within(acts: Floats, centres: Floats) -> np.ndarray:
    """Return whether an act lies within reach of each centre; same shape as centres."""
    first = np.searchsorted(acts, centres - CLOCK_SECONDS)
    last = np.searchsorted(acts, centres + CLOCK_SECONDS, side="right")
    return last > first


def _near_any(acts: Floats, centres: Floats) -> np.ndarray:
    """Return which acts lie within reach of any centre (ascending)."""
    padded = np.concatenate(([-np.inf], centres, [np.inf]))
    after = np.searchsorted(padded, acts)
    near = np.minimum(padded[after] - acts, acts - padded[after - 1])
    return np.asarray(near <= CLOCK_SECONDS)


def _settle(acts: Floats, zero: Floats, centre: float) -> float:
    """Move a centre to the median of the acts around it, each day's nearest counted once."""
    padded = np.concatenate(([-np.inf], acts, [np.inf]))
    for _ in range(3):
        at = zero + centre
        after = np.searchsorted(acts, at)
        before, later = padded[after] - at, padded[after + 1] - at
        nearest = np.where(-before < later, before, later)
        nearest = nearest[np.abs(nearest) <= CLOCK_SECONDS]
        if not len(nearest):
            break
        centre += float(np.median(nearest))
    return centre


def _trigger(axis: _Axis, centre: float) -> ClockTrigger | SunTrigger:
    minute = round(centre / 60) * 60
    if axis.name == "clock":
        return ClockTrigger(minute % DAY_SECONDS)
    return SunTrigger(axis.name, minute)
