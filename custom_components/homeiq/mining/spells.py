"""Spells: the stretches of time that an entity stays in one state."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import FIRST_KNOWN, Bools, Floats, Ints
from custom_components.homeiq.mining.timeline import Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """All spells of one entity in one state that began from one other; columns of one length."""

    state: int  # state code
    before: int  # state code it came from
    begin: Floats  # UTC seconds, ascending
    end: Floats  # when the entity changed again; infinite for the last
    ended_as: Ints  # the state code after it; -1 for the last
    ended_by: Ints  # the row of the log that ended it; -1 for the last

    @property
    def length(self) -> Floats:
        """Seconds; infinite for one that has not ended."""
        return self.end - self.begin


def spells(timeline: Timeline, entity: int, fewest: int) -> list[Spells]:
    """Return an entity's spells by (state, state before), of those pairs that occur often enough.

    Only changes between known states begin a spell: a return from unavailable tells nothing of
    when the state really began.
    """
    log = timeline.log
    rows = timeline.changes(entity)
    new, old = log.new[rows], log.old[rows]
    known: Bools = (old >= FIRST_KNOWN) & (new >= FIRST_KNOWN) & (new != old)
    pair = np.where(known, new.astype(np.int64) * len(log.states) + old, -1)
    pairs, counts = np.unique(pair[known], return_counts=True)
    times = np.append(log.time[rows], np.inf)
    states, ended_by = np.append(new, np.int32(-1)), np.append(rows, np.int32(-1))
    found = []
    for wanted in pairs[counts >= fewest].tolist():
        of = np.flatnonzero(pair == wanted)
        state, before = divmod(wanted, len(log.states))
        found.append(
            Spells(state, before, times[of], times[of + 1], states[of + 1], ended_by[of + 1])
        )
    return found


def ends_within(timeline: Timeline, entity: int, acts: Ints, seconds: float) -> float:
    """Return how likely what acts (rows of the log) end would end within so many seconds.

    As if they came at any time alike: the lengths are then exponential, with the mean of all
    the time that it lasted for each act.
    """
    rows, time = timeline.changes(entity), timeline.log.time
    ending = np.isin(rows[1:], acts)
    states = np.unique(timeline.log.old[acts])
    of = np.isin(timeline.log.new[rows[:-1]], states)
    lasted = float(np.diff(time[rows])[of].sum())
    rate = np.count_nonzero(ending) / max(lasted, 1.0)
    return float(1 - np.exp(-rate * seconds))
