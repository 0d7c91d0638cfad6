"""What would have become of an action at given moments: right, wrong, already so, or unknown.

The rules are those of an independent judge of suggestions, so that a figure shown here means
the same there: the person did it within 15 minutes before or after a clock or sun time, within
5 minutes after another trigger; where a hold or delay of h seconds comes between, from at most
min(h, 15 minutes) before the moment of acting to as long after, 5 minutes at least.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import FIRST_KNOWN, Bools, Floats, Ints
from custom_components.homeiq.mining.timeline import Timeline

CLOCK_SECONDS: Final = 900.0
AFTER_SECONDS: Final = 300.0

UNKNOWN: Final = 0  # the target's state is not known: no episode
RIGHT: Final = 1
ALREADY: Final = 2
WRONG: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """One row for each moment of acting, in order of time; all columns of one length."""

    at: Floats  # UTC seconds of acting
    outcome: np.ndarray  # int8: UNKNOWN, RIGHT, ALREADY, WRONG
    act: Ints  # the act that it met, as an index into the acts of that kind; -1 without
    spell: Ints  # which unchanged spell of the target it fell into

    def where(self, rows: Bools) -> Replay:
        """Return only some rows."""
        return Replay(self.at[rows], self.outcome[rows], self.act[rows], self.spell[rows])

    def count(self, rows: Bools) -> tuple[int, int, int]:
        """Return (right, wrong, already) episodes among rows.

        An act counts once however often it is met, a wrong once until the target changes again.
        """
        right = rows & (self.outcome == RIGHT)
        wrong = rows & (self.outcome == WRONG)
        already = int(np.count_nonzero(rows & (self.outcome == ALREADY)))
        return _distinct(self.act[right]), _distinct(self.spell[wrong]), already

    def count_each(self, number: Ints) -> tuple[int, int]:
        """Return (right, wrong) episodes, where the rows of each number count for themselves."""
        right, wrong = self.outcome == RIGHT, self.outcome == WRONG
        size = 1 + max(int(self.act.max(initial=0)), int(self.spell.max(initial=0)))
        number = number * size
        return _distinct((number + self.act)[right]), _distinct((number + self.spell)[wrong])


def _distinct(values: Ints) -> int:
    """Return how many distinct values there are.

    An act may be met after a later one was: where something else undid it in between.
    """
    if not len(values):
        return 0
    values = np.sort(values)
    return int(np.count_nonzero(values[1:] != values[:-1])) + 1


@dataclass(frozen=True, slots=True)
class Reach:
    """How far from the moment of acting an act may lie to be the same, in seconds."""

    before: float | Floats  # for all moments, or for each
    after: float | Floats

    @classmethod
    def of(cls, *, clock: bool, between: float) -> Reach:
        """Return the reach of a clock or sun time, or of another trigger some time before."""
        if clock:
            return cls(CLOCK_SECONDS, CLOCK_SECONDS)
        slack = min(between, CLOCK_SECONDS)
        return cls(slack, max(slack, AFTER_SECONDS))


def reach_after(between: Ints | Floats) -> Floats:
    """Return how long after the moments of acting an act may lie, as `Reach` has it."""
    return np.asarray(np.maximum(np.minimum(between, CLOCK_SECONDS), AFTER_SECONDS))


def replay(
    timeline: Timeline, target: int, state: int, acts: Floats, at: Floats, reach: Reach
) -> Replay:
    """Replay acting at moments (ascending UTC seconds) against acts (ascending UTC seconds)."""
    index = timeline.last_change(target, at)
    now = timeline.states_after(target, index)
    is_so = now == state
    padded = np.concatenate(([-np.inf], acts, [np.inf]))
    place = acts.searchsorted(at, side="right") + ~is_so  # the act before, where it is so; or after
    apart = padded[place] - at
    met = np.where(is_so, apart > -reach.before, apart <= reach.after)
    outcome = WRONG - is_so.astype(np.int8)  # ALREADY, where it is so
    outcome[met] = RIGHT
    outcome[now < FIRST_KNOWN] = UNKNOWN
    act = np.where(met, place - 1, -1).astype(np.int32)
    return Replay(at=at, outcome=outcome, act=act, spell=index)
