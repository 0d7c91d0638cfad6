"""Read state changes and who made them from the recorder's database.

This, `rows`, `features` and `hour_means` are all that know its schema.
"""

from collections.abc import Collection
import json
from pathlib import Path
import sqlite3
from typing import Final

from custom_components.homeiq.history.assemble import assemble
from custom_components.homeiq.history.cursor import (
    Connection,
    Stop,
    fetch,
    listed,
    never,
    select,
)
from custom_components.homeiq.history.errors import HistoryError, unreadable
from custom_components.homeiq.history.keys import key
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.rows import read_events, read_states
from custom_components.homeiq.history.recorder.table import SQLITE, Table
from custom_components.homeiq.mining.event_log import RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.registry import group_members

BUSY_SECONDS: Final = 30.0
STATES: Final = (
    *("states", "state_id", "last_updated_ts"),
    "ix_states_metadata_id_last_updated_ts",
)
EVENTS: Final = (
    *("events", "event_id", "time_fired_ts"),
    "ix_events_event_type_id_time_fired_ts",
)


def open_file(path: Path) -> sqlite3.Connection:
    """Open a recorder's SQLite database for reading only.

    Raises HistoryError where the file is no such thing.
    """
    if not path.is_file():
        raise HistoryError(f"there is no file {path}")
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if _is_put_away(path) else ''}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("SELECT 1 FROM states_meta, event_types LIMIT 1").fetchone()
        connection.execute("SELECT context_id_bin, metadata_id FROM states LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if "no such" in str(error):
            raise HistoryError(f"{path} holds no history of a recorder ({error})") from error
        raise unreadable(error) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise HistoryError(f"{path} is no SQLite database") from error
    return connection


def _is_put_away(path: Path) -> bool:
    """Return whether nobody has a database open that keeps its log in a file of its own.

    SQLite would begin such a log even for reading, which leaves files behind, and cannot be done
    on a read-only medium.
    """
    try:
        with path.open("rb") as file:
            keeps_log = file.read(20)[18:] == b"\x02\x02"  # versions to write and read: WAL
    except OSError:
        return False
    return keeps_log and not path.with_name(f"{path.name}-wal").exists()


def recorded_entities(connection: Connection) -> dict[int, str]:
    """Return the entity ids that the database knows, by the ids that state rows bear."""
    chunks = fetch(connection, select(("metadata_id", "entity_id"), "states_meta"))
    return {row[0]: row[1] for chunk in chunks for row in chunk if row[1]}


def recorded_groups(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the members by group, as the last state that is known of each tells.

    Home Assistant's own groups leave them out of what is recorded; those of others may tell.
    Raises HistoryError where the database cannot be read.
    """
    # By the index of entity and time: one state an entity is looked at.
    last = select(
        ("last.state_id",),
        "states AS last",
        ("last.metadata_id = meta.metadata_id", "last.state <> 'unavailable'"),
        "ORDER BY last.last_updated_ts DESC LIMIT 1",
    )
    tables = (
        f"states_meta AS meta JOIN states AS known ON known.state_id = ({last})"
        " JOIN state_attributes AS attributes USING (attributes_id)"
    )
    where = ("attributes.shared_attrs LIKE '%\"entity_id\"%'",)
    found: dict[str, tuple[str, ...]] = {}
    try:
        columns = ("meta.entity_id", "attributes.shared_attrs")
        for chunk in fetch(connection, select(columns, tables, where)):
            for entity_id, text in chunk:
                if members := _members(entity_id, text):
                    found[entity_id] = members
    except sqlite3.Error as error:
        raise unreadable(error) from error
    return found


def _members(entity_id: str, text: str) -> tuple[str, ...]:
    try:
        attributes = json.loads(text)
    except ValueError:
        return ()
    return group_members(entity_id, attributes) if isinstance(attributes, dict) else ()


def first_moment(
    connection: Connection,
    entity_ids: Collection[str],
    *,
    errors: type[Exception] = sqlite3.Error,
) -> float | None:
    """Return since when (UTC seconds) any of these entities is kept; None where none is.

    Raises HistoryError where it cannot be read.
    """
    earliest = "MIN(states.last_updated_ts)"
    try:
        recorded = recorded_entities(connection)
        wanted = [at for at, entity_id in recorded.items() if entity_id in entity_ids]
        # By the index of entity and time: one state an entity is looked at.
        of_one = select((earliest,), "states", ("states.metadata_id = meta.metadata_id",))
        asked = (f"meta.metadata_id IN ({listed(wanted)})",)
        statement = select((f"({of_one})",), "states_meta AS meta", asked)
        moments = [row[0] for chunk in fetch(connection, statement) for row in chunk]
    except errors as error:
        raise unreadable(error) from error
    return min((float(one) for one in moments if one is not None), default=None)


def read_connection(
    connection: Connection,
    query: HistoryQuery,
    home: Home | None = None,
    *,
    dialect: str = SQLITE,
    errors: type[Exception] = sqlite3.Error,
    should_stop: Stop = never,
) -> RawEvents:
    """Read from a driver's connection to a recorder's database; blocks.

    An entity that was not recorded is left out. A restart shows as `unavailable`, because what
    changed meanwhile was nobody's act. Raises HistoryError where the database cannot be read
    and MiningStoppedError when `should_stop` answers True.
    """
    try:
        recorded = recorded_entities(connection)
        coder = StateCoder()
        states, events = (
            Table(connection, dialect, should_stop, *names) for names in (STATES, EVENTS)
        )
        read = read_states(states, query, recorded, coder, home)
        told = read_events(events, query)
        users = frozenset(map(_user_key, query.automation_users))
        return assemble(read.all(), told, recorded, coder, query.entity_ids, home, users)
    except errors as error:
        raise unreadable(error) from error


def _user_key(user_id: str) -> int:
    try:
        return key(bytes.fromhex(user_id))
    except ValueError:
        return 0
