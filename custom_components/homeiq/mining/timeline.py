"""The states of a home at any moment."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import (
    NOTHING,
    NUMERIC,
    UNKNOWN,
    EventLog,
    Floats,
    Ints,
)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """A log ordered by entity, so that each entity's changes are one slice."""

    log: EventLog
    rows: Ints  # rows of the log, by entity and then by time
    starts: Ints  # where each entity's slice of `rows` begins, and the end of the last
    times: Floats  # the time of each of `rows`
    new: Ints  # the state after each of `rows`
    number: NDArray[np.float32]  # the same as a number
    places: Floats  # of each of `rows` on one ascending axis: each entity has its own stretch
    stretch: float  # seconds
    codes: dict[str, int]  # entity id -> its code
    resumed: Floats  # UTC seconds, ascending: the first events after days that the log lacks

    @classmethod
    def of(cls, log: EventLog) -> Timeline:
        """Order a log by entity."""
        rows = by_code(log.entity, len(log.entities))
        counts = np.bincount(log.entity, minlength=len(log.entities))
        starts = np.append(0, np.cumsum(counts))
        codes = {entity_id: code for code, entity_id in enumerate(log.entities)}
        times = log.time[rows]
        first, last = (log.time[0], log.time[-1]) if len(log) else (0.0, 0.0)
        stretch = float(last - first) + 2.0
        places = times - first + 1.0 + np.repeat(stretch * np.arange(len(counts)), counts)
        return cls(
            log=log,
            rows=rows,
            starts=starts.astype(np.int32),
            times=times,
            new=log.new[rows],
            number=log.number[rows],
            places=places,
            stretch=stretch,
            codes=codes,
            resumed=_resumed(log),
        )

    def changes(self, entity: int) -> Ints:
        """Return the rows of the log that are changes of an entity, in order of time."""
        return self.rows[self.starts[entity] : self.starts[entity + 1]]

    def known_states(self) -> list[Ints]:
        """Return for each entity the codes of the known states that it had, ascending."""
        rows = np.flatnonzero(self.log.new > NUMERIC)
        size = len(self.log.states)
        pairs = np.unique(self.log.entity[rows].astype(np.int64) * size + self.log.new[rows])
        entity, state = np.divmod(pairs, size)
        cuts = np.searchsorted(entity, np.arange(1, len(self.log.entities)))
        return [part.astype(np.int32) for part in np.split(state, cuts)]

    def last_change(self, entity: int, at: Floats) -> Ints:
        """Return how many changes of an entity there were up to and with each moment."""
        times = self.times[self.starts[entity] : self.starts[entity + 1]]
        return np.searchsorted(times, at, side="right").astype(np.int32)

    def states(self, entity: int, at: Floats) -> Ints:
        """Return the state codes of an entity at moments; NOTHING before its first change."""
        return self.states_after(entity, self.last_change(entity, at))

    def states_after(self, entity: int, changes: Ints) -> Ints:
        """Return the state codes of an entity after so many changes; NOTHING before the first."""
        if self.starts[entity] == self.starts[entity + 1]:
            return np.full(len(changes), NOTHING, np.int32)
        last = self.starts[entity] + np.maximum(changes - 1, 0)
        return np.where(changes > 0, self.new[last], NOTHING)

    def until(self, entities: Ints, at: Floats, side: Literal["left", "right"] = "right") -> Ints:
        """Return the shape (entities, moments) ends of the changes so far, as places in `rows`.

        The changes at a moment itself are among them; not so with side="left".
        """
        first = self.log.time[0] if len(self.log) else 0.0
        # numpy's clip takes thrice as long for so few.
        moments: Floats = np.minimum(np.maximum(at - first + 1.0, 0.5), self.stretch - 0.5)
        wanted = moments[None, :] + self.stretch * entities[:, None]
        return np.searchsorted(self.places, wanted, side=side).astype(np.int32)

    def states_of(self, entities: Ints, at: Floats) -> Ints:
        """Return the shape (entities, moments) states, NOTHING before an entity's first change.

        UNKNOWN where days that the log lacks lie between the last change and the moment.
        """
        if not len(self.log):
            return np.full((len(entities), len(at)), NOTHING, np.int32)
        ends = self.until(entities, at)
        last = np.maximum(ends - 1, 0)
        states = np.where(ends > self.starts[entities][:, None], self.new[last], NOTHING)
        if len(self.resumed):
            since = np.append(-np.inf, self.resumed)[np.searchsorted(self.resumed, at, "right")]
            states[self.times[last] < since] = UNKNOWN
        return states

    def numbers_until(self, entities: Ints, ends: Ints) -> Floats:
        """Return the shape (entities, moments) readings at the ends of changes, NaN for none."""
        if not len(self.log):
            return np.full(ends.shape, np.nan)
        readings = self.number[np.maximum(ends - 1, 0)].astype(np.float64)
        return np.where(ends > self.starts[entities][:, None], readings, np.nan)

    def numbers(self, entity: int, at: Floats) -> Floats:
        """Return the readings of an entity at moments; NaN where there is none."""
        entities = np.array([entity], np.int32)
        return np.asarray(self.numbers_until(entities, self.until(entities, at))[0])


def _resumed(log: EventLog) -> Floats:
    """Return when the log goes on after days that it lacks."""
    first = log.days[1:][np.diff(log.days) > 1]
    rows = np.searchsorted(log.day, first)
    return np.asarray(log.time[rows[rows < len(log)]])


def by_code(codes: Ints, count: int) -> Ints:
    """Return the rows by their codes (from 0, below `count`), those of one code as they were.

    numpy sorts integers of 16 bits by radix, which takes a fifth of the time.
    """
    narrow = codes.astype(np.int16) if count <= np.iinfo(np.int16).max else codes
    return np.argsort(narrow, kind="stable").astype(np.int32)
