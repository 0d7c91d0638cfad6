"""The recorder's own connection to its database, borrowed for reading.

On a database server nothing is held while nothing is read: a transaction that stays open there
keeps everybody, the recorder too, from changing or repacking a table.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from custom_components.homeiq.history.cursor import Connection
from custom_components.homeiq.history.errors import (
    BUSY_PATIENCE,
    LOST_PATIENCE,
    HistoryError,
    PassingError,
    unreadable,
)
from custom_components.homeiq.mining.settings import MiningStoppedError

_LOCK_SECONDS: Final = 5  # a server's own patience is a day, or endless; SQLite's is this
# What makes a server's session give up waiting for a lock, and what undoes that.
_IMPATIENCE: Final = {
    "mysql": (f"SET SESSION lock_wait_timeout = {_LOCK_SECONDS}", "DEFAULT"),
    "postgresql": (f"SET SESSION lock_timeout = '{_LOCK_SECONDS}s'", "DEFAULT"),
}
_SQLITE_BUSY: Final = frozenset({5, 6})  # SQLITE_BUSY, SQLITE_LOCKED
# Waited too long for a lock, too many locks, deadlock, and a table that was changed meanwhile.
_MYSQL_BUSY: Final = frozenset({1205, 1206, 1213, 1412})
# Serialization failure, deadlock, lock not available.
_POSTGRESQL_BUSY: Final = frozenset({"40001", "40P01", "55P03"})


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A driver's connection, and what is to be known of the driver."""

    connection: Connection
    dialect: str
    errors: type[Exception]


def borrow[Result](
    hass: HomeAssistant, work: Callable[[Borrowed], Result]
) -> Result | HistoryError | MiningStoppedError:
    """Return what `work` makes of the recorder's connection, or what it or we failed of.

    Blocks; to be called in the recorder's executor. What is raised in a session would be logged
    as the recorder's bug, hence the errors that are returned. Those of `work` that a driver
    caused have to have it as their cause.
    """
    with session_scope(hass=hass, read_only=True) as session:
        dialect = session.get_bind().dialect
        errors = dialect.loaded_dbapi.Error
        try:
            pooled = session.connection()
        except SQLAlchemyError as error:
            return _without_connection(error, dialect.name)
        driver: Any = pooled.connection.dbapi_connection
        try:
            with _impatient(driver, dialect):
                return work(Borrowed(driver, dialect.name, errors))
        except MiningStoppedError as error:
            return error
        except HistoryError as error:
            failed, cause = error, error.__cause__
        except errors as error:
            failed, cause = unreadable(error), error
        if isinstance(cause, errors) and dialect.is_disconnect(cause, driver, None):
            pooled.invalidate(cause)
            return PassingError(failed, LOST_PATIENCE)
        return _busy(failed) if is_busy(cause) else failed


@contextmanager
def _impatient(driver: Any, dialect: Any) -> Iterator[None]:
    """Let each statement stand for itself, and wait for no lock for long.

    SQLite is so already, and its connection may be shared in tests.
    """
    if dialect.name not in _IMPATIENCE:
        yield
        return
    begin, end = _IMPATIENCE[dialect.name]
    driver.rollback()  # a driver may not change this within a transaction
    dialect.set_isolation_level(driver, "AUTOCOMMIT")
    _perform(driver, begin)
    try:
        yield
    finally:
        with suppress(dialect.loaded_dbapi.Error):  # a connection that is lost remembers nothing
            _perform(driver, f"{begin.partition('=')[0]}= {end}")
            dialect.reset_isolation_level(driver)


def _perform(driver: Any, statement: str) -> None:
    cursor = driver.cursor()
    cursor.execute(statement)
    cursor.close()


def _without_connection(error: SQLAlchemyError, dialect: str) -> HistoryError:
    cause = error.orig if isinstance(error, DBAPIError) else None
    failed = unreadable(error if cause is None else cause)
    if is_busy(cause):
        return _busy(failed)
    # A server may be restarting; a file that cannot be opened will be so in a minute, too.
    return PassingError(failed, LOST_PATIENCE) if cause and dialect in _IMPATIENCE else failed


def _busy(failed: HistoryError) -> PassingError:
    cause = failed.values.get("error", str(failed))
    told = HistoryError(
        f"the recorder's database is locked or busy: {cause}", "recorder_busy", error=cause
    )
    return PassingError(told, BUSY_PATIENCE)


def is_busy(error: BaseException | None) -> bool:
    """Return whether a driver tells that somebody else's work is in the way just now."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in _SQLITE_BUSY
    if getattr(error, "pgcode", None) in _POSTGRESQL_BUSY:
        return True
    arguments = error.args if error is not None else ()
    return bool(arguments) and arguments[0] in _MYSQL_BUSY
