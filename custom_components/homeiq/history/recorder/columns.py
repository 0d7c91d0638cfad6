"""Rows of a database turned into numpy columns, some thousand at a time."""

from collections.abc import Buffer, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.keys import NO_KEY, Keys, key
from custom_components.homeiq.history.recorder.packed import Columns
from custom_components.homeiq.history.scenes import is_scene, scene_state
from custom_components.homeiq.mining.event_log import (
    NOTHING,
    NUMERIC,
    READING_DOMAINS,
    Floats,
    StateCoder,
    among,
)

ID_BYTES: Final = 16
_NO_ID: Final = bytes(ID_BYTES)
_READINGS: Final = tuple(f"{domain}." for domain in READING_DOMAINS)

CHANGED: Final = 1  # the state, not attributes alone
FIRST: Final = 2  # the entity had no state before
HAS_PARENT: Final = 4
HAS_USER: Final = 8
TEXT: Final = 127  # in place of a state's code: its text tells

STATE_ROW: Final = np.dtype(
    [
        ("time", np.float64),
        ("metadata", np.int32),
        ("flags", np.int8),  # a sum of CHANGED, FIRST, HAS_PARENT and HAS_USER
        ("state", np.int32),
        ("number", np.float32),
        ("context", np.uint64),
        ("user", np.uint64),
    ]
)
EVENT_ROW: Final = np.dtype(
    [
        ("time", np.float64),
        ("type", np.int32),
        ("data", np.int64),
        ("context", np.uint64),
        ("user", np.uint64),
        ("has_parent", np.bool_),
    ]
)


