"""A quick look at which of many conditions may be worth a test."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import worth
from custom_components.homeiq.mining.chance import fisher_p_value, hypergeometric_tail
from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints
from custom_components.homeiq.mining.pattern import Condition, Pattern
from custom_components.homeiq.mining.study import Study

SURPRISE: Final = 0.05  # largest corrected p-value of a condition

type Weekdays = tuple[int, ...]  # 0 is Monday


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """One condition more."""

    condition: Condition | Weekdays
    holds: Bools  # on which of the episodes that were looked at
    share: float  # of the surprise that it may use up

    def of(self, pattern: Pattern) -> Pattern:
        """Return a pattern with the condition."""
        if isinstance(self.condition, tuple):
            return replace(pattern, weekdays=self.condition)
        return with_condition(pattern, self.condition)


def with_condition(pattern: Pattern, condition: Condition) -> Pattern:
    """Return a pattern with one condition more."""
    return replace(pattern, conditions=(*pattern.conditions, condition))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The episodes on which a pattern's conditions so far hold, each by its first fire."""

    study: Study
    pattern: Pattern
    at: Floats  # UTC seconds
    day: Ints  # local dates
    second: Floats  # local seconds since midnight
    right: Bools
    worth: float  # without a further condition
    least_p: float  # of a condition that holds on all that is right and on nothing else

    @classmethod
    def of(cls, study: Study, pattern: Pattern, episodes: Episodes, rows: Bools) -> Look:
        """Prepare a look at the episodes on which a pattern's conditions so far hold."""
        first = episodes.first(rows)
        right = episodes.right[first]
        hits = int(np.count_nonzero(right))
        return cls(
            study,
            pattern,
            episodes.at[first],
            episodes.day[first],
            episodes.second[first],
            right,
            float(worth(hits, len(first))),
            least_p_value(hits, len(first)),
        )

    def sure(self, narrowing: Narrowing) -> bool:
        """Return whether a condition is no accident, by Fisher's exact test."""
        return fisher_p_value(self.right, narrowing.holds) <= SURPRISE * narrowing.share

    def hopeless(self, share: float) -> bool:
        """Return whether no condition that may use up a share of the surprise can be sure."""
        return self.least_p > SURPRISE * share

    def values(self, holds: Bools) -> Floats:
        """Return what each of many conditions, of which `holds` has a row each, may be worth."""
        return worth((holds & self.right).sum(axis=1), holds.sum(axis=1))

    def better(self, holds: Bools) -> Iterator[int]:
        """Yield which conditions may be worth it."""
        yield from np.flatnonzero(self.values(holds) > self.worth).tolist()


def least_p_value(right: int, tried: int) -> float:
    """Return how surprising a condition can be at most: it holds on what is right alone."""
    return hypergeometric_tail(right, right, right, tried)
