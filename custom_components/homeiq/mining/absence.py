"""When nobody is at home, and whether that keeps people from acting."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import (
    NUMERIC,
    Bools,
    EventLog,
    Floats,
    Ints,
    among,
    local_clock,
)
from custom_components.homeiq.mining.timeline import Timeline

HOME: Final = "home"
STEP: Final = 900  # seconds between the moments at which the time away is measured
LARGEST_P: Final = 0.001
RARELY: Final = 0.5  # of the acts that the time away would hold, were they spread evenly


@dataclass(frozen=True, slots=True, eq=False)
class Absence:
    """The people of a home, and what their absence means.

    That nobody acts while nobody is there is learned once from all acts of the log: a week away
    holds too few occasions of any one habit to tell, but those of all habits together do.
    """

    people: Ints  # entity codes
    keeps_from_acting: bool

    @classmethod
    def of(cls, log: EventLog, timeline: Timeline) -> Absence:
        """Learn from a log what absence means there.

        An exact binomial test of whether fewer than half as many acts fall into the time away
        as its length would give.
        """
        people = np.array(
            [code for code, name in enumerate(log.entities) if name.startswith("person.")],
            np.int32,
        )
        if not len(people) or HOME not in log.states or not len(log):
            return cls(people, keeps_from_acting=False)
        absence = cls(people, keeps_from_acting=False)
        acts = log.time[log.act]
        moments = np.arange(log.time[0], log.time[-1], STEP)
        day, _ = local_clock(moments, log.timezone)
        moments = moments[among(day, log.days)]
        away = float(np.mean(absence.nobody(timeline, moments))) if len(moments) else 0.0
        there = int(np.count_nonzero(~absence.nobody(timeline, acts)))
        p_value = binomial_tail(there, len(acts), 1 - RARELY * away)
        return cls(people, keeps_from_acting=away > 0 and p_value <= LARGEST_P)

    def nobody(self, timeline: Timeline, at: Floats) -> Bools:
        """Return whether all people are known to be elsewhere at moments (UTC seconds)."""
        states = timeline.states_of(self.people, at)
        away = (states > NUMERIC) & (states != timeline.log.states.index(HOME))
        return np.asarray(away.all(axis=0))

    def who_must_be_there(
        self, timeline: Timeline, at: Floats, acted: Bools
    ) -> list[tuple[int, Bools]]:
        """Return who (entity codes) was there whenever somebody acted, and at which of moments.

        There is who is at home, or not known to be elsewhere. `acted`: at which moments (UTC
        seconds) somebody did.
        """
        if not self.keeps_from_acting:
            return []
        states = timeline.states_of(self.people, at)
        there = (states == timeline.log.states.index(HOME)) | (states <= NUMERIC)
        always = np.flatnonzero(there[:, acted].all(axis=1))
        return [(int(self.people[row]), there[row]) for row in always]
