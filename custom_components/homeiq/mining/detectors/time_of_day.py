"""Acts that come back at a clock time, or some time before or after sunrise or sunset."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    fewest: int = FEWEST_DAYS  # with an act
    most_a_day: int = 4
    largest_p: float = 0.01
    classes: tuple[tuple[int, ...], ...] = USUAL  # of days, each with its own times

    def detect(self, study: Study) -> list[Pattern]:
        """Return the times at which each act comes back, for each class of days."""
        found = [
            (kind, number, of_class, pattern)
            for number, (event, axis) in enumerate(self._axes(study))
            if len(axis.days) >= FEWEST_DAYS and study.act_kinds()
            for kind, of_class, pattern in self._times(study, event, axis)
        ]
        found.sort(key=itemgetter(0, 1, 2))
        return [pattern for *_, pattern in found]

    def _axes(self, study: Study) -> Iterator[tuple[_Event, Axis]]:
        days = study.log.days
        midnight = clock_times(study.timeline, days, 0)
        if len(midnight) != len(days):  # a zone that skips midnight: count from noon
            noon = clock_times(study.timeline, days, DAY_SECONDS // 2)
            midnight = noon - DAY_SECONDS // 2
        grid = np.arange(0, DAY_SECONDS, self.step).astype(np.float64)
        yield "clock", Axis(days, midnight, grid)
        if study.sun is None:
            return
        reach = self.sun_hours * 3600
        grid = np.arange(-reach, reach + 1, self.step).astype(np.float64)
        for event in _SUN:
            zero = study.sun.events(event, days)
            yield event, Axis(days[~np.isnan(zero)], zero[~np.isnan(zero)], grid)

    def _times(self, study: Study, event: _Event, axis: Axis) -> Iterator[tuple[int, int, Pattern]]:
        """Yield (number of the kind of act, number of the class of days, pattern).

        All kinds of acts and classes of days are scanned at once.
        """
        kinds = study.act_kinds()
        classes = np.stack([on_weekdays(axis.days, weekdays) for weekdays in self.classes], axis=1)
        days = np.count_nonzero(classes, axis=0)
        least = np.maximum(FEWEST_DAYS, self.least_share * days)
        tried = np.array([kind.days for kind in kinds])[:, None] >= least
        tried &= days >= FEWEST_DAYS
        numbers = np.where(tried, np.cumsum(tried).reshape(tried.shape) - 1, -1).astype(np.int32)
        of_act = np.repeat(np.arange(len(kinds)), [len(kind.time) for kind in kinds])
        acts = np.concatenate([kind.time for kind in kinds])
        near = Near.of(axis, acts, numbers[of_act], classes)
        kind, of_class = np.nonzero(tried)
        for _ in range(self.most_a_day):
            days_with = near.days_with(axis.grid, len(kind))
            going = days_with.max(axis=1) >= least[of_class]
            if not going.any():
                return
            kind, of_class, near = kind[going], of_class[going], near.of_tasks(going)
            centre = near.settle(axis.grid[peaks(days_with[going])])
            hits = np.bincount(near.nearest(centre)[0].task, minlength=len(kind))
            for row in range(len(kind)):
                number, which = int(kind[row]), int(of_class[row])
                act, hit = kinds[number], int(hits[row])
                p_value = self._p_value(act, study, hit, int(days[which]))
                if p_value <= self.largest_p:
                    yield (
                        number,
                        which,
                        Pattern(
                            detector=self.name,
                            trigger=_trigger(event, float(centre[row])),
                            effects=(
                                Effect(study.log.entities[act.target], study.log.states[act.state]),
                            ),
                            weekdays=self.classes[which],
                            days=hit,
                            episodes=hit,
                            p_value=p_value,
                        ),
                    )
            near = near.beyond(centre)

    def _p_value(self, kind: ActKind, study: Study, hits: int, days: int) -> float:
        """Test against acts spread evenly over the day, for all windows that were looked at."""
        windows = DAY_SECONDS / (2 * CLOCK_SECONDS)
        share = 1 - np.exp(-len(kind.time) / max(len(study.log.days), 1) / windows)
        return min(1.0, binomial_tail(hits, days, float(share)) * windows)


def _trigger(event: _Event, centre: float) -> ClockTrigger | SunTrigger:
    minute = round(centre / 60) * 60
    return ClockTrigger(minute % DAY_SECONDS) if event == "clock" else SunTrigger(event, minute)
