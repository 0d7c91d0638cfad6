"""Read an event log that somebody exported as CSV."""

from array import array
from collections.abc import Callable, Iterator
import csv
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.homeiq.history.scenes import is_scene, momentary, scene_state
from custom_components.homeiq.mining.event_log import Origin, RawEvents, StateCoder

REQUIRED: Final = ("time", "entity_id", "state")
ORIGINS: Final = {origin.name.lower(): int(origin) for origin in Origin}


class CsvError(Exception):
    """What is wrong with a file, and in which line (None where it is the whole file)."""

    def __init__(self, problem: str, line: int | None = None) -> None:
        """Word the problem in one line."""
        super().__init__(problem if line is None else f"line {line}: {problem}")
        self.problem = problem
        self.line = line


def read_csv(path: Path, timezone: ZoneInfo) -> RawEvents:
    """Read `time,entity_id,state` and, where there is one, `origin`.

    Times without an offset are local; in the hour that a clock change repeats, a time that
    would go back is taken as the second one. Rows without an origin are a person's.
    Raises CsvError for a file that cannot be read as such.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(file, timezone)
    except UnicodeDecodeError as error:
        raise CsvError("the file is not text in UTF-8") from error
    except OSError as error:
        raise CsvError(f"the file cannot be read: {error.strerror or error}") from error


def _read(file: TextIO, timezone: ZoneInfo) -> RawEvents:
    reader = csv.reader(file, strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise CsvError("the file is empty")
        names = [name.strip().lower() for name in header]
        if missing := [name for name in REQUIRED if name not in names]:
            raise CsvError(f"the column {missing[0]} is missing", 1)
        events = _Columns(names, timezone).read(reader)
    except IndexError as error:
        raise CsvError("the line has too few columns", reader.line_num) from error
    except _BadValueError as error:
        raise CsvError(str(error), reader.line_num) from error
    except csv.Error as error:
        raise CsvError(f"not CSV: {error}", reader.line_num) from error
    if not len(events.time):
        raise CsvError("the file has no events")
    return events


class _BadValueError(Exception):
    """A value that cannot be read."""


class _Columns:
    """Rows turned into columns, one row at a time.

    What a million rows say is said over and over: each pair of entity and state, and each
    origin, is looked at once.
    """

    __slots__ = ("_at", "_coded", "_coder", "_entities", "_origins", "_places", "_seconds")

    def __init__(self, names: list[str], timezone: ZoneInfo) -> None:
        time, entity, state = (names.index(name) for name in REQUIRED)
        self._at = time, entity, state, names.index("origin") if "origin" in names else None
        self._seconds = _clock(timezone)
        self._entities: dict[str, int] = {}
        self._coder = StateCoder()
        self._places: dict[tuple[str, str], int] = {}  # in `_coded`
        self._coded: list[tuple[int, int, float]] = []  # entity, state, number
        self._origins: dict[str, int] = {"": Origin.PERSON}

    def read(self, rows: Iterator[list[str]]) -> RawEvents:
        """Read all rows."""
        time, place, origin = array("d"), array("l"), array("b")
        at_time, at_entity, at_state, at_origin = self._at
        for row in rows:
            if not row:
                continue
            time.append(self._seconds(row[at_time]))
            key = (row[at_entity], row[at_state])
            known = self._places.get(key)
            place.append(self._place(key) if known is None else known)
            if at_origin is not None:
                by = self._origins.get(row[at_origin])
                origin.append(self._origin(row[at_origin]) if by is None else by)
        entity, state, number = zip(*self._coded, strict=True) if self._coded else ((), (), ())
        of_row = np.array(place, np.int64)
        return momentary(
            RawEvents(
                time=np.array(time),
                entity=np.array(entity, np.int32)[of_row],
                state=np.array(state, np.int32)[of_row],
                number=np.array(number, np.float32)[of_row],
                origin=np.array(origin) if origin else np.zeros(len(time), np.int8),
                entities=tuple(self._entities),
                states=self._coder.states,
            )
        )

    def _place(self, key: tuple[str, str]) -> int:
        entity_id, state = (text.strip() for text in key)
        if not entity_id:
            raise _BadValueError("the entity_id is empty")
        entity = self._entities.setdefault(entity_id, len(self._entities))
        if is_scene(entity_id):
            state = scene_state(state, None)
        place = self._places[key] = len(self._coded)
        self._coded.append((entity, *self._coder.code(entity_id, state)))
        return place

    def _origin(self, text: str) -> int:
        name = text.strip().lower()
        try:
            origin = self._origins[text] = ORIGINS[name] if name else Origin.PERSON
        except KeyError:
            known = ", ".join(ORIGINS)
            raise _BadValueError(f"the origin {text!r} is none of {known}") from None
        return origin


def _clock(timezone: ZoneInfo) -> Callable[[str], float]:
    """Return what turns the texts of one file, one after the other, into UTC seconds."""
    last = float("-inf")

    def seconds(text: str) -> float:
        nonlocal last
        try:
            moment = datetime.fromisoformat(text.strip())
            if moment.tzinfo is not None:
                last = moment.timestamp()
                return last
            moment = moment.replace(tzinfo=timezone)
            value = moment.timestamp()
            if value < last:
                second = moment.replace(fold=1).timestamp()
                value = second if second >= last else value
        except ValueError, OverflowError:
            raise _BadValueError(f"the time {text!r} cannot be read") from None
        last = value
        return value

    return seconds
