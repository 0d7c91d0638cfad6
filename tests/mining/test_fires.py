"""When triggers fire: on the clock, by the sun, on states and on readings."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.event_log import EventLog, Floats
from custom_components.homeiq.mining.fires import clock_times, fires
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    NumericTrigger,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.mining.sun import Sun
from custom_components.homeiq.mining.timeline import Timeline
from tests.mining.build import BERLIN, Diary, log_of, ordinals, quick, utc
from tests.mining.test_event_log import ZONES

DOOR = StateTrigger("binary_sensor.door", "on", "off")
ALARM = {  # a hold of ten minutes that the door keeps the first time only
    "08:00": "off",
    "08:01": "on",
    "08:30": "off",
    "09:00": "on",
    "09:05": "off",
}


def fired(trigger: Trigger, log: EventLog, sun: Sun | None = None) -> list[str]:
    """Return the local times at which a trigger fires."""
    at = fires(trigger, Timeline.of(log), log.days, sun)
    return [f"{datetime.fromtimestamp(moment, log.timezone):%H:%M}" for moment in at]


def wall_times(zone: ZoneInfo, first: date, count: int, second: int) -> Floats:
    diary = Diary(zone)
    return clock_times(Timeline.of(diary.log()), ordinals(first, count), second)


def door(states: dict[str, str]) -> EventLog:
    return log_of(*((clock, "binary_sensor.door", state) for clock, state in states.items()))


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Europe/Berlin", date(2026, 3, 28)),
        ("America/New_York", date(2026, 3, 7)),
        ("Australia/Adelaide", date(2026, 10, 3)),
        ("America/Santiago", date(2026, 9, 5)),
    ],
)
def test_a_skipped_hour_has_no_clock_times(name: str, first: date) -> None:
    zone = ZoneInfo(name)
    skipped = 1800 if name == "America/Santiago" else 2 * 3600 + 1800
    at = wall_times(zone, first, 3, skipped)
    local = [datetime.fromtimestamp(moment, zone) for moment in at]
    assert [moment.toordinal() - first.toordinal() for moment in local] == [0, 2]
    assert {moment.hour * 3600 + moment.minute * 60 for moment in local} == {skipped}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Europe/Berlin", date(2026, 10, 24)),
        ("America/New_York", date(2026, 10, 31)),
        ("Australia/Lord_Howe", date(2026, 4, 4)),
    ],
)
def test_a_repeated_hour_has_each_clock_time_once(name: str, first: date) -> None:
    zone = ZoneInfo(name)
    at = wall_times(zone, first, 3, 3600 + 2700)
    assert [f"{datetime.fromtimestamp(moment, zone):%d %H:%M}" for moment in at] == [
        f"{first.day + step - (31 if first.day + step > 31 else 0):02} 01:45" for step in range(3)
    ]


@quick
@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 86399),
)
def test_clock_times_read_on_the_local_clock_as_asked(
    zone: ZoneInfo, first: date, second: int
) -> None:
    at = wall_times(zone, first, 3, second)
    local = [datetime.fromtimestamp(moment, UTC).astimezone(zone) for moment in at]
    assert all(
        moment.hour * 3600 + moment.minute * 60 + moment.second == second for moment in local
    )
    expected = [
        day
        for day in range(first.toordinal(), first.toordinal() + 3)
        if _exists(date.fromordinal(day), second, zone)
    ]
    assert [moment.toordinal() for moment in local] == expected


def _exists(day: date, second: int, zone: ZoneInfo) -> bool:
    """Return whether a wall-clock time is not skipped on a day."""
    back = datetime.fromtimestamp(utc(day, float(second), zone), UTC).astimezone(zone)
    return _seconds(back) == second


def _seconds(local: datetime) -> int:
    return local.hour * 3600 + local.minute * 60 + local.second


def test_a_clock_trigger_fires_once_a_day() -> None:
    diary = Diary()
    for day in range(5):
        diary.add(day, "12:00", "light.a", "on" if day % 2 else "off")
    assert fired(ClockTrigger(7 * 3600), diary.log()) == ["07:00"] * 5


def test_a_sun_trigger_fires_about_the_sun_and_never_without_a_place() -> None:
    log = door(ALARM)
    berlin = Sun(52.52, 13.4, BERLIN)
    assert fired(SunTrigger("sunset", 0), log, berlin) == ["16:17"]
    assert fired(SunTrigger("sunset", -1800), log, berlin) == ["15:47"]
    assert fired(SunTrigger("sunrise", 0), log, berlin) == ["08:12"]
    assert fired(SunTrigger("sunset", 0), log, None) == []


def test_a_sun_trigger_is_silent_in_the_polar_day() -> None:
    zone = ZoneInfo("Europe/Oslo")
    timeline = Timeline.of(Diary(zone).log())
    june = ordinals(date(2026, 6, 15), 5)
    assert len(fires(SunTrigger("sunset", 0), timeline, june, Sun(70, 19, zone))) == 0


def test_a_state_trigger_fires_on_its_change_only() -> None:
    assert fired(DOOR, door(ALARM)) == ["08:01", "09:00"]
    assert fired(StateTrigger("binary_sensor.door", "off", "on"), door(ALARM)) == ["08:30", "09:05"]


def test_a_state_trigger_does_not_fire_on_coming_back() -> None:
    log = door({"08:00": "off", "08:10": "unavailable", "08:20": "on", "08:30": "off"})
    assert fired(DOOR, log) == []


def test_a_hold_fires_when_it_is_over_and_only_if_it_was_kept() -> None:
    trigger = StateTrigger("binary_sensor.door", "on", "off", hold=600)
    assert fired(trigger, door(ALARM)) == ["08:11"]


def test_a_hold_to_the_end_of_the_log_is_kept() -> None:
    trigger = StateTrigger("binary_sensor.door", "off", "on", hold=600)
    assert fired(trigger, door(ALARM)) == ["08:40", "09:15"]


@pytest.mark.parametrize(
    "trigger",
    [
        StateTrigger("binary_sensor.other", "on", "off"),
        StateTrigger("binary_sensor.door", "open", "off"),
        StateTrigger("binary_sensor.door", "on", "shut"),
        NumericTrigger("sensor.other", above=1.0),
    ],
)
def test_what_the_log_does_not_know_never_fires(trigger: Trigger) -> None:
    assert fired(trigger, door(ALARM)) == []


def readings(*values: str) -> EventLog:
    return log_of(
        *((f"{8 + step:02}:00", "sensor.lux", value) for step, value in enumerate(values))
    )


def test_a_threshold_fires_when_it_is_crossed_in_its_direction() -> None:
    log = readings("10", "60", "70", "40", "55", "50")
    assert fired(NumericTrigger("sensor.lux", above=50.0), log) == ["09:00", "12:00"]
    assert fired(NumericTrigger("sensor.lux", below=50.0), log) == ["11:00"]


def test_a_reading_that_begins_beyond_the_threshold_has_not_crossed_it() -> None:
    assert fired(NumericTrigger("sensor.lux", above=50.0), readings("60", "70")) == []


def test_a_threshold_without_a_value_never_fires() -> None:
    assert fired(NumericTrigger("sensor.lux"), readings("10", "60")) == []


def test_a_threshold_is_held_through_readings_beyond_it() -> None:
    log = readings("10", "60", "70", "80", "40", "60", "30")
    held = NumericTrigger("sensor.lux", above=50.0, hold=2 * 3600)
    assert fired(held, log) == ["11:00"]


def test_days_that_are_not_asked_for_do_not_fire() -> None:
    diary = Diary()
    for day in range(3):
        diary.add(day, "08:00", "binary_sensor.door", "off")
        diary.add(day, "09:00", "binary_sensor.door", "on")
    log = diary.log()
    assert len(fires(DOOR, Timeline.of(log), log.days[1:2], None)) == 1
    assert len(fires(DOOR, Timeline.of(log), log.days, None)) == 3
