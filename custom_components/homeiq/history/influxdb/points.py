"""Points of Home Assistant's InfluxDB integration turned into numpy columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.influxdb.answers import Columns
from custom_components.homeiq.history.scenes import SAME_MOMENT, is_scene, scene_state
from custom_components.homeiq.mining.event_log import (
    NUMERIC,
    READING_DOMAINS,
    Floats,
    Ints,
    StateCoder,
)

DOMAIN_TAG: Final = "domain"
ENTITY_TAG: Final = "entity_id"  # without its domain
_PENDING: Final = -1  # a number whose text is not made yet
_NOBODY: Final = -1
_STARTED: Final = 10.0  # seconds within which an automation tells that it was set off

POINT: Final = np.dtype(
    [("time", np.float64), ("entity", np.int32), ("state", np.int32), ("number", np.float64)]
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields to ask for: texts, and numbers where there is no text."""

    text: str
    number: str | None = None


STATES: Final = Fields("state", "value")
RUNS: Final = Fields("last_triggered_str")


@dataclass(frozen=True, slots=True)
class Question:
    """Which points to read."""

    fields: Fields
    entity_ids: tuple[str, ...]
    start: float  # UTC seconds
    end: float


class Page[T](Protocol):
    """Takes the points of one answer."""

    def add(
        self,
        entity_ids: Sequence[str],
        times: Sequence[float],
        texts: Sequence[str | None],
        numbers: Sequence[float | None],
    ) -> None:
        """Add points, in any order; a point may come in two halves of one time."""

    def end(self) -> T:
        """Return what came of them."""


type NewPage[T] = Callable[[], Page[T]]


class PageTable[T]:
    """Takes rows that have a column for each field."""

    def __init__(self, page: Page[T], fields: Fields) -> None:
        """Fill a page."""
        self._page = page
        self._fields = fields

    def add(self, tags: Mapping[str, str], columns: Columns) -> None:
        """Add rows; their tags may be in common, or columns."""
        times = columns["time"]
        nothing = [None] * len(times)
        texts = columns.get(self._fields.text, nothing)
        numbers = columns.get(self._fields.number or "", nothing)
        self._page.add(entities(tags, columns, len(times)), times, texts, numbers)

    def end(self) -> T:
        """Return what came of them."""
        return self._page.end()


def entities(tags: Mapping[str, str], columns: Columns, count: int) -> Sequence[str]:
    """Return the entity ids of rows."""
    if DOMAIN_TAG in tags and ENTITY_TAG in tags:
        return [f"{tags[DOMAIN_TAG]}.{tags[ENTITY_TAG]}"] * count
    pairs = zip(columns.get(DOMAIN_TAG, ()), columns.get(ENTITY_TAG, ()), strict=True)
    return [f"{domain}.{entity}" for domain, entity in pairs] or [""] * count


