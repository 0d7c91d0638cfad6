"""What becomes of what automations bring about: how long it lasts, and who ends it."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.commands import PASSING
from custom_components.homeiq.mining.event_log import (
    FIRST_KNOWN,
    NUMERIC,
    Bools,
    EventLog,
    Floats,
    Ints,
    Origin,
)
from custom_components.homeiq.mining.replay import AFTER_SECONDS
from custom_components.homeiq.mining.timeline import Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """The states that entities came to and stayed in, by entity and then by time; n rows.

    States on the way to another are left out, and so are absences: who comes back from
    unavailable as before has stayed.
    """

    log: EventLog
    rows: Ints  # the rows of the log that began them
    ended_by: Ints  # the rows of the log that ended them; -1 where nothing did yet

    @classmethod
    def of(cls, timeline: Timeline) -> Stays:
        """Find the stays of a log."""
        log = timeline.log
        passing = np.array([state in PASSING for state in log.states], np.bool_)
        new = log.new[timeline.rows]
        rows = timeline.rows[(new > NUMERIC) & ~passing[new]]
        entity, new = log.entity[rows], log.new[rows]
        begins = np.ones(len(rows), np.bool_)
        begins[1:] = (entity[1:] != entity[:-1]) | (new[1:] != new[:-1])
        rows = rows[begins]
        ended_by = np.full(len(rows), -1, np.int32)
        same = log.entity[rows][1:] == log.entity[rows][:-1]
        ended_by[:-1][same] = rows[1:][same]
        return cls(log, rows, ended_by)

    @property
    def length(self) -> Floats:
        """Seconds; infinite for one that has not ended."""
        time = self.log.time
        ended = np.where(self.ended_by >= 0, time[self.ended_by], np.inf)
        return np.asarray(ended - time[self.rows])

    @property
    def by_automation(self) -> Bools:
        """Whether an automation began it, from another known state."""
        log = self.log
        known = log.old[self.rows] >= FIRST_KNOWN
        return np.asarray(known & (log.origin[self.rows] == Origin.AUTOMATION))

    @property
    def by_hand(self) -> Bools:
        """Whether somebody ended it by hand."""
        return np.asarray((self.ended_by >= 0) & self.log.act[self.ended_by])

    @property
    def soon(self) -> Bools:
        """Whether somebody ended it by hand within five minutes."""
        return np.asarray(self.by_hand & (self.length <= AFTER_SECONDS))

    @property
    def undoing(self) -> Ints:
        """The rows of the log that are acts which undid at once what an automation did.

        Nobody wants an automation that does the same: it would fight with the first one.
        """
        return self.ended_by[self.by_automation & self.soon]

    def where(self, rows: Bools) -> Stays:
        """Return only some of them."""
        return Stays(self.log, self.rows[rows], self.ended_by[rows])
