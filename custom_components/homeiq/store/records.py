"""Records one by one: one that cannot be read or kept costs no other."""

from collections.abc import Callable, Iterator, Sequence
import logging

from sqlalchemy import Connection, MappingResult, RowMapping
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from custom_components.homeiq.store.errors import cause_of

_LOGGER = logging.getLogger(__name__)


def readable[T](found: MappingResult, read: Callable[[RowMapping], T]) -> Iterator[T]:
    """Yield the records that can be read; one that cannot is logged and costs no other."""
    while True:
        try:
            if (row := found.fetchone()) is None:
                return
            record = read(row)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            _LOGGER.warning("A record is skipped that cannot be read: %r", error)
        else:
            yield record


def save_each[T](
    connection: Connection, records: Sequence[T], save: Callable[[Connection, Sequence[T]], None]
) -> dict[int, BaseException]:
    """Save all records that can be kept; return what is wrong with the others, by their places.

    `save` takes some of them, and keeps them or raises.
    """
    # All at once takes a fifth of the time; only a bad one makes each take its turn.
    if _save(connection, records, save) is None:
        return {}
    found = (_save(connection, [record], save) for record in records)
    return {number: problem for number, problem in enumerate(found) if problem is not None}


def _save[T](
    connection: Connection, records: Sequence[T], save: Callable[[Connection, Sequence[T]], None]
) -> BaseException | None:
    """Save all of them or none, by a savepoint; return what is wrong with one of them."""
    if not records:
        return None
    try:
        with connection.begin_nested():
            save(connection, records)
    except Exception as error:
        if not _is_of_record(error):
            raise
        return cause_of(error)
    return None


def _is_of_record(error: Exception) -> bool:
    """Return whether one record is to blame, and not the database."""
    if isinstance(error, DBAPIError):
        return isinstance(error, (IntegrityError, InterfaceError, ProgrammingError))
    return True
