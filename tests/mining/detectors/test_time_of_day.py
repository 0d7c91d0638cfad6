"""Acts that come back at a time of day, by the clock or by the sun."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.homeiq.mining.detectors.time_of_day import TimeOfDay
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Pattern,
    SunTrigger,
)
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.mining.sun import Sun
from tests.mining.build import BERLIN, BERLIN_HOME, HOME, MONDAY, Diary, ordinals


def found(diary: Diary, home: Home = HOME) -> list[Pattern]:
    return TimeOfDay().detect(Study.of(diary.log(home), home))


def lamp(first: date = MONDAY, zone: ZoneInfo = BERLIN, seed: int = 7) -> Diary:
    diary = Diary(zone, first, seed=seed)
    diary.known(light__a="off")
    return diary


def clocks(patterns: list[Pattern], weekdays: tuple[int, ...] = EVERY_DAY) -> list[int]:
    """Return the minutes of the day of all clock times of a class of days."""
    return [
        pattern.trigger.second // 60
        for pattern in patterns
        if isinstance(pattern.trigger, ClockTrigger) and pattern.weekdays == weekdays
    ]


def at_the_sun(diary: Diary, sun: Sun, days: int, offset: float, scatter: float) -> None:
    for moment in sun.events("sunset", ordinals(diary.first, days)):
        when = float(moment) + offset + diary.random.uniform(-scatter, scatter)
        diary.rows.append((when, "light.a", "on", Origin.PERSON))
        diary.rows.append((when + 3600, "light.a", "off", Origin.AUTOMATION))


def test_a_time_that_comes_back_is_found_with_what_speaks_for_it() -> None:
    diary = lamp()
    diary.habit(range(14), "07:00", "light.a", scatter=180)
    pattern = next(item for item in found(diary) if item.weekdays == EVERY_DAY)
    assert isinstance(pattern.trigger, ClockTrigger)
    assert abs(pattern.trigger.second - 7 * 3600) <= 180
    assert pattern.trigger.second % 60 == 0
    assert (pattern.target.entity_id, pattern.target.state) == ("light.a", "on")
    assert (pattern.days, pattern.episodes) == (14, 14)
    assert pattern.detector == "time_of_day"
    assert pattern.p_value < 1e-9


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Europe/Berlin", date(2026, 3, 16)),
        ("America/New_York", date(2026, 10, 19)),
        ("Australia/Lord_Howe", date(2026, 3, 23)),
        ("Africa/Cairo", date(2026, 4, 13)),  # skips midnight
    ],
)
def test_a_time_stays_the_same_on_the_clock_where_the_clock_is_changed(
    name: str, first: date
) -> None:
    diary = lamp(first, ZoneInfo(name))
    diary.habit(range(28), "07:00", "light.a", scatter=120)
    (minute,) = clocks(found(diary, Home(diary.zone)))
    assert abs(minute - 7 * 60) <= 2


@pytest.mark.parametrize(("scatter", "middle"), [(600, "00:00"), (300, "23:55"), (300, "00:05")])
def test_a_time_around_midnight_is_one_time(scatter: float, middle: str) -> None:
    diary = lamp()
    hours, minutes = (int(part) for part in middle.split(":"))
    diary.habit(range(1, 27), hours * 3600 + minutes * 60, "light.a", scatter=scatter)
    (minute,) = clocks(found(diary))
    apart = abs(minute - hours * 60 - minutes)
    assert min(apart, 1440 - apart) <= 5


def test_two_times_a_day_are_two() -> None:
    diary = lamp()
    diary.habit(range(14), "06:30", "light.a")
    diary.habit(range(14), "21:00", "light.a")
    minutes = sorted(clocks(found(diary)))
    assert len(minutes) == 2
    assert np.abs(np.array(minutes) - [390, 1260]).max() <= 2


def test_working_days_and_weekends_have_times_of_their_own() -> None:
    diary = lamp()
    diary.habit([day for day in range(28) if day % 7 < 5], "06:30", "light.a")
    diary.habit([day for day in range(28) if day % 7 >= 5], "09:15", "light.a")
    patterns = found(diary)
    assert [abs(minute - 390) <= 2 for minute in clocks(patterns, WORKDAYS)] == [True]
    assert [abs(minute - 555) <= 2 for minute in clocks(patterns, WEEKEND)] == [True]


def test_on_and_off_are_different_habits() -> None:
    diary = lamp()
    for day in range(14):
        diary.add(day, "07:00", "light.a", "on")
        diary.add(day, "22:00", "light.a", "off")
    states = {
        (pattern.target.state, pattern.trigger.second // 3600)
        for pattern in found(diary)
        if isinstance(pattern.trigger, ClockTrigger)
    }
    assert states == {("on", 7), ("off", 22)}


def test_a_habit_by_the_sun_is_tighter_by_the_sun() -> None:
    diary = lamp(date(2026, 2, 22))
    sun = Sun(52.52, 13.4, BERLIN)
    at_the_sun(diary, sun, 28, offset=-600, scatter=120)
    patterns = found(diary, BERLIN_HOME)
    best = max(patterns, key=lambda pattern: pattern.days)
    assert isinstance(best.trigger, SunTrigger)
    assert best.trigger.event == "sunset"
    assert abs(best.trigger.offset + 600) <= 120
    assert best.days == 28
    by_clock = [item for item in patterns if isinstance(item.trigger, ClockTrigger)]
    assert max(item.days for item in by_clock if item.weekdays == EVERY_DAY) < 25


def test_without_a_place_there_is_only_the_clock() -> None:
    diary = lamp()
    at_the_sun(diary, Sun(52.52, 13.4, BERLIN), 14, offset=0, scatter=120)
    assert {type(pattern.trigger) for pattern in found(diary)} == {ClockTrigger}


@pytest.mark.parametrize("first", [date(2026, 6, 8), date(2026, 12, 7)])
def test_where_the_sun_never_sets_or_rises_there_is_still_the_clock(first: date) -> None:
    zone = ZoneInfo("Europe/Oslo")
    diary = lamp(first, zone)
    diary.habit(range(14), "07:00", "light.a")
    patterns = found(diary, Home(zone, 70.0, 19.0))
    assert {type(pattern.trigger) for pattern in patterns} == {ClockTrigger}


@pytest.mark.parametrize("seed", range(3))
def test_acts_at_any_hour_have_no_time(seed: int) -> None:
    diary = lamp(seed=seed)
    for day in range(28):
        diary.habit([day], diary.random.uniform(0, 80000), "light.a", scatter=0)
    assert not clocks(found(diary))


def test_an_entity_in_use_all_day_long_has_no_time() -> None:
    diary = lamp()
    for day in range(14):
        for hour in range(0, 86400, 900):
            diary.habit([day], float(hour), "light.a", scatter=200, lasts=60)
    assert found(diary) == []


def test_two_days_are_no_habit() -> None:
    diary = lamp()
    diary.habit(range(2), "07:00", "light.a")
    assert found(diary) == []
    diary.add(13, "12:00", "sensor.t", "20")
    assert found(diary) == []


def test_what_programs_do_is_no_habit() -> None:
    diary = lamp()
    diary.habit(range(14), "07:00", "light.a")
    diary.rows = [(at, entity, state, Origin.AUTOMATION) for at, entity, state, _ in diary.rows]
    assert found(diary) == []


def test_a_class_of_days_that_hardly_occurs_has_no_times() -> None:
    diary = lamp()
    diary.habit(range(5), "07:00", "light.a")
    assert not clocks(found(diary), WEEKEND)
    assert clocks(found(diary), WORKDAYS)
