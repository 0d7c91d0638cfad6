"""How habits were kept: days told once, weeks and months that outlive them."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from hypothesis import given, strategies as st
import numpy as np
import pytest
from sqlalchemy import text

from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.strengths import DAYS_KEPT, WEEKS_KEPT, Period
from tests.mining.build import quick

WEDNESDAY = date(2026, 4, 1)
TODAY = WEDNESDAY.toordinal()

type Row = tuple[date, int, int, int, int]


def a_strength(day: int, right: int = 1, wrong: int = 0, fingerprint: str = "habit") -> Strength:
    """Return the strength of a day, counted from the first of April."""
    return Strength(fingerprint, TODAY + day, right, wrong, already=2, missed=3)


def _of(repository: Repository, period: Period, fingerprint: str = "habit") -> list[Row]:
    return [
        (date.fromordinal(one.day), one.right, one.wrong, one.already, one.missed)
        for one in repository.strengths(fingerprint, period)
    ]


def _right(repository: Repository, period: Period) -> dict[str, int]:
    return {start.isoformat(): right for start, right, *_ in _of(repository, period)}


def test_days_are_kept_with_their_weeks_and_months(repository: Repository) -> None:
    repository.add_strengths([a_strength(day, right=10 + day, wrong=1) for day in (-2, -1, 0, 5)])
    assert repository.strengths("habit", Period.DAY) == [
        a_strength(day, 10 + day, 1) for day in (-2, -1, 0, 5)
    ]
    assert _of(repository, Period.WEEK) == [
        (date(2026, 3, 30), 27, 3, 6, 9),
        (date(2026, 4, 6), 15, 1, 2, 3),
    ]
    assert _of(repository, Period.MONTH) == [
        (date(2026, 3, 1), 17, 2, 4, 6),
        (date(2026, 4, 1), 25, 2, 4, 6),
    ]


def test_of_what_was_never_told_there_is_nothing(repository: Repository) -> None:
    repository.add_strengths([])
    repository.add_strengths([a_strength(0)])
    assert repository.strengths("another", Period.DAY) == []


def test_each_pattern_has_its_own(repository: Repository) -> None:
    repository.add_strengths([a_strength(0, 1), a_strength(0, 5, fingerprint="another")])
    assert _of(repository, Period.MONTH) == [(WEDNESDAY, 1, 0, 2, 3)]
    assert _of(repository, Period.MONTH, "another") == [(WEDNESDAY, 5, 0, 2, 3)]


def test_a_day_stays_as_it_was_told_but_for_the_latest(repository: Repository) -> None:
    repository.add_strengths([a_strength(0, 5), a_strength(1, 5)])
    repository.add_strengths([a_strength(0, 9), a_strength(1, 2), a_strength(2, 1)])
    assert _right(repository, Period.DAY) == {"2026-04-01": 5, "2026-04-02": 2, "2026-04-03": 1}
    assert _right(repository, Period.WEEK) == {"2026-03-30": 8}
    assert _right(repository, Period.MONTH) == {"2026-04-01": 8}
    repository.add_strengths([a_strength(1, 9), a_strength(2, 1)])
    assert _right(repository, Period.MONTH) == {"2026-04-01": 8}


def test_told_twice_nothing_changes(repository: Repository) -> None:
    strengths = [a_strength(-day, day % 4) for day in range(400)]
    repository.add_strengths(strengths)
    before = [_of(repository, period) for period in Period]
    repository.add_strengths(strengths)
    assert [_of(repository, period) for period in Period] == before
    assert sum(right for _, right, *_ in before[2]) == sum(one.right for one in strengths)


def test_a_day_in_between_that_was_not_told_can_be_told_later(repository: Repository) -> None:
    repository.add_strengths([a_strength(0), a_strength(2)])
    repository.add_strengths([a_strength(1)])
    assert list(_right(repository, Period.DAY).values()) == [1, 1, 1]
    assert _right(repository, Period.MONTH) == {"2026-04-01": 3}


def test_days_and_weeks_are_forgotten_and_months_are_not(repository: Repository) -> None:
    days = 3 * 366
    for first in range(-days, 1, 100):  # as runs tell them
        told = range(first, min(first + 100, 1))
        repository.add_strengths([a_strength(day) for day in told])
    assert [one.day - TODAY for one in repository.strengths("habit", Period.DAY)] == list(
        range(1 - DAYS_KEPT, 1)
    )
    weeks = repository.strengths("habit", Period.WEEK)
    assert len(weeks) == WEEKS_KEPT
    assert [week.right for week in weeks] == [7] * (WEEKS_KEPT - 1) + [3]
    months = repository.strengths("habit", Period.MONTH)
    assert sum(month.right for month in months) == days + 1
    assert date.fromordinal(months[0].day) == (WEDNESDAY - timedelta(days)).replace(day=1)


def test_weeks_and_months_that_reach_beyond_the_kept_days_are_added_to(
    repository: Repository,
) -> None:
    repository.add_strengths([a_strength(day) for day in range(30)])
    assert _right(repository, Period.MONTH)["2026-04-01"] == 30
    # Half of April is forgotten by now, and told again by a run that looks further back.
    late = DAYS_KEPT + 14
    repository.add_strengths([a_strength(day) for day in range(late + 1)])
    days = repository.strengths("habit", Period.DAY)
    assert [one.day - TODAY for one in days] == list(range(15, late + 1))
    assert _right(repository, Period.MONTH)["2026-04-01"] == 30
    assert _right(repository, Period.WEEK)["2026-04-13"] == 7
    assert sum(_right(repository, Period.MONTH).values()) == late + 1


def test_a_forgotten_day_is_taken_where_nothing_of_its_month_was_told(
    repository: Repository,
) -> None:
    repository.add_strengths([a_strength(0)])
    older = [a_strength(-day) for day in range(DAYS_KEPT, DAYS_KEPT + 60)]
    repository.add_strengths(older)
    repository.add_strengths(older)
    assert sum(_right(repository, Period.MONTH).values()) == 61
    assert list(_right(repository, Period.DAY)) == ["2026-04-01"]


def test_what_one_pattern_tells_lets_days_of_others_be_forgotten(repository: Repository) -> None:
    repository.add_strengths([a_strength(0)])
    repository.add_strengths([a_strength(DAYS_KEPT, fingerprint="another")])
    assert _right(repository, Period.DAY) == {}
    assert _right(repository, Period.MONTH) == {"2026-04-01": 1}


def test_counts_of_mining_are_kept_as_numbers(repository: Repository) -> None:
    four = (np.int64(4), np.int32(3), np.int8(2), np.int64(1))
    repository.add_strengths([Strength("habit", TODAY, *four)])
    with repository.reading() as connection:
        kinds = connection.execute(
            text('SELECT DISTINCT typeof("right"), typeof(missed) FROM pattern_strengths')
        )
        assert kinds.all() == [("integer", "integer")]
    assert _of(repository, Period.DAY) == [(WEDNESDAY, 4, 3, 2, 1)]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Repository]:
    repository = Repository(tmp_path_factory.mktemp("strengths") / "homeiq.db")
    repository.open()
    yield repository
    repository.close()


RUNS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 250), st.integers(0, 5)), min_size=1, max_size=5
)


@quick
@given(RUNS)
def test_sums_are_those_of_the_days_as_they_were_last_told(
    shared: Repository, runs: list[tuple[int, int, int]]
) -> None:
    """Runs follow each other by some nights and look back over some days."""
    with shared.writing() as connection:
        connection.execute(text("DELETE FROM pattern_strengths"))
    expected: dict[date, int] = {}
    today = TODAY
    for nights, window, right in runs:
        today += nights
        days = [date.fromordinal(today - back) for back in range(window)]
        last, oldest = max(expected, default=None), date.fromordinal(today - DAYS_KEPT)
        months = {day.replace(day=1) for day in expected}
        shared.add_strengths(
            Strength("habit", day.toordinal(), right + day.day, 1, 0, 0) for day in days
        )
        for day in days:
            fresh = day.replace(day=1) not in months if day <= oldest else day not in expected
            if fresh or (day == last and day > oldest):
                expected[day] = right + day.day
    kept = {
        period: {date.fromordinal(one.day): one.right for one in shared.strengths("habit", period)}
        for period in Period
    }
    in_months = groupby(sorted(expected), lambda day: day.replace(day=1))
    assert kept[Period.MONTH] == {
        month: sum(expected[day] for day in days) for month, days in in_months
    }
    in_weeks = groupby(sorted(expected), lambda day: day - timedelta(day.weekday()))
    sums = {week: sum(expected[day] for day in days) for week, days in in_weeks}
    forgotten = date.fromordinal(today) - timedelta(weeks=WEEKS_KEPT)
    assert kept[Period.WEEK] == {week: n for week, n in sums.items() if week > forgotten}
    forgotten = date.fromordinal(today - DAYS_KEPT)
    assert kept[Period.DAY] == {day: n for day, n in expected.items() if day > forgotten}
