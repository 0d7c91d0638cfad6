"""Which readings are left of sensors that report often."""

from contextlib import closing
from math import inf
import sqlite3

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.history.cursor import select
from custom_components.homeiq.history.thinning import (
    READINGS_A_DAY,
    chosen,
    fair_level,
    quarterings,
)
from tests.mining.build import quick


def left(often: dict[int, int], sensors: list[int]) -> list[tuple[int, int]]:
    """Return the (row id, sensor) that are left of rows whose sensors come by turns."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, sensor INTEGER)")
        connection.executemany("INSERT INTO t (sensor) VALUES (?)", [(one,) for one in sensors])
        return [
            row
            for condition in chosen("id", "sensor", often)
            for row in connection.execute(select(("id", "sensor"), "t", (condition,)))
        ]


def test_a_home_within_the_budget_keeps_all() -> None:
    assert quarterings({1: READINGS_A_DAY - 10, 2: 10}) == {}
    assert quarterings({}) == {}


def test_what_the_quiet_do_not_need_others_may_use() -> None:
    assert fair_level([], 10) == fair_level([2, 3, 5], 10) == inf
    assert fair_level([2, 30, 50], 10) == 4
    assert fair_level([20, 30], 10) == 5


def test_the_busiest_give_way_and_the_quiet_stay_whole() -> None:
    often = quarterings({1: 86_400, 2: 17_280, 3: 288, 4: 24})
    assert often == {1: 2, 2: 1}


@quick
@given(st.dictionaries(st.integers(1, 99), st.floats(0.1, 1e5), max_size=30))
def test_about_the_budget_is_left_and_never_more_of_a_quieter_sensor(
    a_day: dict[int, float],
) -> None:
    often = quarterings(a_day)
    total = sum(rate / 4 ** often.get(one, 0) for one, rate in a_day.items())
    assert total <= max(2 * READINGS_A_DAY, sum(a_day.values()) / 4**5)
    assert total >= min(sum(a_day.values()), READINGS_A_DAY / 2)
    rates = sorted((rate, often.get(one, 0)) for one, rate in a_day.items())
    assert [times for _, times in rates] == sorted(times for _, times in rates)


def test_each_sensor_keeps_its_share_though_all_report_in_step() -> None:
    for sensors in (8, 13, 50, 64):
        often = {one: 1 + one % 2 for one in range(sensors)}
        rows = left(often, list(range(sensors)) * 4_000)
        counts = np.bincount([sensor for _, sensor in rows], minlength=sensors)
        wanted = [4_000 / 4 ** often[one] for one in range(sensors)]
        assert counts == pytest.approx(wanted, rel=0.25)


def test_what_is_left_of_less_is_left_of_more() -> None:
    sensors = [1, 2, 3] * 2_000
    some, more = left({1: 2, 2: 1}, sensors), left({1: 1, 2: 1}, sensors)
    assert set(some) < set(more)
    assert left({1: 2, 2: 1}, sensors) == some


def test_any_row_id_has_its_place() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, sensor INTEGER)")
        ids = [(2**62 + number, 1) for number in range(4_000)]
        connection.executemany("INSERT INTO t VALUES (?, ?)", ids)
        (condition,) = chosen("id", "sensor", {1: 1})
        (count,) = connection.execute(select(("COUNT(*)",), "t", (condition,))).fetchone()
    assert count == pytest.approx(1_000, rel=0.1)
