"""Where the sun stands, for whole arrays of days and moments."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from astral import Observer, SunDirection
from astral.sun import elevation as elevation_at, noon, sunrise, sunset, time_at_elevation
import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints
from custom_components.homeiq.mining.home import Home


@dataclass(frozen=True, slots=True)
class Sun:
    """The sun over one place."""

    latitude: float  # degrees
    longitude: float
    timezone: ZoneInfo

    @classmethod
    def over(cls, home: Home) -> Sun | None:
        """Return the sun of a home, None where its place is not known."""
        if home.latitude is None or home.longitude is None:
            return None
        return cls(home.latitude, home.longitude, home.timezone)

    def events(self, event: Literal["sunrise", "sunset"], days: Ints) -> Floats:
        """Return the UTC seconds of sunrise or sunset on local days; NaN where there is none."""
        return np.array([_event(self, event, int(day)) for day in days], np.float64)

    def dark(self, at: Floats, days: Ints, elevation: float) -> Bools:
        """Return whether the sun is below an elevation (degrees) at moments on local days."""
        if not len(days):
            return np.zeros(0, np.bool_)
        first, last = int(days.min()), int(days.max())
        begin, end = (column[days - first] for column in _lights(self, first, last, elevation))
        return np.asarray((at < begin) | (at >= end))


def _solar_date(sun: Sun, day: int) -> date:
    """Return the date that astral counts by the longitude, whose noon is on a local day.

    The two differ by a day where the clock is on the other side of the date line: Kiribati, Samoa.
    """
    when = date.fromordinal(day)
    middle = noon(Observer(sun.latitude, sun.longitude), when, sun.timezone)
    return when + timedelta(days=day - middle.toordinal())


@lru_cache(maxsize=4096)
def _event(sun: Sun, event: str, day: int) -> float:
    compute = sunrise if event == "sunrise" else sunset
    observer = Observer(sun.latitude, sun.longitude)
    try:
        when = _solar_date(sun, day)
        return float(compute(observer, date=when, tzinfo=sun.timezone).timestamp())
    except ValueError:  # polar day or night
        return float("nan")


@lru_cache(maxsize=1024)
def _lights(sun: Sun, first: int, last: int, elevation: float) -> tuple[Floats, Floats]:
    """Return from when and to when there is light on each local day from one to another."""
    begin, end = zip(*(_light(sun, day, elevation) for day in range(first, last + 1)), strict=True)
    return np.array(begin, np.float64), np.array(end, np.float64)


@lru_cache(maxsize=16384)
def _light(sun: Sun, day: int, elevation: float) -> tuple[float, float]:
    """Return from when to when the sun is above an elevation on a local day, in UTC seconds."""
    observer = Observer(sun.latitude, sun.longitude)
    when = _solar_date(sun, day)
    try:
        rising, setting = (
            time_at_elevation(observer, elevation, when, direction, sun.timezone).timestamp()
            for direction in (SunDirection.RISING, SunDirection.SETTING)
        )
    except ValueError:  # it stays above or below all day long
        middle = noon(observer, when, sun.timezone)
        # Of a day that only just misses the elevation, refraction lets noon alone tell otherwise.
        both = elevation_at(observer, middle) + elevation_at(observer, middle + timedelta(hours=12))
        return (-np.inf, np.inf) if both / 2 > elevation else (np.inf, -np.inf)
    return rising, setting
