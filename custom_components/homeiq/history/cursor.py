"""Rows from a database driver, a few at a time, until somebody says stop."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final, Protocol

from custom_components.homeiq.mining.settings import MiningStoppedError

FETCH: Final = 2_000  # rows; more at once cost the event loop a longer collection
_EVER: Final = 1e12  # seconds; SQL has no infinity

type Stop = Callable[[], bool]
type Chunks = Iterator[Sequence[tuple[Any, ...]]]


class Cursor(Protocol):
    """What every driver's cursor has."""

    def execute(self, statement: str, /) -> Any:
        """Perform a statement."""

    def fetchmany(self, size: int, /) -> Sequence[tuple[Any, ...]]:
        """Return the next rows."""

    def close(self) -> None:
        """End it."""


class Connection(Protocol):
    """What every driver's connection has."""

    def cursor(self) -> Cursor:
        """Return a new cursor."""


def never() -> bool:
    """Do not stop."""
    return False


def select(columns: Iterable[str], table: str, where: Iterable[str] = (), tail: str = "") -> str:
    """Return a statement; all its values are numbers of our own, so that none needs binding."""
    conditions = " AND ".join(f"({condition})" for condition in where)
    parts = ["SELECT", ", ".join(columns), "FROM", table, *(("WHERE", conditions) if where else ())]
    return " ".join([*parts, tail])


def moment(time: float) -> str:
    """Return a time (UTC seconds) as SQL."""
    return repr(float(max(-_EVER, min(_EVER, time))))


def listed(ids: Collection[int]) -> str:
    """Return what may stand in the brackets of IN, also without any ids."""
    return ", ".join(map(str, sorted(ids))) or "NULL"


def fetch(connection: Connection, statement: str, stop: Stop = never) -> Chunks:
    """Yield chunks of FETCH rows; raises MiningStoppedError when `stop` answers True."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        while True:
            if stop():
                raise MiningStoppedError
            rows = cursor.fetchmany(FETCH)
            if not rows:
                return
            yield rows


def fetch_pages(
    connection: Connection,
    columns: Sequence[str],
    table: str,
    where: Sequence[str],
    after: int,
    stop: Stop = never,
) -> Chunks:
    """Yield chunks of rows whose first column, the row id, is greater than `after`.

    One statement a chunk: drivers of database servers take all rows of a statement at once.
    """
    while True:
        beyond = (f"{columns[0]} > {after}", *where)
        tail = f"ORDER BY {columns[0]} LIMIT {FETCH}"
        chunks = fetch(connection, select(columns, table, beyond, tail), stop)
        page = [row for chunk in chunks for row in chunk]
        if not page:
            return
        after = page[-1][0]
        yield page
