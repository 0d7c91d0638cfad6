"""Where the sun stands: ordinary places, the far north, and the other side of the date line."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation
import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import local_clock
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.sun import Sun
from tests.mining.build import BERLIN, BERLIN_HOME, HOME, ordinals, times, utc

TROMSO = Sun(70.0, 19.0, ZoneInfo("Europe/Oslo"))
PLACES = [
    Sun(52.52, 13.4, BERLIN),
    Sun(40.7, -74.0, ZoneInfo("America/New_York")),
    Sun(21.3, -157.9, ZoneInfo("Pacific/Honolulu")),
    Sun(-33.9, 151.2, ZoneInfo("Australia/Sydney")),
    Sun(1.9, -157.4, ZoneInfo("Pacific/Kiritimati")),  # a day ahead of its longitude
    Sun(-13.8, -171.8, ZoneInfo("Pacific/Apia")),
]


def test_a_home_without_a_place_has_no_sun() -> None:
    assert Sun.over(HOME) is None
    assert Sun.over(Home(BERLIN, latitude=52.0)) is None
    assert Sun.over(BERLIN_HOME) == Sun(52.52, 13.4, BERLIN)


@pytest.mark.parametrize("sun", PLACES, ids=lambda sun: str(sun.timezone))
@pytest.mark.parametrize("first", [date(2026, 3, 20), date(2026, 6, 20), date(2026, 12, 20)])
def test_sunrise_and_sunset_fall_on_the_local_day_they_are_asked_for(sun: Sun, first: date) -> None:
    days = ordinals(first, 20)
    rises, sets = sun.events("sunrise", days), sun.events("sunset", days)
    assert local_clock(rises, sun.timezone)[0].tolist() == days.tolist()
    assert local_clock(sets, sun.timezone)[0].tolist() == days.tolist()
    assert (rises < sets).all()


@pytest.mark.parametrize("sun", PLACES, ids=lambda sun: str(sun.timezone))
@pytest.mark.parametrize("limit", [0.0, 4.0, -4.0])
def test_dark_is_where_the_sun_is_below_the_elevation(sun: Sun, limit: float) -> None:
    start = datetime(2026, 4, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=37 * step) for step in range(200)]
    at = times(*(moment.timestamp() for moment in moments))
    day, _ = local_clock(at, sun.timezone)
    observer = Observer(sun.latitude, sun.longitude)
    stands = np.array([elevation(observer, moment) for moment in moments])
    plain = np.abs(stands - limit) > 1.0  # refraction and the table's rounding
    dark = sun.dark(at, day, limit)
    assert np.count_nonzero(plain) > 150
    assert dark[plain].tolist() == (stands < limit)[plain].tolist()


def test_the_polar_day_has_no_sunset_and_no_darkness() -> None:
    days = ordinals(date(2026, 6, 10), 20)
    assert np.isnan(TROMSO.events("sunset", days)).all()
    assert np.isnan(TROMSO.events("sunrise", days)).all()
    at = times(*(utc(date.fromordinal(int(day)), "01:00", TROMSO.timezone) for day in days))
    assert not TROMSO.dark(at, days, 0.0).any()


def test_the_polar_night_is_dark_at_noon() -> None:
    days = ordinals(date(2026, 12, 10), 20)
    assert np.isnan(TROMSO.events("sunset", days)).all()
    at = times(*(utc(date.fromordinal(int(day)), "12:00", TROMSO.timezone) for day in days))
    assert TROMSO.dark(at, days, 0.0).all()
    assert not TROMSO.dark(at, days, -10.0).any()  # it is twilight all the same


def test_days_on_which_the_polar_day_begins_and_ends_raise_nothing() -> None:
    days = ordinals(date(2026, 1, 1), 365)
    at = times(*(utc(date.fromordinal(int(day)), "13:00", TROMSO.timezone) for day in days))
    dark = TROMSO.dark(at, days, 0.0)
    assert 30 < np.count_nonzero(dark) < 90
    assert 200 < np.count_nonzero(~np.isnan(TROMSO.events("sunset", days))) < 300


def test_a_day_that_only_just_misses_an_elevation_is_not_light_by_night() -> None:
    reykjavik = Sun(64.15, -21.9, ZoneInfo("Atlantic/Reykjavik"))
    when = date(2026, 1, 10)  # noon is at 4.14 degrees with refraction, at 3.95 without
    at = times(*(utc(when, clock, reykjavik.timezone) for clock in ("02:00", "18:00")))
    assert reykjavik.dark(at, ordinals(when, 1).repeat(2), 4.0).all()


def test_no_moments_are_never_dark() -> None:
    assert len(TROMSO.dark(np.zeros(0), np.zeros(0, np.int32), 0.0)) == 0
