"""What happened in a home, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import lru_cache
from math import isfinite, isnan, nan
from typing import Final, overload
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int32]
type Bools = NDArray[np.bool_]

# The first codes of every log's state vocabulary; all from FIRST_KNOWN on are known states.
RESERVED_STATES: Final = ("", "unknown", "unavailable", "#")
NOTHING: Final = 0
UNKNOWN: Final = 1
NUMERIC: Final = 3  # a reading: its value is in `number`, not in the vocabulary
FIRST_KNOWN: Final = 3


class Origin(IntEnum):
    """Who made an event."""

    PERSON = 0
    DEVICE = 1
    AUTOMATION = 2
    CONSEQUENCE = 3


@dataclass(frozen=True, slots=True, eq=False)
class RawEvents:
    """State changes as a history source reads them, in any order; all columns of one length n."""

    time: Floats  # UTC seconds since the epoch
    entity: Ints  # index into entities
    state: Ints  # index into states
    number: NDArray[np.float32]  # the state as a number, NaN where it is none
    origin: NDArray[np.int8]
    entities: tuple[str, ...]
    states: tuple[str, ...]  # begins with RESERVED_STATES

    @classmethod
    def from_rows(cls, rows: Sequence[tuple[float, str, str, Origin]]) -> RawEvents:
        """Build from (UTC seconds, entity, state, origin); for small logs and tests."""
        entities: dict[str, int] = {}
        vocabulary = StateCoder()
        entity = [entities.setdefault(row[1], len(entities)) for row in rows]
        coded = [vocabulary.code(row[1], row[2]) for row in rows]
        return cls(
            time=np.array([row[0] for row in rows], np.float64),
            entity=np.array(entity, np.int32),
            state=np.array([state for state, _ in coded], np.int32),
            number=np.array([number for _, number in coded], np.float32),
            origin=np.array([row[3] for row in rows], np.int8),
            entities=tuple(entities),
            states=vocabulary.states,
        )


class StateCoder:
    """Give each state a code; readings of sensors share one, so that the vocabulary stays small."""

    __slots__ = ("_codes",)

    def __init__(self) -> None:
        """Start with the reserved states."""
        self._codes = {state: code for code, state in enumerate(RESERVED_STATES)}

    @property
    def states(self) -> tuple[str, ...]:
        """The vocabulary, by code."""
        return tuple(self._codes)

    def code(self, entity_id: str, state: str) -> tuple[int, float]:
        """Return the code of a state of an entity, and its number (NaN where it is none)."""
        number = _number(state)
        if not isnan(number) and entity_id.partition(".")[0] in READING_DOMAINS:
            return NUMERIC, number
        return self._codes.setdefault(state, len(self._codes)), number


# Domains whose numeric states are readings: what counts is the value, not each value's name.
READING_DOMAINS: Final = frozenset({"sensor", "input_number", "number", "counter", "zone"})


def _number(state: str) -> float:
    try:
        number = float(state)
    except ValueError:
        return nan
    return number if isfinite(number) else nan


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Real state changes in order of time, one row an event; all columns of one length n.

    A row is a change: the same state written again and attribute-only changes are not in it.
    """

    time: Floats  # UTC seconds since the epoch, ascending
    entity: Ints  # index into entities
    old: Ints  # index into states; NOTHING where the log knows none before
    new: Ints  # index into states
    number: NDArray[np.float32]  # the new state as a number, NaN where it is none
    origin: NDArray[np.int8]  # Origin
    act: Bools  # somebody did this by hand
    day: Ints  # local date, as its proleptic ordinal
    second: Floats  # local wall-clock seconds since midnight
    entities: tuple[str, ...]
    states: tuple[str, ...]
    timezone: ZoneInfo
    days: Ints  # local dates that were observed, ascending; quiet days are, outages are not

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.time)

    def where(self, rows: Bools) -> EventLog:
        """Return the log with only these rows."""
        columns = ("time", "entity", "old", "new", "number", "origin", "act", "day", "second")
        kept = np.flatnonzero(rows)  # numpy takes by number in a quarter of the time by mask
        return replace(self, **{name: getattr(self, name)[kept] for name in columns})

    def only(self, days: Ints) -> EventLog:
        """Return the log as if nothing were known of any but these days."""
        kept = self.days[among(self.days, days)]
        return replace(self.where(np.isin(self.day, kept, kind="table")), days=kept)


def among(values: Ints, ascending: Ints) -> Bools:
    """Return which values are among others, which ascend; np.isin takes ten times as long."""
    if not len(ascending):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.asarray(ascending[place] == values)


EPOCH: Final = date(1970, 1, 1).toordinal()
DAY_SECONDS: Final = 86400


@overload
def clock_apart(one: float, other: float) -> float: ...
@overload
def clock_apart(one: Floats, other: Floats | float) -> Floats: ...
def clock_apart(one: Floats | float, other: Floats | float) -> Floats | float:
    """Return how far times of day lie after others, in seconds: within half a day to both sides."""
    half = DAY_SECONDS / 2
    return (one - other + half) % DAY_SECONDS - half


def local_clock(time: Floats, timezone: ZoneInfo) -> tuple[Ints, Floats]:
    """Return (local date ordinals, local wall-clock seconds) of UTC times, both of length n."""
    if not len(time):
        return np.zeros(0, np.int32), np.zeros(0)
    first, last = int(time.min() // DAY_SECONDS), int(time.max() // DAY_SECONDS)
    starts, offsets = clock_offsets(timezone, first, last + 1)
    offset = offsets if len(offsets) == 1 else offsets[starts.searchsorted(time, "right") - 1]
    local = time + offset
    day = np.floor(local / DAY_SECONDS)
    return day.astype(np.int32) + np.int32(EPOCH), local - day * DAY_SECONDS


@lru_cache(maxsize=2048)
def clock_offsets(timezone: ZoneInfo, first: int, last: int) -> tuple[Floats, Floats]:
    """Return from when (UTC seconds) which offset (seconds) holds, from a UTC day to another."""
    starts, offsets = [first * DAY_SECONDS], [_offset(first * DAY_SECONDS, timezone)]
    for day in range(first, last):
        before, after = day * DAY_SECONDS, (day + 1) * DAY_SECONDS
        offset = _offset(after, timezone)
        if offset != offsets[-1]:
            while after - before > 1:  # the clock changed in between: to the second
                middle = (before + after) // 2
                changed = _offset(middle, timezone) == offset
                before, after = (before, middle) if changed else (middle, after)
            starts.append(after)
            offsets.append(offset)
    return np.array(starts, np.float64), np.array(offsets, np.float64)


def _offset(seconds: int, timezone: ZoneInfo) -> float:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(timezone).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
