"""The fires of a pattern that tell whether acting then is right."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, local_clock
from custom_components.homeiq.mining.replay import RIGHT, WRONG, Replay
from custom_components.homeiq.mining.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """The fires of a pattern that were right or wrong; all columns of one length."""

    at: Floats  # UTC seconds at which conditions are looked at
    day: Ints  # local dates
    second: Floats  # local seconds since midnight
    replayed: Replay
    right: Bools

    @classmethod
    def of(cls, study: Study, begun: Floats, replayed: Replay) -> Episodes:
        """Prepare what conditions look at; `begun` is when the trigger fired, for each row."""
        decided = (replayed.outcome == RIGHT) | (replayed.outcome == WRONG)
        kept, at = replayed.where(decided), begun[decided]
        day, second = local_clock(at, study.log.timezone)
        return cls(at, day, second, kept, kept.outcome == RIGHT)

    def count(self, rows: Bools) -> tuple[int, int]:
        """Return (right, wrong) episodes among rows."""
        right, wrong, _ = self.replayed.count(rows)
        return right, wrong

    def first(self, rows: Bools) -> Ints:
        """Return of each episode among rows its first fire: the unit of a test is the episode."""
        at = np.flatnonzero(rows)
        key = np.where(self.right, 2 * self.replayed.act, 2 * self.replayed.spell + 1)[at]
        order = np.argsort(key, kind="stable")
        key = key[order]
        anew = np.append(True, key[1:] != key[:-1])[: len(key)]
        first: Ints = at[np.sort(order[anew])].astype(np.int32)
        return first
