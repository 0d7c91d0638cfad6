"""What can go wrong with the database, in words that a user can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import sqlite3
from typing import Final

from sqlalchemy.exc import SQLAlchemyError, StatementError

from custom_components.homeiq.report import CausedError


class StoreError(CausedError):
    """The database cannot do what was asked; nothing of it was kept."""


class CorruptDatabaseError(StoreError):
    """The file is damaged, or is no database that this version can use."""


_CORRUPT: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: ("locked", "is locked by another program"),
    sqlite3.SQLITE_LOCKED: ("locked", "is locked by another program"),
    sqlite3.SQLITE_READONLY: ("read_only", "may only be read"),
    sqlite3.SQLITE_PERM: ("forbidden", "may not be opened"),
    sqlite3.SQLITE_CANTOPEN: ("closed", "cannot be opened"),
    sqlite3.SQLITE_IOERR: ("unreachable", "cannot be read or written"),
    sqlite3.SQLITE_FULL: ("full", "has no room left on its disk"),
    **dict.fromkeys(_CORRUPT, ("damaged", "is damaged")),
}
_UNKNOWN: Final = ("failed", "failed")


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
        key, told = _CAUSES.get(code, _UNKNOWN)
        text = f"The database {path} {told}: {cause}"
        raise kind(text, f"database_{key}", path=str(path), error=str(cause)) from error
