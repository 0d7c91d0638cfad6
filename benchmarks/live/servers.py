"""A large home's history on a database server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from homeassistant.components.recorder.db_schema import Base
from sqlalchemy import Connection, Engine, create_engine, insert, select, text

from tests.e2e.parts import Program, find_mariadb, find_postgresql
from tests.servers.databases import DatabaseServer, mariadb, postgresql

_ROWS: Final = 5_000  # at once

type Finder = Callable[[], Program | None]
type Starter = Callable[[Program], AbstractContextManager[DatabaseServer]]

SERVERS: Final[Mapping[str, tuple[Finder, Starter]]] = {
    "MariaDB": (find_mariadb, mariadb),
    "PostgreSQL": (find_postgresql, postgresql),
}


@contextmanager
def served(name: str, database: Path) -> Iterator[str | None]:
    """Start a server with a copy of a recorder's SQLite database, and return its URL.

    None where the server is not installed.
    """
    find, start = SERVERS[name]
    if (program := find()) is None:
        yield None
        return
    with start(program) as server, server.database() as own:
        url = server.url(own)
        copy(database, url)
        yield url


def copy(database: Path, url: str) -> None:
    """Copy all tables into a new database; a hundred thousand rows take some five seconds."""
    source, target = create_engine(f"sqlite:///{database}"), create_engine(url)
    try:
        Base.metadata.create_all(target)
        with source.connect() as reading, target.begin() as writing:
            _without_checks(writing)
            for table in Base.metadata.sorted_tables:
                rows = reading.execution_options(yield_per=_ROWS).execute(select(table))
                for part in rows.mappings().partitions():
                    writing.execute(insert(table), [dict(row) for row in part])
            if target.dialect.name == "postgresql":
                _count_on(writing)
        _settle(target)
    finally:
        source.dispose()
        target.dispose()


def _without_checks(connection: Connection) -> None:
    """Let rows come before those that they refer to."""
    if connection.dialect.name == "mysql":
        connection.execute(text("SET foreign_key_checks = 0, unique_checks = 0"))
    else:
        connection.execute(text("SET session_replication_role = replica"))


def _count_on(connection: Connection) -> None:
    """Let the server number new rows from where the copied ones end."""
    for table in Base.metadata.sorted_tables:
        if (key := table.autoincrement_column) is None:
            continue
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"  # noqa: S608  # names of the schema
                f" (SELECT COALESCE(MAX({key.name}), 1) FROM {table.name}))"  # names of the schema
            )
        )


def _settle(engine: Engine) -> None:
    """Let the server know its tables, as one that has had them for long does."""
    with engine.connect() as connection:
        for name in ("states", "events", "state_attributes", "states_meta"):
            statement = f"ANALYZE TABLE {name}" if engine.dialect.name == "mysql" else "ANALYZE"
            connection.execute(text(statement)).close()
        connection.commit()
