"""Put together what was read: who did what, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.provenance import Asked, Calls, Programs, Rows, Runs, decide
from custom_components.homeiq.history.recorder.columns import CHANGED, FIRST, HAS_PARENT
from custom_components.homeiq.history.scenes import momentary
from custom_components.homeiq.history.service_calls import (
    NOTHING_ASKED,
    asked,
    references_of,
    runner,
)
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.event_log import Bools, Ints, Origin, RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home

RUN_DOMAINS: Final = ("automation.", "script.")
_UNAVAILABLE: Final = 2  # its code; RESERVED_STATES has it there
_BEFORE: Final = 0.001  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class RecordedEvents:
    """Events that tell of contexts, of EVENT_ROW in order of time."""

    calls: NDArray[Any]
    runs: NDArray[Any]  # automations and scripts that started
    texts: Iterable[tuple[int, str | None]]  # (data id, JSON), each once


def assemble(
    states: NDArray[Any],
    events: RecordedEvents,
    recorded: Mapping[int, str],
    coder: StateCoder,
    wanted: frozenset[str],
    home: Home | None,
    users: frozenset[int],
) -> RawEvents:
    """Return the changes of the wanted entities among state rows (of STATE_ROW).

    `recorded` are the entity ids by the metadata ids that rows bear; `users` the keys of
    accounts that are a program's.
    """
    names, entity = _entities(states["metadata"], recorded)
    ran = np.array([name.startswith(RUN_DOMAINS) for name in names], np.bool_)[entity]
    calls, runs = _activity(states[ran], entity[ran], names, events, home)
    changed = (states["flags"] & CHANGED) != 0
    states, entity = states[changed], entity[changed]
    rows = Rows(
        time=states["time"],
        entity=entity,
        state=states["state"],
        context=states["context"],
        user=states["user"],
        has_parent=(states["flags"] & HAS_PARENT) != 0,
        entities=names,
        states=coder.states,
    )
    effects = {one.entity_id: one.effects for one in home.automations} if home is not None else {}
    origin = decide(rows, runs, calls, Programs(users, effects))
    kept = np.array([name in wanted for name in names], np.bool_)[entity]
    return _raw(states[kept], entity[kept], origin[kept], names, coder)


def _entities(metadata: Ints, recorded: Mapping[int, str]) -> tuple[tuple[str, ...], Ints]:
    """Return the entity ids that occur, and each row's index into them."""
    ids = np.unique(metadata)  # by a hash; with the inverse it would sort all
    entity = np.searchsorted(ids, metadata).astype(np.int32)
    return tuple(recorded[one] for one in ids.tolist()), entity


def _activity(
    ran: NDArray[Any],
    ran_entity: Ints,
    names: tuple[str, ...],
    events: RecordedEvents,
    home: Home | None,
) -> tuple[Calls, Runs]:
    references = references_of(home) if home is not None else References()
    called, started = set(events.calls["data"].tolist()), set(events.runs["data"].tolist())
    known: dict[Asked, int] = {NOTHING_ASKED: 0}
    runners: dict[str, int] = {name: code for code, name in enumerate(names)}
    asked_by_data: dict[int, int] = {}
    runner_by_data: dict[int, int] = {}
    for data, text in events.texts:
        if data in called:
            asked_by_data[data] = known.setdefault(asked(text, references), len(known))
        if data in started:
            runner_by_data[data] = runners.setdefault(runner(text), len(runners))
    calls = Calls(
        time=events.calls["time"],
        context=events.calls["context"],
        user=events.calls["user"],
        has_parent=events.calls["has_parent"],
        what=_looked_up(events.calls["data"], asked_by_data, 0),
        asked=tuple(known),
    )
    nobody = runners.setdefault("", len(runners))
    run_entity = _looked_up(events.runs["data"], runner_by_data, nobody)
    runs = Runs(
        time=np.concatenate((events.runs["time"], ran["time"])),
        context=np.concatenate((events.runs["context"], ran["context"])),
        entity=np.concatenate((run_entity, ran_entity)),
        entities=tuple(runners),
    )
    return calls, runs


def _looked_up(data: NDArray[np.int64], codes: Mapping[int, int], otherwise: int) -> Ints:
    ids, which = np.unique(data, return_inverse=True)
    return np.array([codes.get(one, otherwise) for one in ids.tolist()], np.int32)[which]


def _raw(
    states: NDArray[Any],
    entity: Ints,
    origin: NDArray[np.int8],
    names: tuple[str, ...],
    coder: StateCoder,
) -> RawEvents:
    """Return the columns that mining reads, with what a restart interrupted."""
    is_used = np.bincount(entity, minlength=len(names)) > 0
    used = np.flatnonzero(is_used)
    entity = (np.cumsum(is_used, dtype=np.int32) - np.int32(1))[entity]
    anew = _anew((states["flags"] & FIRST) != 0)
    time, number = states["time"], states["number"]
    gone = np.full(anew.sum(), _UNAVAILABLE, np.int32)
    return momentary(
        RawEvents(
            time=np.concatenate((time, time[anew] - _BEFORE)),
            entity=np.concatenate((entity, entity[anew])),
            state=np.concatenate((states["state"], gone)),
            number=np.concatenate((number, np.full(len(gone), np.nan, np.float32))),
            origin=np.concatenate((origin, np.full(len(gone), Origin.DEVICE, np.int8))),
            entities=tuple(names[code] for code in used.tolist()),
            states=coder.states,
        )
    )


def _anew(first: Bools) -> Bools:
    """Return the rows before which an entity had no state: it was added, or all was restarted.

    A database in which no row is linked to the one before tells nothing about that.
    """
    return first if not first.all() else np.zeros(len(first), np.bool_)
