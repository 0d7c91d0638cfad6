"""The days of a span: local midnights, sun and holiday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation, sunrise, sunset
import numpy as np

from custom_components.homeiq.mining.event_log import Floats, Ints
from demo.spec import HouseholdSpec

SUN_STEP: Final = 1200  # seconds between elevations; the rest is interpolated


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The local days 0 to n - 1 of a span, in UTC seconds."""

    timezone: ZoneInfo
    first: date
    midnights: Floats  # n + 1: where each day begins, and where the last one ends
    sunrise: Floats  # n
    sunset: Floats  # n
    elevation: Floats  # degrees, every SUN_STEP seconds from the first midnight
    holiday: range  # day numbers on which nobody is home
    at_home: Ints  # all other day numbers

    def __len__(self) -> int:
        """Return the number of days."""
        return len(self.midnights) - 1

    @property
    def start(self) -> float:
        """Where the span begins."""
        return float(self.midnights[0])

    @property
    def end(self) -> float:
        """Where the span ends."""
        return float(self.midnights[-1])

    def utc(self, day: int, second: float) -> float:
        """Return the moment of a wall-clock time; beyond 24 h it is on the next day."""
        local = datetime.combine(self.first, datetime.min.time(), self.timezone)
        return (local + timedelta(days=day, seconds=second)).timestamp()

    def weekday(self, day: int) -> int:
        """Return the weekday of a day, 0 for Monday."""
        return (self.first.weekday() + day) % 7

    def month(self, day: int) -> int:
        """Return the month of a day, 1 for January."""
        return (self.first + timedelta(days=day)).month

    def days_on(self, weekdays: Sequence[int]) -> list[int]:
        """Return the days at home that fall on these weekdays."""
        return [
            day for day in range(len(self)) if self.weekday(day) in weekdays and not self.away(day)
        ]

    def away(self, day: int) -> bool:
        """Return whether everybody is on holiday."""
        return day in self.holiday

    def sun_at(self, time: float | Floats) -> Floats:
        """Return the elevation of the sun in degrees."""
        grid = self.start + SUN_STEP * np.arange(len(self.elevation))
        return np.asarray(np.interp(time, grid, self.elevation))


def build_calendar(spec: HouseholdSpec, rng: np.random.Generator) -> Calendar:
    """Return the days of a spec; the holiday begins on a Monday that leaves days around it."""
    timezone = ZoneInfo(spec.timezone)
    observer = Observer(spec.latitude, spec.longitude)
    dates = [spec.start + timedelta(days=day) for day in range(spec.days + 1)]
    midnights = np.array(
        [datetime(d.year, d.month, d.day, tzinfo=timezone).timestamp() for d in dates]
    )
    steps = int((midnights[-1] - midnights[0]) // SUN_STEP) + 2
    mondays = (
        [day for day in range(5, spec.days - 11) if (spec.start.weekday() + day) % 7 == 0]
        if spec.holiday and spec.days >= 21
        else []
    )
    begin = int(rng.choice(mondays)) if mondays else 0
    holiday = range(begin, begin + 7) if mondays else range(0)
    return Calendar(
        timezone=timezone,
        first=spec.start,
        midnights=midnights,
        sunrise=np.array([sunrise(observer, d, tzinfo=timezone).timestamp() for d in dates[:-1]]),
        sunset=np.array([sunset(observer, d, tzinfo=timezone).timestamp() for d in dates[:-1]]),
        elevation=np.array(
            [
                elevation(observer, datetime.fromtimestamp(midnights[0] + SUN_STEP * step, UTC))
                for step in range(steps)
            ]
        ),
        holiday=holiday,
        at_home=np.array([day for day in range(spec.days) if day not in holiday], np.int32),
    )
