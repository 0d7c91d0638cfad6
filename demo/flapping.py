"""Entities that go away and come back, singly and at restarts: none of it is an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Floats, Ints
from demo.calendar_days import Calendar
from demo.people import HOUR

UNAVAILABLE: Final = 2  # its code in every vocabulary of states
# How often an entity is lost in four weeks; one has a radio that hardly reaches it.
FLAPPERS: Final = {
    "light.bathroom_mirror": 260,
    "light.living_room_lamp": 14,
    "media_player.tv": 25,
    "binary_sensor.hall_motion": 8,
    "switch.kettle": 12,
    "light.bedroom": 6,
}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows as columns of one length n, in order of time."""

    time: Floats
    entity: Ints
    state: Ints
    number: NDArray[np.float32]
    origin: NDArray[np.int8]
    cause: Ints

    def where(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Table:
        """Return the chosen rows, or all in another order."""
        return Table(*(getattr(self, name)[rows] for name in self.__slots__))

    def plus(self, other: Table) -> Table:
        """Return both, in order of time."""
        columns = [
            np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__
        ]
        joined = Table(*columns)
        return joined.where(np.argsort(joined.time, kind="stable"))


def flap(table: Table, names: Sequence[str], calendar: Calendar, rng: np.random.Generator) -> Table:
    """Return the table with losses; one in which something happened meanwhile is left out."""
    lost: list[tuple[int, float, float]] = []
    for entity_id, per_month in FLAPPERS.items():
        if entity_id in names:
            for _ in range(rng.poisson(per_month * len(calendar) / 28)):
                begin = rng.uniform(calendar.start + HOUR, calendar.end)
                lost.append((names.index(entity_id), begin, begin + rng.uniform(4, 900)))
    for _ in range(2):  # restarts of Home Assistant
        begin = rng.uniform(calendar.start + HOUR, calendar.end - HOUR)
        lost += [(entity, begin, begin + rng.uniform(5, 40)) for entity in range(len(names))]
    return table.plus(_losses(table, lost))


def _losses(table: Table, lost: list[tuple[int, float, float]]) -> Table:
    order = np.argsort(table.entity, kind="stable")
    bounds = np.searchsorted(table.entity[order], np.arange(table.entity.max() + 2))
    rows: list[tuple[float, int, int, float]] = []
    ends: dict[int, float] = {}
    for entity, begin, end in sorted(lost, key=lambda loss: loss[1]):
        mine = order[bounds[entity] : bounds[entity + 1]] if entity < len(bounds) - 1 else order[:0]
        place = int(np.searchsorted(table.time[mine], begin))
        busy = place < len(mine) and table.time[mine[place]] <= end + 1
        if place == 0 or busy or begin <= ends.get(entity, 0.0):
            continue
        before = mine[place - 1]
        rows += [
            (begin, entity, UNAVAILABLE, float("nan")),
            (end, entity, int(table.state[before]), float(table.number[before])),
        ]
        ends[entity] = end
    return Table(
        time=np.array([row[0] for row in rows], np.float64),
        entity=np.array([row[1] for row in rows], np.int32),
        state=np.array([row[2] for row in rows], np.int32),
        number=np.array([row[3] for row in rows], np.float32),
        origin=np.full(len(rows), 1, np.int8),
        cause=np.full(len(rows), -1, np.int32),
    )
