"""The states of a home at any moment."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import NOTHING, NUMERIC, EventLog, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """A log ordered by entity, so that each entity's changes are one slice."""

    log: EventLog
    rows: Ints  # rows of the log, by entity and then by time
    starts: Ints  # where each entity's slice of `rows` begins, and the end of the last
    times: Floats  # the time of each of `rows`
    places: Floats  # of each of `rows` on one ascending axis: each entity has its own stretch
    stretch: float  # seconds
    codes: dict[str, int]  # entity id -> its code

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
        return cls(log, rows, starts.astype(np.int32), times, places, stretch, codes)

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
        rows = self.changes(entity)
        if not len(rows):
            return np.full(len(changes), NOTHING, np.int32)
        return np.where(changes > 0, self.log.new[rows[np.maximum(changes - 1, 0)]], NOTHING)

    def states_of(self, entities: Ints, at: Floats) -> Ints:
        """Return the shape (entities, moments) states, NOTHING before an entity's first change."""
        if not len(self.log):
            return np.full((len(entities), len(at)), NOTHING, np.int32)
        moments = np.clip(at - self.log.time[0] + 1.0, 0.5, self.stretch - 0.5)
        wanted = moments[None, :] + self.stretch * entities[:, None]
        index = np.searchsorted(self.places, wanted, side="right")
        states = self.log.new[self.rows[np.maximum(index - 1, 0)]]
        return np.where(index > self.starts[entities][:, None], states, NOTHING)

    def numbers(self, entity: int, at: Floats) -> Floats:
        """Return the readings of an entity at moments; NaN where there is none."""
        changes = self.changes(entity)
        index = self.last_change(entity, at)
        if not len(changes):
            return np.full(len(at), np.nan)
        readings = self.log.number[changes[np.maximum(index - 1, 0)]].astype(np.float64)
        return np.where(index > 0, readings, np.nan)


def by_code(codes: Ints, count: int) -> Ints:
    """Return the rows by their codes (from 0, below `count`), those of one code as they were.

    numpy sorts integers of 16 bits by radix, which takes a fifth of the time.
    """
    narrow = codes.astype(np.int16) if count <= np.iinfo(np.int16).max else codes
    return np.argsort(narrow, kind="stable").astype(np.int32)
