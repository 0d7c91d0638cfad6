"""Columns of events, and the local clock that habits live in."""

from datetime import UTC, date, datetime, timedelta
import math
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import (
    FIRST_KNOWN,
    NOTHING,
    NUMERIC,
    RESERVED_STATES,
    Origin,
    RawEvents,
    StateCoder,
    clock_apart,
    local_clock,
)
from tests.mining.build import Diary, ordinals, quick, times, utc

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",  # half an hour, northern
    "Australia/Adelaide",  # half an hour, southern
    "Australia/Lord_Howe",  # moves by half an hour only
    "America/Santiago",
    "Asia/Kathmandu",  # a quarter, never changes
    "Africa/Cairo",  # changes at midnight
    "Pacific/Kiritimati",  # 14 hours ahead
    "Pacific/Niue",  # 11 hours behind
)


def assert_as_datetime_has_it(seconds: list[float], zone: ZoneInfo) -> None:
    day, second = local_clock(times(*seconds), zone)
    for at, got_day, got_second in zip(seconds, day, second, strict=True):
        local = datetime.fromtimestamp(at, UTC).astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        assert got_day == local.toordinal()
        expected = (local.replace(tzinfo=None) - midnight).total_seconds()
        assert got_second == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", ZONES)
def test_local_clock_agrees_with_datetime_all_through_a_year(name: str) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    assert_as_datetime_has_it([first + 2011 * 60.0 * n for n in range(270)], ZoneInfo(name))


@pytest.mark.parametrize(
    ("name", "when", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("America/St_Johns", date(2026, 3, 8), 23),
        ("Australia/Adelaide", date(2026, 4, 5), 25),
        ("Australia/Adelaide", date(2026, 10, 4), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Santiago", date(2026, 4, 4), 25),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Africa/Cairo", date(2026, 4, 24), 23),
    ],
)
def test_days_on_which_the_clock_changes_are_shorter_or_longer(
    name: str, when: date, hours: float
) -> None:
    zone = ZoneInfo(name)
    start = datetime(when.year, when.month, when.day, tzinfo=UTC).timestamp() - 86400
    minutes = [start + 60.0 * n for n in range(3 * 24 * 60)]
    day, _ = local_clock(times(*minutes), zone)
    assert np.count_nonzero(day == when.toordinal()) == hours * 60
    assert_as_datetime_has_it(minutes[::7], zone)


def test_the_second_of_a_clock_change_is_told_exactly() -> None:
    change = datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp()
    _, second = local_clock(times(change - 0.5, change, change + 0.5), ZoneInfo("Europe/Berlin"))
    assert second.tolist() == [7199.5, 10800.0, 10800.5]


@quick
@given(
    st.lists(st.floats(0, 4e9), min_size=1, max_size=20),
    st.sampled_from(ZONES).map(ZoneInfo),
)
def test_local_clock_agrees_with_datetime_at_any_moments(
    seconds: list[float], zone: ZoneInfo
) -> None:
    near = [seconds[0] + (at - seconds[0]) / 100 for at in seconds]  # within a year and a half
    assert_as_datetime_has_it([round(at, 3) for at in near], zone)


def test_the_local_clock_of_nothing_is_nothing() -> None:
    day, second = local_clock(np.zeros(0), ZoneInfo("UTC"))
    assert (len(day), len(second)) == (0, 0)


def test_rows_become_columns_with_a_vocabulary() -> None:
    raw = RawEvents.from_rows(
        [
            (2.0, "light.a", "on", Origin.PERSON),
            (1.0, "sensor.t", "21.5", Origin.DEVICE),
            (3.0, "light.a", "unavailable", Origin.CONSEQUENCE),
        ]
    )
    assert raw.entities == ("light.a", "sensor.t")
    assert raw.states[: len(RESERVED_STATES)] == RESERVED_STATES
    assert [raw.states[code] for code in raw.state] == ["on", "#", "unavailable"]
    assert raw.number[1] == 21.5
    assert np.isnan(raw.number[[0, 2]]).all()
    assert raw.origin.tolist() == [Origin.PERSON, Origin.DEVICE, Origin.CONSEQUENCE]


def test_readings_of_sensors_share_one_state() -> None:
    coder = StateCoder()
    assert coder.code("sensor.t", "21.5") == (NUMERIC, 21.5)
    assert coder.code("input_number.x", "-3") == (NUMERIC, -3.0)
    assert coder.states == RESERVED_STATES


@pytest.mark.parametrize("state", ["inf", "-Infinity", "1e400", "nan"])
def test_what_is_no_finite_number_is_no_reading(state: str) -> None:
    code, number = StateCoder().code("sensor.t", state)
    assert code > NUMERIC
    assert math.isnan(number)


def test_numbers_of_other_domains_stay_states_by_name() -> None:
    coder = StateCoder()
    code, number = coder.code("select.speed", "3")
    assert code > NUMERIC
    assert number == 3.0
    assert coder.code("select.speed", "3") == (code, 3.0)
    assert coder.states[code] == "3"


def test_states_that_are_no_states_are_below_the_known_ones() -> None:
    coder = StateCoder()
    for state in ("", "unknown", "unavailable"):
        code, number = coder.code("light.a", state)
        assert code < FIRST_KNOWN
        assert math.isnan(number)
    assert coder.code("light.a", "on")[0] >= FIRST_KNOWN
    assert coder.code("light.a", "")[0] == NOTHING


def test_a_log_can_be_cut_to_rows_and_to_days() -> None:
    diary = Diary()
    for day in range(4):
        diary.add(day, "08:00", "light.a", "on")
        diary.add(day, "09:00", "light.a", "off")
    log = diary.log()
    assert len(log) == 8
    assert len(log.where(log.second < 9 * 3600)) == 4

    part = log.only(ordinals(diary.first + timedelta(days=1), 2))
    assert part.days.tolist() == ordinals(diary.first + timedelta(days=1), 2).tolist()
    assert part.time.tolist() == [
        utc(diary.first + timedelta(days=day), clock)
        for day in (1, 2)
        for clock in ("08:00", "09:00")
    ]
    assert part.entities == log.entities


def test_days_that_were_not_observed_cannot_be_kept() -> None:
    diary = Diary()
    diary.add(0, "08:00", "light.a", "on")
    log = diary.log()
    assert not len(log.only(log.days + 1).days)


def test_times_of_day_are_apart_the_shorter_way_round() -> None:
    assert clock_apart(600, 85800) == 1200
    assert clock_apart(85800, 600) == -1200
    assert clock_apart(times(3600, 0, 46800), 0).tolist() == [3600, 0, -39600]
