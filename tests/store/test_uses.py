"""How often capabilities were used, in a real database."""

from collections.abc import Iterable

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.uses import DAYS_KEPT, add_uses, uses_since
from tests.mining.build import quick

DAY = 740_000
DIM = ("lamp", "light.brightness")
LOCK = ("plug", "setting.child_lock")


def a_use(day: int, uses: int, key: tuple[str, str] = DIM) -> DayUse:
    return DayUse(*key, DAY + day, uses)


def add(
    repository: Repository,
    uses: Iterable[DayUse],
    days: Iterable[int] = (),
    watched: Iterable[int] = (),
) -> None:
    with repository.writing() as connection:
        add_uses(connection, uses, [DAY + day for day in days], [DAY + day for day in watched])


def since(repository: Repository, day: int = -1000) -> Use:
    with repository.reading() as connection:
        return uses_since(connection, DAY + day)


def test_uses_are_summed_from_a_day_on(repository: Repository) -> None:
    add(repository, [a_use(0, 3), a_use(1, 4), a_use(1, 1, LOCK)], range(3))
    assert since(repository) == Use({DIM: 7, LOCK: 1}, days=3)
    assert since(repository, 1) == Use({DIM: 4, LOCK: 1}, days=2)
    assert since(repository, 3) == Use()


def test_days_without_any_use_are_known(repository: Repository) -> None:
    add(repository, [], range(5))
    assert since(repository) == Use(days=5)
    add(repository, [a_use(2, 0)], range(3, 8))
    assert since(repository) == Use(days=8)


def test_a_day_with_use_is_known(repository: Repository) -> None:
    add(repository, [a_use(0, 1), a_use(5, 2)])
    assert since(repository).days == 2


def test_nothing_told_is_nothing_known(repository: Repository) -> None:
    add(repository, [])
    add(repository, [a_use(0, 0)])
    assert since(repository) == Use()


def test_a_count_may_rise_and_never_falls(repository: Repository) -> None:
    add(repository, [a_use(0, 3), a_use(1, 3)])
    add(repository, [a_use(0, 1), a_use(1, 5)])
    add(repository, [], [0, 1])
    assert since(repository) == Use({DIM: 8}, days=2)


def test_days_that_were_watched_are_counted_apart_and_stay_so(repository: Repository) -> None:
    add(repository, [a_use(0, 1)], range(3), watched=[1, 2])
    assert since(repository) == Use({DIM: 1}, days=3, watched=2)
    add(repository, [], range(3), watched=[0])
    add(repository, [], range(3))
    assert since(repository) == Use({DIM: 1}, days=3, watched=3)
    assert since(repository, 2) == Use(days=1, watched=1)


def test_a_day_that_was_watched_is_known(repository: Repository) -> None:
    add(repository, [], watched=[4])
    assert since(repository) == Use(days=1, watched=1)


def test_days_are_forgotten_in_time(repository: Repository) -> None:
    add(repository, [a_use(day, 1) for day in range(DAYS_KEPT)], range(DAYS_KEPT))
    assert since(repository) == Use({DIM: DAYS_KEPT}, days=DAYS_KEPT)
    add(repository, [], [DAYS_KEPT + 9])
    assert since(repository) == Use({DIM: DAYS_KEPT - 10}, days=DAYS_KEPT - 9)
    add(repository, [a_use(0, 9)], [0])
    assert since(repository) == Use({DIM: DAYS_KEPT - 10}, days=DAYS_KEPT - 9)


def test_numbers_of_numpy_are_numbers(repository: Repository) -> None:
    day, uses = np.array([DAY, 3], np.int32)
    with repository.writing() as connection:
        add_uses(connection, [DayUse(*DIM, day, uses)], *np.array([[DAY, DAY + 1]] * 2))
    assert since(repository) == Use({DIM: 3}, days=2, watched=2)


@quick
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=12))
def test_in_whatever_order_days_are_told_the_highest_count_of_each_stays(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]]
) -> None:
    repository = Repository(tmp_path_factory.mktemp("uses") / "homeiq.db")
    repository.open()
    for day, uses in told:
        add(repository, [a_use(day, uses)], [day])
    highest = {day: max(uses for other, uses in told if other == day) for day, _ in told}
    times = {DIM: total} if (total := sum(highest.values())) else {}
    assert since(repository) == Use(times, days=len(highest))
    repository.close()
