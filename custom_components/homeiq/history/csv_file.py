"""Read an event log that somebody exported as CSV."""

from collections.abc import Callable
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
        columns = _Columns(names, timezone)
        for row in reader:
            if row:
                columns.add(row)
    except IndexError as error:
        raise CsvError("the line has too few columns", reader.line_num) from error
    except _BadValueError as error:
        raise CsvError(str(error), reader.line_num) from error
    except csv.Error as error:
        raise CsvError(f"not CSV: {error}", reader.line_num) from error
    if not columns.time:
        raise CsvError("the file has no events")
    return columns.events()


class _BadValueError(Exception):
    """A value that cannot be read."""


class _Columns:
    """Rows turned into columns, one row at a time."""

    __slots__ = (
        "_at",
        "_coded",
        "_coder",
        "_entities",
        "_seconds",
        "entity",
        "number",
        "origin",
        "state",
        "time",
    )

    def __init__(self, names: list[str], timezone: ZoneInfo) -> None:
        self._at = [names.index(name) for name in REQUIRED]
        self._at += [names.index("origin")] if "origin" in names else []
        self._seconds = _clock(timezone)
        self._entities: dict[str, int] = {}
        self._coder = StateCoder()
        self._coded: dict[tuple[str, str], tuple[int, int, float]] = {}
        self.time: list[float] = []
        self.entity: list[int] = []
        self.state: list[int] = []
        self.number: list[float] = []
        self.origin: list[int] = []

    def add(self, row: list[str]) -> None:
        """Add one row."""
        at = self._at
        self.time.append(self._seconds(row[at[0]]))
        key = (row[at[1]], row[at[2]])
        if (coded := self._coded.get(key)) is None:
            coded = self._coded[key] = self._code(*key)
        self.entity.append(coded[0])
        self.state.append(coded[1])
        self.number.append(coded[2])
        self.origin.append(_origin(row[at[3]]) if len(at) > len(REQUIRED) else 0)

    def _code(self, entity_id: str, state: str) -> tuple[int, int, float]:
        entity_id = entity_id.strip()
        if not entity_id:
            raise _BadValueError("the entity_id is empty")
        entity = self._entities.setdefault(entity_id, len(self._entities))
        state = state.strip()
        if is_scene(entity_id):
            state = scene_state(state, None)
        return (entity, *self._coder.code(entity_id, state))

    def events(self) -> RawEvents:
        """Return all that was added."""
        return momentary(
            RawEvents(
                time=np.array(self.time, np.float64),
                entity=np.array(self.entity, np.int32),
                state=np.array(self.state, np.int32),
                number=np.array(self.number, np.float32),
                origin=np.array(self.origin, np.int8),
                entities=tuple(self._entities),
                states=self._coder.states,
            )
        )


def _origin(text: str) -> int:
    name = text.strip().lower()
    if not name:
        return Origin.PERSON
    try:
        return ORIGINS[name]
    except KeyError:
        raise _BadValueError(f"the origin {text!r} is none of {', '.join(ORIGINS)}") from None


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
