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
    if not len(rows):
        return []
    ends = np.append(log.time[rows[1:]], np.inf)
    next_state = np.append(log.new[rows[1:]], -1).astype(np.int32)
    next_row = np.append(rows[1:], -1).astype(np.int32)
    new, old = log.new[rows], log.old[rows]
    known: Bools = (old >= FIRST_KNOWN) & (new >= FIRST_KNOWN) & (new != old)
    found = []
    for state, before in sorted(set(zip(new[known].tolist(), old[known].tolist(), strict=True))):
        of = known & (new == state) & (old == before)
        if np.count_nonzero(of) >= fewest:
            found.append(
                Spells(state, before, log.time[rows[of]], ends[of], next_state[of], next_row[of])
            )
    return found
