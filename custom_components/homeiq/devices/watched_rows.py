"""What was seen of what no recorder keeps: bounded rows in memory, and how they are told."""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.homeiq.devices.capabilities.unrecorded import UNRECORDED
from custom_components.homeiq.mining.shown import Shown

NAMES: Final = tuple(sorted(frozenset[str]().union(*UNRECORDED.values())))
MOST_ROWS: Final = 20_000
KEPT: Final = 48 * 3600.0  # seconds; runs are a day apart, and one may fail
_ROOM: Final = MOST_ROWS // 10  # that is made at a time, so that it is seldom
_LEAST: Final = 2  # rows of each entity

type _Row = tuple[float, tuple[object, ...]]  # UTC seconds, and the values of NAMES


class WatchedRows:
    """Remembers what entities show of NAMES: the changes of two days, as far as there is room.

    Where there are more than MOST_ROWS, those that changed most have the oldest of their rows
    forgotten. But the last two of each always stay, as old as they are: of a lamp that is off it
    is to be known how it shone when it comes on again.
    """

    __slots__ = ("_count", "_most", "_rows", "_tried")

    def __init__(self) -> None:
        """Start without any."""
        self._rows: dict[str, deque[_Row]] = {}
        self._count = 0
        self._most = MOST_ROWS
        self._tried: dict[str, tuple[object, ...]] = {}

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def see(self, entity_id: str, time: float, attributes: Mapping[str, object]) -> None:
        """Take what an entity shows from now on; called for each change of a lamp, so be quick."""
        shown = tuple(map(attributes.get, NAMES))
        if entity_id in self._tried and self._is_as_tried(entity_id, shown):
            return
        rows = self._rows.get(entity_id)
        if rows is None:
            rows = self._rows[entity_id] = deque()
        elif rows[-1][1] == shown:
            return
        rows.append((time, shown))
        self._count += 1
        if self._count > self._most:
            self._make_room(time)

    def see_tried(self, entity_id: str, attributes: Mapping[str, object]) -> None:
        """Take what a try has made an entity show: nobody's use, for as long as it stays so.

        A lamp that is switched off meanwhile may come on again as it was left.
        """
        self._tried[entity_id] = tuple(map(attributes.get, NAMES))

    def _is_as_tried(self, entity_id: str, shown: tuple[object, ...]) -> bool:
        if shown == self._tried[entity_id]:
            return True
        if any(value is not None for value in shown):
            del self._tried[entity_id]
        return False

    def keep_only(self, entity_ids: Collection[str]) -> None:
        """Forget all that was seen of other entities."""
        for entity_id in self._tried.keys() - entity_ids:
            del self._tried[entity_id]
        for entity_id in self._rows.keys() - entity_ids:
            self._count -= len(self._rows.pop(entity_id))

    def told(self, now: float) -> Mapping[str, tuple[_Row, ...]]:
        """Return the rows of each entity, in order of time; its first two may be older."""
        self._drop_before(now - KEPT)
        return {entity_id: tuple(rows) for entity_id, rows in self._rows.items()}

    def _make_room(self, now: float) -> None:
        self._drop_before(now - KEPT)
        each = max(map(len, self._rows.values()))
        while self._count > MOST_ROWS - _ROOM and each > _LEAST:
            each = max(each // 2, _LEAST)
            for rows in self._rows.values():
                while len(rows) > each:
                    self._drop(rows)
        self._most = max(MOST_ROWS, self._count + _ROOM)

    def _drop_before(self, time: float) -> None:
        for rows in self._rows.values():
            while len(rows) > _LEAST and rows[_LEAST][0] <= time:
                self._drop(rows)

    def _drop(self, rows: deque[_Row]) -> None:
        rows.popleft()
        self._count -= 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen up to a moment."""

    rows: Mapping[str, tuple[_Row, ...]] = field(default_factory=dict)  # by entity id
    since: float | None = None  # UTC seconds; None: nobody watches
    until: float = 0.0

    def days(self, timezone: ZoneInfo) -> range:
        """Return the local days that this tells of, as proleptic ordinals."""
        if self.since is None:
            return range(0)
        begun = max(self.since, self.until - KEPT)
        first, last = (
            datetime.fromtimestamp(at, timezone).toordinal() for at in (begun, self.until)
        )
        return range(first, last + 1)

    def shown(self) -> Shown:
        """Return the same as columns."""
        codes: dict[str, int] = {}
        sets: list[Mapping[str, object]] = []
        time: list[float] = []
        entity: list[int] = []
        shown: list[int] = []
        for number, rows in enumerate(self.rows.values()):
            for at, values in rows:
                # As a text: whatever an integration shows, it need not have a hash.
                code = codes.setdefault(repr(values), len(sets))
                if code == len(sets):
                    pairs = zip(NAMES, values, strict=True)
                    sets.append({name: value for name, value in pairs if value is not None})
                time.append(at)
                entity.append(number)
                shown.append(code)
        order = np.argsort(time, kind="stable")
        return Shown(
            time=np.array(time, np.float64)[order],
            entity=np.array(entity, np.int32)[order],
            shown=np.array(shown, np.int32)[order],
            entities=tuple(self.rows),
            sets=tuple(sets),
        )


def merged(recorded: Shown, watched: Shown) -> Shown:
    """Return both in order of time; from when an entity is watched on, that alone tells of it.

    To the recorder such an entity shows nothing at all, which would end all that was seen.
    """
    first = np.full(len(watched.entities), inf)
    np.minimum.at(first, watched.entity, watched.time)
    begun = dict(zip(watched.entities, first.tolist(), strict=True))
    until = np.array([begun.get(each, inf) for each in recorded.entities])
    before = recorded.time < until[recorded.entity]
    entities = tuple(dict.fromkeys((*recorded.entities, *watched.entities)))
    codes = {entity_id: code for code, entity_id in enumerate(entities)}
    code = np.array([codes[each] for each in watched.entities], np.int32)
    time = np.concatenate((recorded.time[before], watched.time))
    entity = np.concatenate((recorded.entity[before], code[watched.entity]))
    shown = np.concatenate((recorded.shown[before], watched.shown + len(recorded.sets)))
    order = np.argsort(time, kind="stable")
    return Shown(
        time=time[order],
        entity=entity[order].astype(np.int32),
        shown=shown[order].astype(np.int32),
        entities=entities,
        sets=(*recorded.sets, *watched.sets),
    )