class StateColumns:
    """State rows; states are coded as they come, so that no text is kept."""

    __slots__ = ("_chunks", "_coded", "_coder", "_entities", "_readings")

    def __init__(self, entities: Mapping[int, str], coder: StateCoder) -> None:
        """Take the entity ids by the ids that rows bear, and the coder of their states."""
        self._entities = entities
        self._coder = coder
        self._coded: dict[tuple[int, str], tuple[int, float]] = {}
        self._chunks: list[NDArray[Any]] = []
        readings = (at for at, name in entities.items() if name.startswith(_READINGS))
        self._readings = np.array(sorted(readings), np.int32)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add (row id, time, metadata id, flags, state, context, user) rows."""
        _, time, metadata, flags, state, context, user = zip(*rows, strict=True)
        chunk = np.empty(len(rows), STATE_ROW)
        chunk["time"] = time
        chunk["metadata"] = metadata
        chunk["flags"] = flags
        chunk["context"] = keys(context)
        chunk["user"] = [key(_bytes(one)) for one in user]
        chunk["state"] = NOTHING
        chunk["number"] = np.nan
        told = [number for number, one in enumerate(state) if one is not None]
        self._tell(chunk, np.array(told, np.intp), [one for one in state if one is not None])
        self._chunks.append(chunk)

    def add_packed(self, rows: Columns) -> None:
        """Add rows with (metadata id, flags, state's code or TEXT) as their whole numbers."""
        metadata, flags, state = rows.wholes
        chunk = np.empty(len(rows.time), STATE_ROW)
        chunk["time"] = rows.time
        chunk["metadata"] = metadata
        chunk["flags"] = flags
        chunk["state"] = state
        chunk["number"] = np.nan
        chunk["context"] = rows.context
        chunk["user"] = NO_KEY
        chunk["user"][(flags & HAS_USER) != 0] = rows.user
        self._tell(chunk, np.flatnonzero(state == TEXT), rows.text)
        self._chunks.append(chunk)

    def _tell(
        self, chunk: NDArray[Any], rows: NDArray[np.intp], texts: Sequence[str | bytes]
    ) -> None:
        """Code the states of some rows of a chunk by their texts."""
        reads = among(chunk["metadata"][rows], self._readings)
        number = np.full(len(rows), np.nan)
        number[reads] = numbers([texts[at] for at in np.flatnonzero(reads).tolist()])
        found = np.isfinite(number)
        chunk["state"][rows[found]] = NUMERIC
        chunk["number"][rows[found]] = number[found]
        for at in np.flatnonzero(~found).tolist():
            row = rows[at]
            text = texts[at]
            text = text if isinstance(text, str) else text.decode(errors="replace")
            chunk["state"][row], chunk["number"][row] = self._code(
                int(chunk["metadata"][row]), text, float(chunk["time"][row])
            )

    def _code(self, metadata: int, state: str, time: float) -> tuple[int, float]:
        if (coded := self._coded.get((metadata, state))) is None:
            entity_id = self._entities[metadata]
            if is_scene(entity_id):  # each choice is a new text: not worth remembering
                return self._coder.code(entity_id, scene_state(state, time))
            coded = self._coded[metadata, state] = self._coder.code(entity_id, state)
        return coded

    def all(self) -> NDArray[Any]:
        """Return all rows, of STATE_ROW; they are not kept here any longer."""
        return _joined(self._chunks, STATE_ROW)


class EventColumns:
    """Event rows."""

    __slots__ = ("_chunks",)

    def __init__(self) -> None:
        """Start without rows."""
        self._chunks: list[NDArray[Any]] = []

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add (row id, time, type id, data id, context, user, parent) rows."""
        _, time, type_id, data, context, user, has_parent = zip(*rows, strict=True)
        chunk = np.empty(len(rows), EVENT_ROW)
        chunk["time"] = time
        chunk["type"] = type_id
        chunk["data"] = [one or 0 for one in data]
        chunk["has_parent"] = has_parent
        chunk["context"] = keys(context)
        chunk["user"] = [key(_bytes(one)) for one in user]
        self._chunks.append(chunk)

    def add_packed(self, rows: Columns) -> None:
        """Add rows with (data id, type id, flags) as their whole numbers."""
        chunk = np.empty(len(rows.time), EVENT_ROW)
        chunk["time"] = rows.time
        chunk["data"], chunk["type"], flags = rows.wholes
        chunk["has_parent"] = flags & HAS_PARENT
        chunk["context"] = rows.context
        chunk["user"] = NO_KEY
        chunk["user"][(flags & HAS_USER) != 0] = rows.user
        self._chunks.append(chunk)

    def in_order(self) -> NDArray[Any]:
        """Return all rows in order of time, of EVENT_ROW; they are not kept here any longer."""
        rows = _joined(self._chunks, EVENT_ROW)
        return rows[np.argsort(rows["time"], kind="stable")]


def _joined(chunks: list[NDArray[Any]], row: np.dtype[Any]) -> NDArray[Any]:
    """Return chunks as one array; they are let go of as they are put into it."""
    rows = np.empty(sum(map(len, chunks)), row)
    end = len(rows)
    while chunks:
        chunk = chunks.pop()
        rows[end - len(chunk) : end] = chunk
        end -= len(chunk)
    return rows


def numbers(texts: Sequence[str | bytes]) -> Floats:
    """Return texts as numbers, NaN for what is none."""
    try:
        return np.array([float(text) for text in texts])
    except ValueError:
        return np.array([_number(text) for text in texts])


def _number(text: str | bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def keys(ids: Sequence[Buffer | None]) -> Keys:
    """Return the keys of context ids."""
    joined = b"".join([one or _NO_ID for one in ids])
    if len(joined) != ID_BYTES * len(ids):  # an id of another length: one by one
        joined = b"".join([(_bytes(one) or b"")[:ID_BYTES].ljust(ID_BYTES, b"\0") for one in ids])
    return np.frombuffer(joined, ">u8")[1::2].astype(np.uint64)


def _bytes(one: Buffer | None) -> bytes | None:
    """Return an id as bytes; some drivers give a view."""
    return None if one is None else bytes(one)
