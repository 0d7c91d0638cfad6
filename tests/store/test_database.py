"""Connections, and files that cannot be used."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
import logging
import os
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory
from threading import Timer

import pytest
from sqlalchemy import text

from custom_components.homeiq.store import database
from custom_components.homeiq.store.database import (
    PRAGMAS,
    reading_engine,
    remove_database,
    set_aside,
    writing_engine,
)
from custom_components.homeiq.store.errors import CorruptDatabaseError, StoreError
from custom_components.homeiq.store.repository import Repository
from tests.store.make import a_suggestion

NOBODY = 65534


def _names(path: Path) -> set[str]:
    return {part.name for part in path.parent.iterdir()}


def _filled(path: Path) -> None:
    repository = Repository(path)
    repository.open()
    repository.save_suggestions(a_suggestion(number) for number in range(100))
    repository.close()


# Connections


@pytest.mark.parametrize("engine", ["_writer", "_reader"])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 1),  # NORMAL
        ("cache_size", -65536),  # KiB: 64 MB
        ("temp_store", 2),  # memory
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 30000),  # ms
    ],
)
def test_every_connection_has_our_pragmas(
    repository: Repository, engine: str, pragma: str, value: int | str
) -> None:
    with getattr(repository, engine).connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.parametrize("make", [writing_engine, reading_engine])
def test_a_pragma_that_cannot_be_set_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch, make: object
) -> None:
    monkeypatch.setitem(PRAGMAS, "cache_size", ("-65536", -1))
    assert callable(make)
    engine = make(path)
    with pytest.raises(StoreError, match="refuses cache_size=-65536: it is -65536"):
        engine.connect()
    engine.dispose()


def test_a_folder_that_takes_no_write_ahead_log_is_an_error(path: Path) -> None:
    # A database in memory has no log, as one on some network shares.
    engine = writing_engine(Path(":memory:"))
    with pytest.raises(StoreError, match="refuses journal_mode=WAL: it is memory"):
        engine.connect()
    engine.dispose()


def test_a_savepoint_belongs_to_its_transaction(path: Path) -> None:
    engine = writing_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    with engine.connect() as connection:
        with connection.begin_nested():
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    engine.dispose()


def test_a_change_of_the_schema_can_be_rolled_back(path: Path) -> None:
    engine = writing_engine(path)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    engine.dispose()


# Files that are damaged


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _truncated(path: Path) -> None:
    _filled(path)
    os.truncate(path, path.stat().st_size // 2)


def _cut_in_its_header(path: Path) -> None:
    _filled(path)
    os.truncate(path, 60)


def _damaged_page(path: Path) -> None:
    _filled(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(8192))


def _newer(path: Path) -> None:
    _filled(path)
    with closing(sqlite3.connect(path, autocommit=True)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path, autocommit=True)) as connection:
        connection.execute("CREATE TABLE suggestions (id INTEGER)")


def _without_a_table(path: Path) -> None:
    _filled(path)
    with closing(sqlite3.connect(path, autocommit=True)) as connection:
        connection.execute("DROP TABLE synergies")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (_garbage, "is damaged: file is not a database"),
        (_truncated, "is damaged"),
        (_cut_in_its_header, "is damaged: database disk image is malformed"),
        (_damaged_page, "is damaged"),
        (_newer, "is of an unknown, newer version: 9999"),
        (_of_another_program, "holds tables that are not HomeIQ's"),
        (_without_a_table, "lacks the tables synergies"),
    ],
)
def test_a_database_that_cannot_be_used_is_set_aside_and_a_new_one_started(
    path: Path, caplog: pytest.LogCaptureFixture, damage: object, problem: str
) -> None:
    assert callable(damage)
    damage(path)
    before = path.read_bytes()
    repository = Repository(path)
    aside = repository.open()
    assert aside is not None
    assert problem in aside.problem
    assert aside.path.parent == path.parent
    assert datetime.strptime(  # noqa: DTZ007  # a file's name has local time, without an offset
        aside.path.name, "homeiq.db.corrupt-%Y%m%d-%H%M%S"
    )
    # The header tells that we looked at it with a log; all the rest is as it was.
    assert aside.path.read_bytes()[100:] == before[100:]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [str(aside.path) in record.getMessage() for record in errors] == [True]

    assert repository.suggestions() == []
    assert repository.save_suggestions([a_suggestion()]).saved == ("id-0",)
    repository.close()
    assert Repository(path).open() is None


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    repository = Repository(path)
    assert repository.open() is None
    assert repository.suggestions() == []
    repository.close()


def test_a_log_without_its_database_harms_nothing(path: Path) -> None:
    path.with_name("homeiq.db-wal").write_bytes(b"left over")
    repository = Repository(path)
    assert repository.open() is None
    assert repository.suggestions() == []
    repository.close()


def test_companions_go_with_the_database_that_is_set_aside(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).write_text(suffix)
    aside = set_aside(path)
    assert _names(path) == {aside.name, f"{aside.name}-wal", f"{aside.name}-shm"}
    assert aside.with_name(f"{aside.name}-wal").read_text() == "-wal"


def test_setting_aside_twice_within_a_second_overwrites_nothing(path: Path) -> None:
    asides = []
    for number in range(4):
        path.write_text(str(number))
        asides.append(set_aside(path))
    assert [aside.read_text() for aside in asides] == ["0", "1", "2", "3"]
    assert len(_names(path)) == 4


def test_what_cannot_be_set_aside_is_an_error(path: Path) -> None:
    path.write_text("damaged")
    with (
        _folder_of_somebody_else(path) as locked,
        pytest.raises(StoreError, match="cannot be set aside"),
    ):
        set_aside(locked)


# Files that are sound, but cannot be used now


def test_a_locked_database_is_an_error_and_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(path)
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    with closing(sqlite3.connect(path, autocommit=True)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another program") as caught:
            Repository(path).open()
    assert not isinstance(caught.value, CorruptDatabaseError)
    repository = Repository(path)
    assert repository.open() is None
    assert len(repository.suggestions()) == 100
    repository.close()


def test_a_writer_waits_for_another_program_that_writes(repository: Repository) -> None:
    other = sqlite3.connect(repository.path, autocommit=True, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = Timer(0.3, other.execute, ("COMMIT",))
    timer.start()
    assert repository.save_suggestions([a_suggestion()]).saved == ("id-0",)
    timer.join()
    other.close()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Repository(tmp_path / "nowhere" / "homeiq.db").open()


def test_a_folder_in_place_of_the_file_is_an_error_and_stays(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        Repository(path).open()
    assert _names(path) == {"homeiq.db"}


@contextmanager
def _folder_of_somebody_else(path: Path) -> Iterator[Path]:
    """Yield a copy of a database that we may read but not write, though root runs the tests."""
    with TemporaryDirectory(prefix="homeiq-test-") as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o444)
        Path(folder).chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield copy
        finally:
            os.seteuid(user)
            Path(folder).chmod(0o755)


def test_a_database_that_may_only_be_read_is_an_error_and_stays(path: Path) -> None:
    _filled(path)
    with _folder_of_somebody_else(path) as locked:
        with pytest.raises(StoreError) as caught:
            Repository(locked).open()
        assert not isinstance(caught.value, CorruptDatabaseError)
        assert _names(locked) == {"homeiq.db"}


def test_a_full_disk_at_the_start_is_an_error_and_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", {**PRAGMAS, "max_page_count": ("4", 4)})
    with pytest.raises(StoreError, match="no room left on its disk") as caught:
        Repository(path).open()
    assert not isinstance(caught.value, CorruptDatabaseError)
    monkeypatch.undo()
    repository = Repository(path)
    assert repository.open() is None
    assert repository.suggestions() == []
    repository.close()


# Removing


def test_removing_leaves_no_file_of_the_database(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".corrupt-20260101-000000"):
        path.with_name(path.name + suffix).touch()
    remove_database(path)
    assert _names(path) == {"homeiq.db.corrupt-20260101-000000"}
    remove_database(path)


def test_what_cannot_be_removed_is_an_error(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be removed"):
        remove_database(path)
