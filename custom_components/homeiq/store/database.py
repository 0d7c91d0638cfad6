"""The database file: connections to it, and what to do with one that cannot be used."""

from datetime import datetime
from json import JSONEncoder
from pathlib import Path
import sqlite3
from typing import Final

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from custom_components.homeiq.store.errors import StoreError

# How each is set, and what it must read as afterwards.
PRAGMAS: Final[dict[str, tuple[str, str | int]]] = {
    "busy_timeout": ("30000", 30_000),  # ms; first, since the others may have to wait
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("NORMAL", 1),
    "cache_size": ("-65536", -65_536),  # negative: KiB
    "temp_store": ("MEMORY", 2),
    "foreign_keys": ("ON", 1),
    # What is erased is overwritten, not just forgotten.
    "secure_delete": ("ON", 1),
}
_AS_THE_STANDARD_LIBRARY: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_STRICT: Final = JSONEncoder(allow_nan=False, separators=(",", ":"))
COMPANIONS: Final = ("-wal", "-shm")


def writing_engine(path: Path) -> Engine:
    """Return an engine whose transactions take the write lock as they begin.

    A transaction that reads first and writes later could find itself outrun by another one,
    and no busy timeout helps then.
    """
    return _engine(path, "BEGIN IMMEDIATE", PRAGMAS)


def reading_engine(path: Path) -> Engine:
    """Return an engine that cannot write; its transactions see one state of the database."""
    return _engine(path, "BEGIN", {**PRAGMAS, "query_only": ("ON", 1)})


def _json(value: object) -> str:
    """Return a value as JSON; raises TypeError or ValueError for what JSON does not know.

    The standard library alone would take half of the time of saving. It decides what the faster
    one does not take, and whatever holds a null: that may have been a number that is none.
    """
    try:
        text = orjson.dumps(value, option=_AS_THE_STANDARD_LIBRARY).decode()
    except TypeError:
        return _STRICT.encode(value)
    return _STRICT.encode(value) if "null" in text else text


def _engine(path: Path, begin: str, pragmas: dict[str, tuple[str, str | int]]) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        json_serializer=_json,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver would begin a transaction before a change only, neither before a
        # savepoint nor before a change of the schema: SQLAlchemy begins them instead.
        connection.isolation_level = None
        for name, (value, expected) in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")
            (actual,) = connection.execute(f"PRAGMA {name}").fetchone()
            if actual != expected:
                raise StoreError(f"The database {path} refuses {name}={value}: it is {actual}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def set_aside(path: Path) -> Path:
    """Rename a database that cannot be used, with its companions; return its new name.

    Nothing is overwritten. Raises StoreError where the folder does not allow it.
    """
    stem = f"{path.name}.corrupt-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    aside = path.with_name(stem)
    count = 1
    while any(aside.with_name(aside.name + suffix).exists() for suffix in ("", *COMPANIONS)):
        count += 1
        aside = path.with_name(f"{stem}-{count}")
    try:
        # The log goes first: left behind, it would belong to the database that comes next.
        for suffix in (*COMPANIONS, ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StoreError(f"The database {path} cannot be set aside: {error}") from error
    return aside


def remove_database(path: Path) -> None:
    """Delete a database with its companions; harmless where there is none."""
    try:
        for suffix in (*COMPANIONS, ""):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"The database {path} cannot be removed: {error}") from error
