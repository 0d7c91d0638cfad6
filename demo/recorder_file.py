"""Write a simulated history into a database of Home Assistant's recorder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.components.recorder.db_schema import (
    SCHEMA_VERSION,
    Base,
    EventData,
    EventTypes,
    RecorderRuns,
    SchemaChanges,
    StateAttributes,
    StatesMeta,
    StatisticsRuns,
)
import numpy as np
from sqlalchemy import Connection, create_engine, insert

from custom_components.homeiq.mining.event_log import NUMERIC
from demo.household import SimulatedHome
from demo.inventory import Entity
from demo.last import as_text
from demo.telling import Looks, events_of

_TYPES: Final = ("call_service", "automation_triggered", "script_started")
INSERT_STATE: Final = (
    "INSERT INTO states (state_id, state, last_changed_ts, last_updated_ts, old_state_id,"
    " attributes_id, origin_idx, context_id_bin, context_user_id_bin, context_parent_id_bin,"
    " metadata_id) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
)
_EVENTS: Final = (
    "INSERT INTO events (event_type_id, origin_idx, time_fired_ts, data_id, context_id_bin,"
    " context_user_id_bin, context_parent_id_bin) VALUES (?, 0, ?, ?, ?, ?, ?)"
)
_STATE_CLASSES: Final = {"energy": "total_increasing"}


@dataclass(frozen=True, slots=True)
class Context:
    """The columns of a context."""

    id: bytes
    user: bytes | None = None
    parent: bytes | None = None


def write_recorder(home: SimulatedHome, path: Path, users: Sequence[str]) -> None:
    """Write the home's history into a new database that Home Assistant starts on as it is.

    `users` are the ids (32 hexadecimal digits) of the residents' accounts, in the order of
    `people.RESIDENTS`. 100,000 rows take about two seconds. Raises FileExistsError where there
    is a database already.
    """
    with new_database(path) as connection:
        write_runs(connection, home)
        contexts = contexts_of(home, users)
        _write_states(connection, home, contexts)
        write_events(connection, home, contexts)


@contextmanager
def new_database(path: Path) -> Iterator[Connection]:
    """Yield the connection to a new database with the recorder's tables, and keep what is written.

    Raises FileExistsError where there is a database already.
    """
    if path.exists():
        raise FileExistsError(path)
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            yield connection
    finally:
        engine.dispose()


def write_runs(connection: Connection, home: SimulatedHome) -> None:
    """Write what the recorder keeps of itself: its schema, and that it ran all the time."""
    begin = datetime.fromtimestamp(home.calendar.start, UTC)
    last = home.table.time[-1] if home.spec.until is None else home.spec.until
    end = datetime.fromtimestamp(float(last), UTC)
    connection.execute(insert(SchemaChanges).values(schema_version=SCHEMA_VERSION, changed=begin))
    connection.execute(
        insert(RecorderRuns).values(start=begin, end=end, closed_incorrect=False, created=begin)
    )
    # Else the recorder would compile the statistics of the whole span when it starts.
    whole = end.replace(minute=end.minute // 5 * 5, second=0, microsecond=0)
    connection.execute(insert(StatisticsRuns).values(start=whole))


def contexts_of(home: SimulatedHome, users: Sequence[str]) -> tuple[Context, ...]:
    """Return the context of each cause; parents come before what they caused."""
    accounts = [bytes.fromhex(user) for user in users]
    identifiers = ulids(np.array([cause.time for cause in home.causes]), home.spec.seed)
    contexts: list[Context] = []
    for cause, identifier in zip(home.causes, identifiers, strict=True):
        user = accounts[cause.resident] if cause.resident >= 0 else None
        parent = contexts[cause.parent].id if cause.parent >= 0 else None
        contexts.append(Context(identifier, user, parent))
    return tuple(contexts)


def ulids(times: np.ndarray, seed: int) -> list[bytes]:
    """Return a ULID of each moment: 6 bytes of milliseconds, then 10 random ones."""
    random = np.random.default_rng([seed, len(times)]).bytes(10 * len(times))
    return [
        int(time * 1000).to_bytes(6) + random[10 * number : 10 * number + 10]
        for number, time in enumerate(times.tolist())
    ]


def _write_states(
    connection: Connection, home: SimulatedHome, contexts: tuple[Context, ...]
) -> None:
    known = Attributes(home)
    rows = list(_state_rows(home, contexts, known))
    insert_rows(connection, StatesMeta, ({"entity_id": one.entity_id} for one in home.entities))
    insert_rows(
        connection,
        StateAttributes,
        (
            {"hash": StateAttributes.hash_shared_attrs_bytes(one), "shared_attrs": one.decode()}
            for one in known.texts
        ),
    )
    connection.exec_driver_sql(INSERT_STATE, rows)


def _state_rows(
    home: SimulatedHome, contexts: tuple[Context, ...], known: Attributes
) -> Iterator[tuple[object, ...]]:
    table = home.table
    own = ulids(table.time, home.spec.seed + 1)
    last: dict[int, tuple[int, str, float]] = {}  # entity -> (row, state, last changed)
    columns = zip(
        table.time.tolist(),
        table.entity.tolist(),
        table.state.tolist(),
        table.number.tolist(),
        table.cause.tolist(),
        strict=True,
    )
    for row, (time, entity, code, number, cause) in enumerate(columns, start=1):
        name = home.entities[entity].entity_id
        state = as_text(name, number) if code == NUMERIC else home.vocabulary[code]
        before, old, changed = last.get(entity, (None, None, time))
        since = changed if state == old else time
        last[entity] = (row, state, since)
        context = contexts[cause] if cause >= 0 else Context(own[row - 1])
        yield (
            row,
            state,
            None if since == time else since,
            time,
            before,
            known.at(entity, state, time),
            context.id,
            context.user,
            context.parent,
            entity + 1,
        )


class Attributes:
    """The different sets of attributes, numbered from 1 on: first one of each entity."""

    __slots__ = ("_entities", "_looks", "_numbers", "texts")

    def __init__(self, home: SimulatedHome) -> None:
        """Begin with what the entities of no known maker show."""
        self.texts = [json.dumps(attributes_of(entity)).encode() for entity in home.entities]
        self._entities = home.entities
        self._looks = Looks(home)
        self._numbers: dict[bytes, int] = {}

    def at(self, entity: int, state: str, time: float) -> int:
        """Return the number of what an entity shows in a state; moments have to come in order."""
        one = self._entities[entity]
        if not one.model:
            return entity + 1
        shown = self._looks.recorded(one, state, time)
        text = json.dumps({**attributes_of(one), **shown}).encode()
        if text not in self._numbers:
            self.texts.append(text)
            self._numbers[text] = len(self.texts)
        return self._numbers[text]


def attributes_of(entity: Entity) -> dict[str, Any]:
    """Return what an entity's states show besides, whatever they are."""
    attributes: dict[str, Any] = {"friendly_name": entity.name}
    if entity.device_class is not None:
        attributes["device_class"] = entity.device_class
    if entity.unit is not None:
        attributes["unit_of_measurement"] = entity.unit
        attributes["state_class"] = _STATE_CLASSES.get(entity.device_class or "", "measurement")
    return attributes


def write_events(
    connection: Connection, home: SimulatedHome, contexts: tuple[Context, ...]
) -> None:
    """Write the events that the household's causes left behind."""
    data: dict[bytes, int] = {}  # shared data -> id
    rows = []
    for number, kind, moment, said in events_of(home):
        context = contexts[number]
        shared = json.dumps(said, separators=(",", ":")).encode()
        identifier = data.setdefault(shared, len(data) + 1)
        row = moment, identifier, context.id, context.user, context.parent
        rows.append((_TYPES.index(kind) + 1, *row))
    insert_rows(connection, EventTypes, ({"event_type": kind} for kind in _TYPES))
    insert_rows(
        connection,
        EventData,
        (
            {"hash": EventData.hash_shared_data_bytes(one), "shared_data": one.decode()}
            for one in data
        ),
    )
    if rows:
        connection.exec_driver_sql(_EVENTS, sorted(rows, key=lambda row: row[1]))


def insert_rows(
    connection: Connection, table: type[Base], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows whose ids the database counts from 1."""
    if values := list(rows):
        connection.execute(insert(table), values)