class StatePage:
    """States of entities; each is coded as it comes, so that no text is kept."""

    def __init__(self, codes: Mapping[str, int], coder: StateCoder) -> None:
        """Take the codes of entities, and the coder of their states."""
        self._codes = codes
        self._coder = coder
        size = max(codes.values(), default=-1) + 1
        self._readings = np.zeros(size + 1, np.bool_)  # one more for _NOBODY, the last
        self._scenes = np.zeros(size + 1, np.bool_)
        for entity_id, code in codes.items():
            self._readings[code] = entity_id.partition(".")[0] in READING_DOMAINS
            self._scenes[code] = is_scene(entity_id)
        self._coded: dict[tuple[str, str], tuple[int, float]] = {}
        self._chunks: list[NDArray[Any]] = []

    def add(
        self,
        entity_ids: Sequence[str],
        times: Sequence[float],
        texts: Sequence[str | None],
        numbers: Sequence[float | None],
    ) -> None:
        """Add points of entities; others are left out."""
        chunk = np.empty(len(times), POINT)
        chunk["time"] = times
        chunk["entity"] = [self._codes.get(entity_id, _NOBODY) for entity_id in entity_ids]
        chunk["number"] = np.array(numbers, np.float64)  # NaN for None
        chunk["state"] = np.where(self._readings[chunk["entity"]], NUMERIC, _PENDING)
        known = ~np.isnan(chunk["number"])
        told = [at for at, text in enumerate(texts) if text is not None]
        if told:
            coded = [self._code(entity_ids[at], times[at], texts[at] or "") for at in told]
            chunk["state"][told], chunk["number"][told] = zip(*coded, strict=True)
            known[told] = True
        self._chunks.append(chunk[known & (chunk["entity"] != _NOBODY)])

    def _code(self, entity_id: str, time: float, text: str) -> tuple[int, float]:
        if (coded := self._coded.get((entity_id, text))) is None:
            if is_scene(entity_id):  # each choice is a new text: not worth remembering
                return self._coder.code(entity_id, scene_state(text, time))
            coded = self._coded[entity_id, text] = self._coder.code(entity_id, text)
        return coded

    def end(self) -> NDArray[Any]:
        """Return the changes among them, of POINT, by entity and time."""
        points = np.concatenate(self._chunks) if self._chunks else np.empty(0, POINT)
        points = self._one_each(points)
        self._name(points)
        return points[self._changes(points)]

    @staticmethod
    def _one_each(points: NDArray[Any]) -> NDArray[Any]:
        """Order points, and drop a number where the same moment has a text."""
        of_number = (points["state"] == _PENDING) | (points["state"] == NUMERIC)
        points = points[np.lexsort((of_number, points["time"], points["entity"]))]
        double = np.zeros(len(points), np.bool_)
        double[1:] = (np.diff(points["entity"]) == 0) & (np.diff(points["time"]) == 0)
        return points[~double]

    def _name(self, points: NDArray[Any]) -> None:
        """Give numbers that are no readings the text that Home Assistant most likely showed."""
        pending = points["state"] == _PENDING
        values, which = np.unique(points["number"][pending], return_inverse=True)
        codes = [self._coder.code("", shown(value))[0] for value in values.tolist()]
        points["state"][pending] = np.array(codes, np.int32)[which]

    def _changes(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which points are no repetition, as each change of an attribute writes one."""
        changed = np.ones(len(points), np.bool_)
        entity, state, number = points["entity"], points["state"], points["number"]
        same = (entity[1:] == entity[:-1]) & (state[1:] == state[:-1])
        same &= (state[1:] != NUMERIC) | (number[1:] == number[:-1])
        # A scene may be chosen again.
        same &= ~self._scenes[entity[1:]] | (np.diff(points["time"]) <= SAME_MOMENT)
        changed[1:] = ~same
        return changed


@dataclass(frozen=True, slots=True, eq=False)
class RunTimes:
    """When automations and scripts were set off; columns of one length."""

    time: Floats
    entity: Ints


class RunPage:
    """Points of automations and scripts, of which those count that tell of a start just then."""

    def __init__(self, codes: Mapping[str, int]) -> None:
        """Take the codes of entities."""
        self._codes = codes
        self._times: list[float] = []
        self._entities: list[int] = []

    def add(
        self,
        entity_ids: Sequence[str],
        times: Sequence[float],
        texts: Sequence[str | None],
        _numbers: Sequence[float | None],
    ) -> None:
        """Add points; their texts are times of the last start."""
        for entity_id, time, text in zip(entity_ids, times, texts, strict=True):
            if entity_id in self._codes and text is not None and _is_start(text, time):
                self._times.append(time)
                self._entities.append(self._codes[entity_id])

    def end(self) -> RunTimes:
        """Return the starts."""
        return RunTimes(np.array(self._times, np.float64), np.array(self._entities, np.int32))


def _is_start(text: str, time: float) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return abs(moment.timestamp() - time) <= _STARTED


def shown(number: float) -> str:
    """Return a number as its state was written: an option named 3 rather than 3.0."""
    return str(int(number)) if number.is_integer() else repr(number)
