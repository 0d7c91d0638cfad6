"""Write what happened in the home into a database of Home Assistant's recorder."""

from collections.abc import Iterator
from datetime import UTC, datetime
import json
from operator import attrgetter
from pathlib import Path
from typing import Final

from homeassistant.components.recorder.db_schema import (
    SCHEMA_VERSION,
    EventData,
    EventTypes,
    RecorderRuns,
    SchemaChanges,
    StateAttributes,
    StatesMeta,
    StatisticsRuns,
)
import numpy as np
from sqlalchemy import Connection, insert

from benchmarks.many_devices.home import devices
from benchmarks.many_devices.lived import BEGIN, END, NOBODY, Act, Lived, Row
from demo.recorder_file import INSERT_STATE, insert_rows, new_database, ulids

ACCOUNTS: Final = tuple(f"{number:032x}" for number in range(1, 5))  # of the people
_TYPES: Final = ("call_service", "automation_triggered")
_EVENTS: Final = (
    "INSERT INTO events (event_type_id, origin_idx, time_fired_ts, data_id, context_id_bin,"
    " context_user_id_bin) VALUES (?, 0, ?, ?, ?, ?)"
)
# What Home Assistant lets its recorder keep of no light.
_UNRECORDED: Final = frozenset(
    {"supported_color_modes", "effect_list", "min_color_temp_kelvin", "max_color_temp_kelvin"}
)


def write_home(lived: Lived, path: Path) -> int:
    """Write a new database that the recorder starts on as it is; return its rows of states.

    Raises FileExistsError where there is a database already.
    """
    identifiers = ulids(np.array([act.time for act in lived.acts]), 1)
    with new_database(path) as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -200000")
        _write_runs(connection)
        _write_events(connection, lived.acts, identifiers)
        return _write_states(connection, lived, identifiers)


def _write_runs(connection: Connection) -> None:
    begin, end = (datetime.fromtimestamp(time, UTC) for time in (BEGIN, END))
    connection.execute(insert(SchemaChanges).values(schema_version=SCHEMA_VERSION, changed=begin))
    connection.execute(
        insert(RecorderRuns).values(start=begin, end=end, closed_incorrect=False, created=begin)
    )
    # Else the recorder would compile the statistics since then while it is measured.
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    connection.execute(insert(StatisticsRuns).values(start=now.replace(minute=now.minute // 5 * 5)))


def _write_states(connection: Connection, lived: Lived, identifiers: list[bytes]) -> int:
    rows = sorted((row for row in lived.rows if row.time < END), key=attrgetter("time"))
    looks = _Looks()
    own = ulids(np.array([row.time for row in rows]), 2)
    entities: dict[str, int] = {}
    last: dict[str, tuple[int, str, float]] = {}  # row, state, since when
    written = []
    for number, row in enumerate(rows, start=1):
        before, old, since = last.get(row.entity_id, (None, None, row.time))
        changed = row.time if row.state != old else since
        last[row.entity_id] = (number, row.state, changed)
        act = lived.acts[row.act] if row.act != NOBODY else None
        written.append(
            (
                number,
                row.state,
                None if changed == row.time else changed,
                row.time,
                before,
                looks.number(row),
                own[number - 1] if act is None else identifiers[row.act],
                _account(act),
                None,
                entities.setdefault(row.entity_id, len(entities) + 1),
            )
        )
    insert_rows(connection, StatesMeta, ({"entity_id": one} for one in entities))
    insert_rows(connection, StateAttributes, looks.texts())
    connection.exec_driver_sql(INSERT_STATE, written)
    return len(written)


class _Looks:
    """The different sets of attributes that entities show, numbered from 1 on."""

    __slots__ = ("_always", "_numbers")

    def __init__(self) -> None:
        """Take what entities always show."""
        self._always = {
            one.entity_id(part): {
                "friendly_name": f"{one.name} {part.name}".strip(),
                "device_class": part.device_class,
                "unit_of_measurement": part.unit,
                **{name: value for name, value in part.able.items() if name not in _UNRECORDED},
                **part.shows,
            }
            for one in devices()
            for part in one.parts
        }
        self._numbers: dict[tuple[str, tuple[tuple[str, object], ...]], int] = {}

    def number(self, row: Row) -> int:
        """Return the number of what an entity shows."""
        look = row.entity_id, tuple(row.shows.items())
        return self._numbers.setdefault(look, len(self._numbers) + 1)

    def texts(self) -> Iterator[dict[str, object]]:
        """Yield what the recorder keeps of each."""
        for entity_id, shows in self._numbers:
            text = json.dumps({**self._always.get(entity_id, {}), **dict(shows)})
            yield {
                "hash": StateAttributes.hash_shared_attrs_bytes(text.encode()),
                "shared_attrs": text,
            }


def _account(act: Act | None) -> bytes | None:
    known = act is not None and act.person != NOBODY
    return bytes.fromhex(ACCOUNTS[act.person]) if act is not None and known else None


def _write_events(connection: Connection, acts: list[Act], identifiers: list[bytes]) -> None:
    data: dict[str, int] = {}
    rows: list[tuple[int, float, int, bytes, bytes | None]] = []
    for act, identifier in zip(acts, identifiers, strict=True):
        if act.automation:
            said = json.dumps({"name": "", "entity_id": act.automation, "source": "state"})
            code = data.setdefault(said, len(data) + 1)
            rows.append((2, act.time - 0.1, code, identifier, None))
        domain, _, name = act.action.partition(".")
        said = json.dumps({"domain": domain, "service": name, "service_data": dict(act.data)})
        code = data.setdefault(said, len(data) + 1)
        rows.append((1, act.time, code, identifier, _account(act)))
    insert_rows(connection, EventTypes, ({"event_type": kind} for kind in _TYPES))
    insert_rows(
        connection,
        EventData,
        (
            {"hash": EventData.hash_shared_data_bytes(one.encode()), "shared_data": one}
            for one in data
        ),
    )
    connection.exec_driver_sql(_EVENTS, sorted(rows, key=lambda row: row[1]))
