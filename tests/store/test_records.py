"""Records one by one, in a real database."""

from collections.abc import Sequence
import logging

import pytest
from sqlalchemy import Connection, RowMapping, select, text

from custom_components.homeiq.store.models import RunRow
from custom_components.homeiq.store.records import readable, save_each
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.upsert import upsert
from tests.store.make import NOW

SAVE = upsert(RunRow)


def a_run(run_id: str, status: str | None = "completed") -> dict[str, object]:
    return {"id": run_id, "started_at": NOW, "status": status, "report": {}}


def save(connection: Connection, runs: Sequence[dict[str, object]]) -> None:
    connection.execute(SAVE, list(runs))


def _id_of(row: RowMapping) -> str:
    if row["status"] == "odd":
        raise ValueError(row["status"])
    return str(row["id"])


def test_all_are_read_but_those_that_cannot_be(
    repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    with repository.writing() as connection:
        save(connection, [a_run(run_id) for run_id in "abcd"])
        connection.execute(text("UPDATE runs SET started_at = 'never' WHERE id = 'b'"))
        connection.execute(text("UPDATE runs SET status = 'odd' WHERE id = 'c'"))
        found = connection.execute(select(RunRow.__table__).order_by("id")).mappings()
        assert list(readable(found, _id_of)) == ["a", "d"]
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "cannot be read" in caplog.text


def test_all_are_saved_but_those_that_cannot_be(repository: Repository) -> None:
    with repository.writing() as connection:
        assert save_each(connection, [], save) == {}
        assert save_each(connection, [a_run("a"), a_run("b")], save) == {}
        problems = save_each(connection, [a_run("c"), a_run("d", None), a_run("e")], save)
        ids = connection.execute(select(RunRow.id).order_by(RunRow.id)).scalars().all()
    assert list(problems) == [1]
    assert "NOT NULL" in str(problems[1])
    assert ids == ["a", "b", "c", "e"]
