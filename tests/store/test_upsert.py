"""Rows that are inserted or changed."""

from sqlalchemy import select

from custom_components.homeiq.store.models import PatternStrengthRow, RunRow
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.upsert import upsert
from tests.store.make import NOW

RUN = {"id": "one", "started_at": NOW, "status": "completed", "report": {"a": 1}}
STRENGTH = {
    "fingerprint": "f",
    "period": "day",
    "start": NOW.date(),
    "right": 1,
    "wrong": 2,
    "already": 3,
    "missed": 4,
}


def test_a_row_that_is_there_is_changed_but_for_what_is_kept(repository: Repository) -> None:
    with repository.writing() as connection:
        connection.execute(upsert(RunRow), RUN)
        connection.execute(upsert(RunRow, keep=("status",)), {**RUN, "status": "no", "report": {}})
        found = connection.execute(select(RunRow.__table__)).all()
    assert [tuple(row) for row in found] == [("one", NOW, "completed", {})]


def test_numbers_can_be_added_to_those_that_are_there(repository: Repository) -> None:
    add = upsert(PatternStrengthRow, keep=("missed",), add=("right", "wrong"))
    with repository.writing() as connection:
        connection.execute(add, [STRENGTH, STRENGTH, {**STRENGTH, "right": -2}])
        connection.execute(add, {**STRENGTH, "period": "week"})
        found = connection.execute(select(PatternStrengthRow.__table__)).all()
    assert sorted(tuple(row)[1:] for row in found) == [
        ("day", NOW.date(), 0, 6, 3, 4),
        ("week", NOW.date(), 1, 2, 3, 4),
    ]


def test_numbers_can_be_raised_and_stay_where_the_new_ones_are_less(
    repository: Repository,
) -> None:
    raised = upsert(PatternStrengthRow, add=("wrong",), raise_to=("right",))
    with repository.writing() as connection:
        for right in (1, 5, 3):
            connection.execute(raised, {**STRENGTH, "right": right})
        found = connection.execute(select(PatternStrengthRow.__table__)).all()
    assert [tuple(row)[1:] for row in found] == [("day", NOW.date(), 5, 6, 3, 4)]
