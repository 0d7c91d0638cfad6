"""The events of one UTC day as a few bytes each, and back; pure numpy and zlib.

A block is a version byte and a compressed body: a header, one column after the other, and the
states' names. What compresses poorly as numbers does well by their bytes: the high ones hardly
change. The compressed stream bears a checksum, so that damage is noticed.
"""

from dataclasses import dataclass
import json
import struct
from typing import Final
import zlib

import numpy as np
from numpy.typing import DTypeLike, NDArray

from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    RESERVED_STATES,
    Bools,
    Floats,
    Ints,
    RawEvents,
)

VERSION: Final = 1
LEVEL: Final = 1  # of zlib: the usual one takes three times as long and saves a thirtieth
TICKS: Final = 10_000  # a second; finer than any habit, and a day of them fits 32 bits
_LAST_TICK: Final = DAY_SECONDS * TICKS - 1
# Day, events, numbers, bytes of the states' names, bytes of an entity, bytes of a state.
_HEADER: Final = struct.Struct("<iIIIBB")
_WIDTHS: Final[dict[int, type[np.unsignedinteger]]] = {1: np.uint8, 2: np.uint16, 4: np.uint32}


class DamagedBlockError(ValueError):
    """A block is not what was written."""


@dataclass(frozen=True, slots=True, eq=False)
class DayEvents:
    """The events of a UTC day in order of time; all columns of one length n."""

    day: int  # UTC days since the epoch
    time: Floats  # UTC seconds since the epoch, ascending
    entity: Ints  # ids that mean the same in all blocks
    state: Ints  # index into states
    number: NDArray[np.float32]  # the state as a number, NaN where it is none
    origin: NDArray[np.int8]
    states: tuple[str, ...]  # begins with RESERVED_STATES

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.time)

    @classmethod
    def of(cls, day: int, raw: RawEvents, ids: Ints) -> DayEvents:
        """Take what a source read of a day; `ids` are those of its entities, by their codes."""
        order = np.argsort(raw.time, kind="stable")
        return cls(
            day,
            raw.time[order],
            ids[raw.entity[order]],
            raw.state[order],
            raw.number[order],
            raw.origin[order],
            raw.states,
        )

    def where(self, rows: Bools) -> DayEvents:
        """Return the day with only these rows."""
        kept = np.flatnonzero(rows)
        return DayEvents(
            self.day,
            self.time[kept],
            self.entity[kept],
            self.state[kept],
            self.number[kept],
            self.origin[kept],
            self.states,
        )


def encode(events: DayEvents) -> bytes:
    """Return a day as bytes; times are kept to 0.1 ms, and only those states that occur.

    Raises ValueError where an event is not of the day, or is before the one before it.
    """
    states, codes = _used(events.states, events.state)
    # Rounding must not carry the last moment of a day into the next one.
    ticks = np.minimum(np.rint((events.time - events.day * DAY_SECONDS) * TICKS), _LAST_TICK)
    steps = np.diff(ticks, prepend=0)
    if len(ticks) and not (steps.min() >= 0 and events.time[-1] < (events.day + 1) * DAY_SECONDS):
        raise ValueError(f"Events are not of day {events.day}, or not in order of time")
    numeric = ~np.isnan(events.number)
    numbers = events.number[numeric]
    names = json.dumps(states[len(RESERVED_STATES) :]).encode()
    entity_bytes, state_bytes = _width(events.entity), _width(codes)
    body = (
        _HEADER.pack(events.day, len(ticks), len(numbers), len(names), entity_bytes, state_bytes),
        _shuffled(steps, np.uint32),
        _shuffled(events.entity, _WIDTHS[entity_bytes]),
        _shuffled(codes, _WIDTHS[state_bytes]),
        events.origin.astype(np.int8).tobytes(),
        np.packbits(numeric).tobytes(),
        _shuffled(numbers, np.float32),
        names,
    )
    return bytes((VERSION,)) + zlib.compress(b"".join(body), LEVEL)


def decode(data: bytes) -> DayEvents:
    """Return the day that bytes hold; raises DamagedBlockError where they are not as written."""
    if data[:1] != bytes((VERSION,)):
        raise DamagedBlockError(f"No block of version {VERSION}: it begins with {data[:1]!r}")
    try:
        return _read(_Body(zlib.decompress(memoryview(data)[1:])))
    except (zlib.error, struct.error, LookupError, ValueError) as error:
        raise DamagedBlockError(f"A block cannot be read: {error}") from error


