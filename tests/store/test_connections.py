"""The open database, beside other programs."""

from contextlib import closing
from pathlib import Path
import sqlite3

import pytest
from sqlalchemy import text

from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.database import PRAGMAS
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import Repository

INSERT = "INSERT INTO runs VALUES ('one', '2026-01-01 00:00:00', 'completed', '{}')"


def _log(connections: Connections) -> int:
    """Return the size of the write-ahead log."""
    return connections.path.with_name("homeiq.db-wal").stat().st_size


def _write_twice(connections: Connections) -> None:
    with connections.writing() as connection:
        connection.exec_driver_sql(INSERT)
        connection.exec_driver_sql(INSERT)


def test_what_is_written_is_whole_or_nothing(repository: Repository) -> None:
    with pytest.raises(StoreError, match="UNIQUE"):
        _write_twice(repository)
    with repository.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar_one() == 0


def test_what_is_written_for_good_waits_for_the_disk_and_nothing_else_does(
    repository: Repository,
) -> None:
    waits = text("PRAGMA synchronous")
    with repository.writing_for_good() as connection:
        connection.exec_driver_sql(INSERT)
        assert connection.execute(waits).scalar_one() == 2  # FULL
    with pytest.raises(StoreError, match="UNIQUE"), repository.writing_for_good() as connection:
        connection.exec_driver_sql(INSERT)
    with repository.writing() as connection:
        assert connection.execute(waits).scalar_one() == 1  # NORMAL
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar_one() == 1


def test_a_read_sees_one_state_whatever_is_written(repository: Repository) -> None:
    count = text("SELECT count(*) FROM runs")
    with repository.reading() as reading:
        assert reading.execute(count).scalar_one() == 0
        with repository.writing() as writing:
            writing.exec_driver_sql(INSERT)
        assert reading.execute(count).scalar_one() == 0


def test_the_log_is_emptied_into_the_file(repository: Repository) -> None:
    with repository.writing() as connection:
        connection.exec_driver_sql(INSERT)
    assert _log(repository) > 0
    assert repository.checkpoint()
    assert _log(repository) == 0


def test_the_log_stays_while_another_program_reads(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    repository = Repository(path)
    repository.open()
    with closing(sqlite3.connect(path, autocommit=True)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM runs").fetchall()
        with repository.writing() as connection:
            connection.exec_driver_sql(INSERT)
        assert not repository.checkpoint()
        assert _log(repository) > 0
    assert repository.checkpoint()
    repository.close()


def test_before_it_is_open_nothing_can_be_done(path: Path) -> None:
    connections = Connections(path)
    with pytest.raises(StoreError, match="is not open"):
        connections.checkpoint()
    with pytest.raises(StoreError, match="is not open"), connections.reading():
        pass
    connections.close()
    assert not path.exists()
