"""What people are told when the database fails, as real SQLite fails."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ArgumentError, OperationalError, StatementError
from sqlalchemy.pool import NullPool

from custom_components.homeiq.store.database import writing_engine
from custom_components.homeiq.store.errors import (
    CorruptDatabaseError,
    StoreError,
    cause_of,
    translated,
)


@contextmanager
def connected(path: Path, **more: bool) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None, **more)) as connection:
        yield connection


def _locked(path: Path) -> None:
    with connected(path) as holder, connected(path) as other:
        holder.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE t (n)")


def _read_only(path: Path) -> None:
    with connected(path) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("CREATE TABLE t (n)")


def _full(path: Path) -> None:
    with connected(path) as connection:
        connection.execute("CREATE TABLE t (n)")
        connection.execute("PRAGMA max_page_count=3")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


def _folder_that_is_missing(path: Path) -> None:
    with connected(path / "nowhere" / "homeiq.db"):
        pass


def _failing_disk(_: Path) -> None:
    """Fake a disk that cannot be written, with the detailed code that SQLite gives then."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    raise error


@pytest.mark.parametrize(
    ("fail", "cause"),
    [
        (_locked, "is locked by another program"),
        (_read_only, "may only be read"),
        (_full, "has no room left on its disk"),
        (_folder_that_is_missing, "cannot be opened"),
        (_failing_disk, "cannot be read or written"),
    ],
)
def test_a_failure_is_told_with_the_file_and_its_cause(
    path: Path, fail: Callable[[Path], None], cause: str
) -> None:
    with pytest.raises(StoreError) as caught, translated(path):
        fail(path)
    assert str(caught.value).startswith(f"The database {path} {cause}: ")
    assert not isinstance(caught.value, CorruptDatabaseError)
    assert isinstance(caught.value.__cause__, sqlite3.Error)


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def _no_schema(path: Path) -> None:
    with connected(path) as connection:
        connection.execute("CREATE TABLE t (n)")
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _read(path: Path) -> None:
    with connected(path) as connection:
        connection.execute("SELECT * FROM t")


def _read_through_sqlalchemy(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM t"))


@pytest.mark.parametrize("damage", [_no_database, _no_schema])
@pytest.mark.parametrize("read", [_read, _read_through_sqlalchemy])
def test_a_damaged_file_is_told_apart(
    path: Path, damage: Callable[[Path], None], read: Callable[[Path], None]
) -> None:
    damage(path)
    with pytest.raises(CorruptDatabaseError, match="is damaged: "), translated(path):
        read(path)


def test_neither_statement_nor_values_are_told(path: Path) -> None:
    engine = writing_engine(path)
    with pytest.raises(StoreError) as caught, translated(path), engine.connect() as connection:
        connection.execute(text("SELECT private FROM nowhere WHERE n = :n"), {"n": "secret"})
    engine.dispose()
    assert isinstance(caught.value.__cause__, OperationalError)
    assert "secret" in str(caught.value.__cause__)  # it is there for who looks for it
    assert str(caught.value) == f"The database {path} failed: no such table: nowhere"


def test_an_error_without_a_code_of_sqlite_has_just_failed(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.close()
    with pytest.raises(StoreError, match="failed: Cannot operate on a closed"), translated(path):
        connection.execute("SELECT 1")
    with pytest.raises(StoreError, match="failed: no such argument"), translated(path):
        raise ArgumentError("no such argument")


@pytest.mark.parametrize(
    "error",
    [
        StoreError("told already"),
        CorruptDatabaseError("told already"),
        OSError("no file"),
        ValueError("a bug"),
        KeyboardInterrupt(),
    ],
)
def test_what_is_no_error_of_a_database_is_left_alone(path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, translated(path):
        raise error
    assert caught.value is error


def test_without_an_error_nothing_happens(path: Path) -> None:
    with translated(path), connected(path) as connection:
        connection.execute("CREATE TABLE t (n)")
    assert path.is_file()


def test_the_cause_is_what_sqlalchemy_wrapped_if_it_wrapped_anything() -> None:
    orig = ValueError("no time zone")
    assert cause_of(StatementError("wrapped", "INSERT", {}, orig)) is orig
    bare = StatementError("wrapped", "INSERT", {}, None)
    assert cause_of(bare) is bare
    assert cause_of(orig) is orig
