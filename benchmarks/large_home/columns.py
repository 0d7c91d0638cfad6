"""Rows of states as numpy columns, a day at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints

NO_CAUSE: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What happens to a state, in any order; all columns of one length n."""

    time: Floats  # UTC seconds
    entity: Ints  # index into all entities
    text: Ints  # index into the vocabulary; without a meaning where the state stays
    stays: Bools  # only attributes change
    cause: Ints  # index into the household's causes; NO_CAUSE: nobody's

    def where(self, rows: slice) -> Changes:
        """Return the chosen rows."""
        return Changes(*(getattr(self, name)[rows] for name in self.__slots__))

    @classmethod
    def joined(cls, parts: list[Changes]) -> Changes:
        """Return all parts in order of time."""
        columns = [np.concatenate([getattr(one, name) for one in parts]) for name in cls.__slots__]
        order = np.argsort(columns[0], kind="stable")
        return cls(*(column[order] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class StateRows:
    """Rows as the recorder has them, in order of time; all columns of one length n."""

    row: NDArray[np.int64]  # ids, from 1 on
    before: NDArray[np.int64]  # id of the entity's row before; 0: none
    time: Floats
    since: Floats  # when the state was another one
    entity: Ints
    text: Ints
    number: Ints  # how many rows of its entity lie before
    stays: Bools
    cause: Ints


class Linker:
    """Links each row to the one before of its entity, from day to day."""

    __slots__ = ("_count", "_last", "_rows", "_since", "_text")

    def __init__(self, entities: int) -> None:
        """Start without rows."""
        self._rows = 0
        self._last = np.zeros(entities, np.int64)
        self._text = np.full(entities, -1, np.int32)
        self._since = np.full(entities, np.nan)
        self._count = np.zeros(entities, np.int32)

    def link(self, changes: Changes) -> StateRows:
        """Return the rows of changes, which are in order of time and after all earlier ones."""
        many = len(changes.time)
        row = self._rows + 1 + np.arange(many)
        self._rows += many
        order = np.argsort(changes.entity, kind="stable")
        entity, time = changes.entity[order], changes.time[order]
        starts = np.flatnonzero(np.diff(entity, prepend=-1))
        first = np.repeat(starts, np.diff(starts, append=many))  # of each row's entity
        place = np.arange(many)
        told = ~changes.stays[order]
        text = _latest(changes.text[order], told, first, self._text[entity])
        before_text = self._text[entity]
        later = place > first
        before_text[later] = text[:-1][later[1:]]
        since = _latest(time, text != before_text, first, self._since[entity])
        before = self._last[entity]
        before[later] = row[order][:-1][later[1:]]
        number = self._count[entity] + (place - first).astype(np.int32)
        last = np.append(starts[1:], many) - 1
        self._last[entity[last]] = row[order][last]
        self._text[entity[last]], self._since[entity[last]] = text[last], since[last]
        self._count[entity[last]] = number[last] + 1
        back = np.empty(many, np.int64)
        back[order] = place
        return StateRows(
            row,
            before[back],
            changes.time,
            since[back],
            changes.entity,
            text[back],
            number[back],
            changes.stays,
            changes.cause,
        )


def _latest[Column: np.generic](
    values: NDArray[Column], told: Bools, first: NDArray[np.int64], carried: NDArray[Column]
) -> NDArray[Column]:
    """Return each row's value, or the last one told by its entity, or what is carried over."""
    place = np.maximum.accumulate(np.where(told, np.arange(len(values)), -1))
    known = place >= first
    return np.where(known, values[np.maximum(place, 0)], carried)
