"""A past that somebody writes down: what entities were, and which actions people performed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.components.recorder.db_schema import (
    SCHEMA_VERSION,
    EventData,
    Events,
    EventTypes,
    RecorderRuns,
    SchemaChanges,
    StateAttributes,
    States,
    StatesMeta,
    StatisticsRuns,
)
import numpy as np
from sqlalchemy import Connection, insert

from demo.recorder_file import insert_rows, new_database, ulids

USER: Final = bytes(range(16))  # somebody's account


@dataclass(frozen=True, slots=True)
class Changed:
    """An entity came to a state."""

    at: float  # UTC seconds
    entity_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody performed an action, by which entities came to states within the next second."""

    at: float
    action: str
    data: Mapping[str, Any]
    states: Mapping[str, str] = field(default_factory=dict)  # by entity id


def write_past(path: Path, past: Iterable[Changed | Called], since: datetime) -> None:
    """Write a new database that Home Assistant's recorder goes on with."""
    calls: list[Called] = []
    states: list[tuple[float, str, str, int | None]] = []
    for one in past:
        match one:
            case Changed():
                states.append((one.at, one.entity_id, one.state, None))
            case Called():
                number = len(calls)
                calls.append(one)
                states += [(one.at + 0.2, *each, number) for each in one.states.items()]
    contexts = ulids(np.array([call.at for call in calls]), seed=1)
    with new_database(path) as connection:
        _write_runs(connection, since)
        _write_states(connection, sorted(states, key=lambda one: one[:3]), contexts)
        _write_calls(connection, calls, contexts)


def _write_runs(connection: Connection, since: datetime) -> None:
    """Write what the recorder keeps of itself, as if it had run until now."""
    now = datetime.now(UTC)
    changed = {"schema_version": SCHEMA_VERSION, "changed": since}
    connection.execute(insert(SchemaChanges).values(changed))
    ran = {"start": since, "end": now, "closed_incorrect": False, "created": since}
    connection.execute(insert(RecorderRuns).values(ran))
    whole = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    connection.execute(insert(StatisticsRuns).values(start=whole))


def _write_states(
    connection: Connection,
    states: Sequence[tuple[float, str, str, int | None]],
    contexts: Sequence[bytes],
) -> None:
    entities = sorted({entity_id for _, entity_id, _, _ in states})
    insert_rows(connection, StatesMeta, ({"entity_id": each} for each in entities))
    nothing = {"hash": StateAttributes.hash_shared_attrs_bytes(b"{}"), "shared_attrs": "{}"}
    insert_rows(connection, StateAttributes, [nothing])
    own = ulids(np.array([at for at, *_ in states]), seed=2)
    last: dict[str, int] = {}  # entity id -> its last row
    rows = []
    for row, (at, entity_id, state, call) in enumerate(states, start=1):
        rows.append(
            {
                "state": state,
                "last_updated_ts": at,
                "old_state_id": last.get(entity_id),
                "attributes_id": 1,
                "context_id_bin": own[row - 1] if call is None else contexts[call],
                "context_user_id_bin": None if call is None else USER,
                "metadata_id": entities.index(entity_id) + 1,
                "origin_idx": 0,
            }
        )
        last[entity_id] = row
    insert_rows(connection, States, rows)


def _write_calls(
    connection: Connection, calls: Sequence[Called], contexts: Sequence[bytes]
) -> None:
    insert_rows(connection, EventTypes, [{"event_type": "call_service"}])
    known: dict[bytes, int] = {}  # shared data -> its row
    rows = []
    for call, context in zip(calls, contexts, strict=True):
        domain, _, service = call.action.partition(".")
        said = {"domain": domain, "service": service, "service_data": call.data}
        shared = json.dumps(said, separators=(",", ":")).encode()
        rows.append(
            {
                "event_type_id": 1,
                "origin_idx": 0,
                "time_fired_ts": call.at,
                "data_id": known.setdefault(shared, len(known) + 1),
                "context_id_bin": context,
                "context_user_id_bin": USER,
            }
        )
    insert_rows(
        connection,
        EventData,
        (
            {"hash": EventData.hash_shared_data_bytes(one), "shared_data": one.decode()}
            for one in known
        ),
    )
    insert_rows(connection, Events, rows)
