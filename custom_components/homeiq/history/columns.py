"""Rows of a database turned into numpy columns, some thousand at a time."""

from collections.abc import Buffer, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.provenance import Keys, key
from custom_components.homeiq.history.scenes import is_scene, scene_state
from custom_components.homeiq.mining.event_log import NOTHING, NUMERIC, StateCoder

ID_BYTES: Final = 16
_NO_ID: Final = bytes(ID_BYTES)

STATE_ROW: Final = np.dtype(
    [
        ("time", np.float64),
        ("metadata", np.int32),
        ("changed", np.bool_),
        ("first", np.bool_),
        ("state", np.int32),
        ("number", np.float32),
        ("context", np.uint64),
        ("user", np.uint64),
        ("has_parent", np.bool_),
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

    __slots__ = ("_chunks", "_coded", "_coder", "_entities")

    def __init__(self, entities: Mapping[int, str], coder: StateCoder) -> None:
        """Take the entity ids by the ids that rows bear, and the coder of their states."""
        self._entities = entities
        self._coder = coder
        self._coded: dict[tuple[int, str], tuple[int, float]] = {}
        self._chunks: list[NDArray[Any]] = []

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add (row id, time, metadata id, changed, first, state, context, user, parent) rows.

        The state is its code (int), a reading (float) or its text.
        """
        _, time, metadata, changed, first, state, context, user, parent = zip(*rows, strict=True)
        chunk = np.empty(len(rows), STATE_ROW)
        chunk["time"] = time
        chunk["metadata"] = metadata
        chunk["changed"] = changed
        chunk["first"] = first
        coded = [self._code(*one) for one in zip(metadata, state, time, strict=True)]
        chunk["state"] = [code for code, _ in coded]
        chunk["number"] = [number for _, number in coded]
        chunk["context"] = keys(context)
        chunk["user"] = [key(_bytes(one)) for one in user]
        chunk["has_parent"] = parent
        self._chunks.append(chunk)

    def _code(self, metadata: int, state: float | str | None, time: float) -> tuple[int, float]:
        if isinstance(state, int):
            return state, np.nan
        if isinstance(state, float):
            return NUMERIC, state
        if state is None:
            return NOTHING, np.nan
        if (coded := self._coded.get((metadata, state))) is None:
            entity_id = self._entities[metadata]
            if is_scene(entity_id):  # each choice is a new text: not worth remembering
                return self._coder.code(entity_id, scene_state(state, time))
            coded = self._coder.code(entity_id, state)
            if coded[0] != NUMERIC:
                self._coded[metadata, state] = coded
        return coded

    def all(self) -> NDArray[Any]:
        """Return all rows, of STATE_ROW."""
        return np.concatenate(self._chunks) if self._chunks else np.empty(0, STATE_ROW)


class EventColumns:
    """Event rows."""

    __slots__ = ("_chunks",)

    def __init__(self) -> None:
        """Start without rows."""
        self._chunks: list[NDArray[Any]] = []

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add (row id, time, type id, data id, context, user, parent) rows."""
        _, time, type_id, data, context, user, parent = zip(*rows, strict=True)
        chunk = np.empty(len(rows), EVENT_ROW)
        chunk["time"] = time
        chunk["type"] = type_id
        chunk["data"] = [one or 0 for one in data]
        chunk["context"] = keys(context)
        chunk["user"] = [key(_bytes(one)) for one in user]
        chunk["has_parent"] = parent
        self._chunks.append(chunk)

    def in_order(self) -> NDArray[Any]:
        """Return all rows in order of time, of EVENT_ROW."""
        rows = np.concatenate(self._chunks) if self._chunks else np.empty(0, EVENT_ROW)
        return rows[np.argsort(rows["time"], kind="stable")]


def keys(ids: Sequence[Buffer | None]) -> Keys:
    """Return the keys of context ids."""
    joined = b"".join([one or _NO_ID for one in ids])
    if len(joined) != ID_BYTES * len(ids):  # an id of another length: one by one
        joined = b"".join([(_bytes(one) or b"")[:ID_BYTES].ljust(ID_BYTES, b"\0") for one in ids])
    return np.frombuffer(joined, ">u8")[1::2].astype(np.uint64)


def _bytes(one: Buffer | None) -> bytes | None:
    """Return an id as bytes; some drivers give a view."""
    return None if one is None else bytes(one)
