"""Read state changes and who made them from the recorder's database.

The one file that knows the recorder's schema. Rows come as plain tuples from a DBAPI cursor, a
few at a time, and go straight into numpy: objects that outlive a fetch would cost the event
loop a garbage collection.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
import json
from pathlib import Path
import sqlite3
from typing import Final

from custom_components.homeiq.history.assemble import RUN_DOMAINS, RecordedEvents, assemble
from custom_components.homeiq.history.columns import EventColumns, StateColumns
from custom_components.homeiq.history.cursor import (
    Chunks,
    Connection,
    Stop,
    fetch,
    fetch_pages,
    listed,
    moment,
    never,
    select,
)
from custom_components.homeiq.history.errors import HistoryError, unreadable
from custom_components.homeiq.history.provenance import SLOW_SECONDS, key
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.event_log import READING_DOMAINS, RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.registry import group_members

BUSY_SECONDS: Final = 30.0
_SQLITE: Final = "sqlite"
_DATA_IDS: Final = 500  # a statement
_FIRST_ROWS: Final = 1_000
_IN_ORDER: Final = 0.9
_CALL: Final = "call_service"
_RUNS: Final = ("automation_triggered", "script_started")
_CONTEXT: Final = (
    "context_id_bin",
    "context_user_id_bin",
    "CASE WHEN context_parent_id_bin IS NULL THEN 0 ELSE 1 END",
)
_CHANGED: Final = "last_changed_ts IS NULL OR last_changed_ts = last_updated_ts"

# States that SQLite codes itself, so that no text is made of them.
_COMMON: Final = (
    *("unknown", "unavailable", "on", "off", "home", "not_home", "open", "closed"),
    *("above_horizon", "below_horizon", "idle", "playing", "paused", "heat", "cool", "auto"),
)
# What a decimal number looks like; any other text is judged later.
_PLAIN_NUMBER: Final = (
    "state GLOB '*[0-9]*' AND ltrim(state, '-') NOT GLOB '*[^0-9.]*' AND state NOT GLOB '*.*.*'"
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
    entity_ids: Collection[str] | None = None,
    *,
    errors: type[Exception] = sqlite3.Error,
) -> float | None:
    """Return since when (UTC seconds) any of these entities is kept; None where none is.

    Without entities: since when anything is. Raises HistoryError where it cannot be read.
    """
    earliest = "MIN(states.last_updated_ts)"
    try:
        if entity_ids is None:
            statement = select((earliest,), "states")
        else:
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
    dialect: str = _SQLITE,
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
        states = _read_states(connection, query, recorded, coder, dialect, should_stop)
        events = _read_events(connection, query, dialect, should_stop)
        users = frozenset(map(_user_key, query.automation_users))
        return assemble(states.all(), events, recorded, coder, query.entity_ids, home, users)
    except errors as error:
        raise unreadable(error) from error


def _user_key(user_id: str) -> int:
    try:
        return key(bytes.fromhex(user_id))
    except ValueError:
        return 0


def _read_states(
    connection: Connection,
    query: HistoryQuery,
    recorded: dict[int, str],
    coder: StateCoder,
    dialect: str,
    stop: Stop,
) -> StateColumns:
    wanted = {at for at, entity_id in recorded.items() if entity_id in query.entity_ids}
    ran = {at for at, entity_id in recorded.items() if entity_id.startswith(RUN_DOMAINS)}
    columns = StateColumns(recorded, coder)
    first = _first_row(connection, query.start, stop)
    if not wanted or first is None:
        return columns
    state = "state"
    if dialect == _SQLITE:
        readings = {at for at in wanted if recorded[at].partition(".")[0] in READING_DOMAINS}
        state = _coded_state(coder, readings)
    row = (
        "state_id",
        "last_updated_ts",
        "metadata_id",
        f"CASE WHEN {_CHANGED} THEN 1 ELSE 0 END",
        "CASE WHEN old_state_id IS NULL THEN 1 ELSE 0 END",
        state,
        *_CONTEXT,
    )
    where = (
        f"metadata_id IN ({listed(wanted | ran)})",
        f"last_updated_ts >= {moment(query.start)}",
        f"last_updated_ts < {moment(query.end)}",
        f"{_CHANGED} OR metadata_id IN ({listed(ran)})",  # a run may change attributes alone
    )
    for chunk in _rows(connection, row, "states", where, first, dialect, stop):
        columns.add(chunk)
    return columns


def _coded_state(coder: StateCoder, readings: Collection[int]) -> str:
    """Return SQL for a state: its code where it is common, a number where it is a reading."""
    common = " ".join(f"WHEN '{state}' THEN {coder.code('', state)[0]}" for state in _COMMON)
    number = f"CASE WHEN {_PLAIN_NUMBER} THEN CAST(state AS REAL) ELSE state END"
    other = f"CASE WHEN metadata_id IN ({listed(readings)}) THEN {number} ELSE state END"
    return f"CASE state {common} ELSE {other} END"


def _first_row(connection: Connection, start: float, stop: Stop) -> int | None:
    """Return a row id that no state from `start` on lies before; None where there is none.

    Rows are written in order of time, but for a little: those that come first tell.
    """
    where = (f"last_updated_ts >= {moment(start)}",)
    tail = f"ORDER BY last_updated_ts LIMIT {_FIRST_ROWS}"
    chunks = fetch(connection, select(("state_id",), "states", where, tail), stop)
    ids = [row[0] for chunk in chunks for row in chunk]
    if not ids:
        return None
    rising = sum(later > earlier for earlier, later in pairwise(ids))
    return max(0, min(ids) - _FIRST_ROWS) if rising >= _IN_ORDER * (len(ids) - 1) else 0


def _read_events(
    connection: Connection, query: HistoryQuery, dialect: str, stop: Stop
) -> RecordedEvents:
    known = fetch(connection, select(("event_type", "event_type_id"), "event_types"), stop)
    types = {name: at for chunk in known for name, at in chunk}
    columns = EventColumns()
    row = ("event_id", "time_fired_ts", "event_type_id", "data_id", *_CONTEXT)
    where = (
        f"event_type_id IN ({listed([types.get(name, -1) for name in (_CALL, *_RUNS)])})",
        f"time_fired_ts >= {moment(query.start - SLOW_SECONDS)}",
        f"time_fired_ts < {moment(query.end)}",
    )
    for chunk in _rows(connection, row, "events", where, 0, dialect, stop):
        columns.add(chunk)
    rows = columns.in_order()
    is_call = rows["type"] == types.get(_CALL, -1)
    ids = sorted(set(rows["data"].tolist()))
    return RecordedEvents(rows[is_call], rows[~is_call], _texts(connection, ids, stop))


def _texts(connection: Connection, ids: list[int], stop: Stop) -> Iterator[tuple[int, str]]:
    """Yield (data id, JSON text); no text is kept here."""
    for at in range(0, len(ids), _DATA_IDS):
        where = (f"data_id IN ({listed(ids[at : at + _DATA_IDS])})",)
        for chunk in fetch(
            connection, select(("data_id", "shared_data"), "event_data", where), stop
        ):
            yield from ((data, text) for data, text in chunk)


def _rows(
    connection: Connection,
    columns: tuple[str, ...],
    table: str,
    where: tuple[str, ...],
    first: int,
    dialect: str,
    stop: Stop,
) -> Chunks:
    """Yield the rows of a table from a row id on."""
    if dialect != _SQLITE:
        return fetch_pages(connection, columns, table, where, first - 1, stop)
    if table == "states":
        # In row order, a cold read is three times as fast as by entity and time.
        table, where = "states NOT INDEXED", (f"state_id >= {first}", *where)
    return fetch(connection, select(columns, table, where), stop)
