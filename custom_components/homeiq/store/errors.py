"""What can go wrong with the database, in words that a user can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import sqlite3
from typing import Final

from sqlalchemy.exc import SQLAlchemyError, StatementError


class StoreError(Exception):
    """The database cannot do what was asked; nothing of it was kept."""


class CorruptDatabaseError(StoreError):
    """The file is damaged, or is no database that this version can use."""


_CORRUPT: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_LOCKED: "is locked by another program",
    sqlite3.SQLITE_READONLY: "may only be read",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_FULL: "has no room left on its disk",
    **dict.fromkeys(_CORRUPT, "is damaged"),
}


def cause_of(error: BaseException) -> BaseException:
    """Return what SQLAlchemy wrapped, without its statement and parameters."""
    if isinstance(error, StatementError) and error.orig is not None:
        return error.orig
    return error


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and SQLAlchemy into a StoreError that names the file and cause."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = cause_of(error)
        # The upper bits of a result code tell details: SQLITE_IOERR_WRITE is an SQLITE_IOERR.
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        kind = CorruptDatabaseError if code in _CORRUPT else StoreError
        raise kind(f"The database {path} {_CAUSES.get(code, 'failed')}: {cause}") from error