def _read(body: _Body) -> DayEvents:
    day, count, numbers, names, entity_bytes, state_bytes = _HEADER.unpack(body.take(_HEADER.size))
    ticks = np.cumsum(body.shuffled(count, np.uint32), dtype=np.int64)
    entity = body.shuffled(count, _WIDTHS[entity_bytes]).astype(np.int32)
    state = body.shuffled(count, _WIDTHS[state_bytes]).astype(np.int32)
    origin = np.frombuffer(body.take(count), np.int8)
    packed = np.frombuffer(body.take((count + 7) // 8), np.uint8)
    number = np.full(count, np.nan, np.float32)
    number[np.unpackbits(packed, count=count).view(np.bool_)] = body.shuffled(numbers, np.float32)
    states = (*RESERVED_STATES, *json.loads(bytes(body.take(names))))
    body.end()
    if count and (state.max() >= len(states) or ticks[-1] > _LAST_TICK):
        raise DamagedBlockError("a state has no name, or an event is of another day")
    return DayEvents(day, day * DAY_SECONDS + ticks / TICKS, entity, state, number, origin, states)


class _Body:
    """What is left to be read."""

    __slots__ = ("_at", "_bytes")

    def __init__(self, body: bytes) -> None:
        self._bytes = memoryview(body)
        self._at = 0

    def take(self, count: int) -> memoryview:
        taken = self._bytes[self._at : self._at + count]
        if len(taken) != count:
            raise DamagedBlockError("it is cut off")
        self._at += count
        return taken

    def shuffled[T: np.generic](self, count: int, kind: type[T]) -> NDArray[T]:
        width = np.dtype(kind).itemsize
        columns = np.frombuffer(self.take(width * count), np.uint8).reshape(width, count)
        return np.ascontiguousarray(columns.T).reshape(-1).view(kind)

    def end(self) -> None:
        if self._at != len(self._bytes):
            raise DamagedBlockError("something follows it")


def _shuffled(column: NDArray[np.generic], kind: DTypeLike) -> bytes:
    """Return the first bytes of all values, then the second ones, and so on."""
    whole = np.ascontiguousarray(column, dtype=kind)
    return whole.view(np.uint8).reshape(len(whole), whole.itemsize).T.tobytes()


def _used(names: tuple[str, ...], state: Ints) -> tuple[tuple[str, ...], Ints]:
    """Return the states that occur, after the reserved ones, and the codes among them."""
    occurs = np.zeros(len(names), np.bool_)
    occurs[: len(RESERVED_STATES)] = True
    occurs[state] = True
    codes = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return tuple(names[code] for code in np.flatnonzero(occurs)), codes[state]


def _width(column: Ints) -> int:
    """Return how many bytes the values of a column need."""
    highest = int(column.max(initial=0))
    return next(width for width in _WIDTHS if highest < 1 << 8 * width)


class Joined:
    """The events of entities out of many days, in one vocabulary of states.

    Days come in order. The columns are made at once: joining pieces would take the memory twice.
    """

    __slots__ = ("_codes", "_events", "_length", "_names")

    def __init__(self, most: int, codes: Ints) -> None:
        """Take how many events there may be, and the code of each id (-1: not asked for)."""
        # Ids beyond those known are not asked for either.
        self._codes = np.append(codes, np.int32(-1))
        self._names = {state: code for code, state in enumerate(RESERVED_STATES)}
        self._length = 0
        self._events = RawEvents(
            np.empty(most),
            np.empty(most, np.int32),
            np.empty(most, np.int32),
            np.empty(most, np.float32),
            np.empty(most, np.int8),
            (),
            (),
        )

    def add(self, day: DayEvents) -> None:
        """Add the events of the entities that are asked for."""
        entity = self._codes.take(day.entity, mode="clip")
        if (asked := entity >= 0).all():
            chosen = day
        else:
            chosen, entity = day.where(asked), entity[asked]
        here = slice(self._length, self._length + len(chosen))
        names = [self._names.setdefault(name, len(self._names)) for name in day.states]
        self._events.time[here] = chosen.time
        self._events.entity[here] = entity
        self._events.state[here] = np.array(names, np.int32)[chosen.state]
        self._events.number[here] = chosen.number
        self._events.origin[here] = chosen.origin
        self._length = here.stop

    def events(self, entities: tuple[str, ...]) -> RawEvents:
        """Return all that was added; `entities` are named by their codes."""
        here, every = slice(self._length), self._events
        states, state = _used(tuple(self._names), every.state[here])
        return RawEvents(
            every.time[here],
            every.entity[here],
            state,
            every.number[here],
            every.origin[here],
            entities,
            states,
        )
