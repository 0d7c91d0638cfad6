"""Habits whose time moves, such as an earlier bedtime since October."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    Floats,
    Ints,
    among,
    clock_apart,
)
from custom_components.homeiq.mining.folds import Fold
from custom_components.homeiq.mining.modifiers.kept import weekly
from custom_components.homeiq.mining.modifiers.trend import slope_and_level, trend_p_value
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Pattern,
)
from custom_components.homeiq.mining.study import Study, on_weekdays

BANDS: Final = (1800.0, 1200.0)  # seconds around a time, then around its line: whose acts count
FEWEST_ACTS: Final = 5  # days with an act, before a line is drawn through them
SUN_HOURS: Final = 4.0  # how far from sunrise or sunset a time may follow it


@dataclass(frozen=True, slots=True)
class Drift:
    """Finds clock times that move steadily.

    Learned on four weeks: a line through the acts (Theil and Sen), so that it may act where the
    line ends. That it moves at all is asked of the acts that it met while it was proven, by the
    test of Mann and Kendall. What moves with the sun is not a drift: the time must move against
    sunrise and sunset as well, where they are near.
    """

    name: str = "drift"
    classes: tuple[tuple[int, ...], ...] = (EVERY_DAY, WORKDAYS, WEEKEND)
    window: int = 28  # days that teach
    span: int = 84  # days that are looked at, the latest
    fewest: int = 56  # days of history, so that there are weeks to prove it on
    promise: float = 0.05  # largest p-value of eight weeks that are worth a proof
    surprise: float = 0.001  # largest p-value: it is asked of many acts of a home
    least: float = 10.0  # seconds a day: five minutes a month; slower is a steady time

    def windows(self, days: Ints) -> list[Ints]:
        """Return the latest four weeks."""
        return [days[-self.window :]] if len(days) > self.fewest else []

    def suppose(self, study: Study, pattern: Pattern) -> Pattern | None:
        """Return a pattern whose time seems to move; the proof has to confirm it."""
        kind = study.kind_of(pattern.target)
        if kind is None or not isinstance(pattern.trigger, ClockTrigger):
            return None
        aimed = self.aim(study, pattern, study.log.days[-self.window :])
        day, off = _off(study, pattern.trigger, kind.rows)
        since = day - study.log.days[-1]
        near = np.abs(off - _level(aimed, pattern) - aimed.drift * since) <= BANDS[0]
        near &= (since > -2 * self.window) & on_weekdays(day, pattern.weekdays)
        seems = trend_p_value(day[near].astype(np.float64), off[near]) <= self.promise
        return pattern if seems else None

    def rolls(self, days: Ints, pattern: Pattern) -> tuple[Fold, ...]:  # noqa: ARG002  # the protocol's
        """Return the weeks after the first four of the span, each taught by the four before."""
        return weekly(days[-self.span :], self.window, self.window)

    def aim(self, study: Study, pattern: Pattern, days: Ints) -> Pattern:
        """Return the pattern at the time where its line ends, with the slope of it."""
        kind = study.kind_of(pattern.target)
        if kind is None or not isinstance(pattern.trigger, ClockTrigger):
            return pattern
        rows = kind.rows[among(study.log.day[kind.rows], days)]
        day, off = _off(study, pattern.trigger, rows)
        kept = on_weekdays(day, pattern.weekdays)
        slope, level = 0.0, 0.0
        for band in BANDS:
            near = kept & (np.abs(off - level - slope * (day - days[-1])) <= band)
            if len(np.unique(day[near])) < FEWEST_ACTS:
                break
            slope, level = slope_and_level((day[near] - days[-1]).astype(np.float64), off[near])
        minute = round((pattern.trigger.second + level) / 60) * 60
        trigger = replace(pattern.trigger, second=minute % DAY_SECONDS)
        return replace(pattern, trigger=trigger, drift=slope, window=len(days))

    def confirm(self, study: Study, pattern: Pattern, met: Ints) -> Pattern | None:
        """Return the pattern with the slope of all acts that it met, None where it is steady."""
        if len(met) < FEWEST_ACTS or not isinstance(pattern.trigger, ClockTrigger):
            return None
        day, off = _off(study, pattern.trigger, met)
        x = day.astype(np.float64)
        slope, _ = slope_and_level(x, off)
        if abs(slope) < self.least:
            return None
        if any(trend_p_value(x, y) > self.surprise for y in (off, *_against_sun(study, met))):
            return None
        return replace(pattern, drift=slope)


def _level(aimed: Pattern, pattern: Pattern) -> float:
    """Return the seconds from a pattern's clock time to the one that it was aimed at."""
    times = [
        trigger.second
        for trigger in (aimed.trigger, pattern.trigger)
        if isinstance(trigger, ClockTrigger)
    ]
    return clock_apart(times[0], times[-1])


def _off(study: Study, trigger: ClockTrigger, rows: Ints) -> tuple[Ints, Floats]:
    """Return of acts the days whose time they are near to, and by how many seconds they are off."""
    second = study.log.second[rows]
    off = clock_apart(second, trigger.second)
    midnights = np.round((second - trigger.second - off) / DAY_SECONDS).astype(np.int32)
    return study.log.day[rows] + midnights, off


def _against_sun(study: Study, rows: Ints) -> list[Floats]:
    """Return how far acts are from sunrise and from sunset, where they are near to it."""
    if study.sun is None:
        return []
    days, time = study.log.day[rows], study.log.time[rows]
    known, inverse = np.unique(days, return_inverse=True)
    far = [time - study.sun.events(event, known)[inverse] for event in ("sunrise", "sunset")]
    return [off for off in far if np.abs(np.median(off)) <= SUN_HOURS * 3600]
