"""On which days a habit was kept, and whether it holds in some part of them only."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.chance import fisher_p_value
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, local_clock
from custom_components.homeiq.mining.folds import Fold
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.replay import RIGHT, WRONG
from custom_components.homeiq.mining.study import Study

WEEK: int = 7
LEAST_OF_BEST: float = 0.5  # of the share of the best part, for another part to hold as well


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The occasions of a habit; both columns of one length."""

    days: Ints  # local dates
    kept: Bools  # somebody did it by hand; otherwise it was not done

    @classmethod
    def of(cls, study: Study, pattern: Pattern, days: Ints) -> Kept:
        """Return the occasions of a pattern on days, without those that tell nothing."""
        kind = study.kind_of(pattern.target)
        if kind is None:
            return cls(np.zeros(0, np.int32), np.zeros(0, np.bool_))
        begun = study.begun(pattern, days)
        outcome = study.replay(pattern, pattern.target, kind, begun).outcome
        decided = (outcome == RIGHT) | (outcome == WRONG)
        day, _ = local_clock(begun[decided], study.log.timezone)
        return cls(day, outcome[decided] == RIGHT)

    @classmethod
    def about(cls, study: Study, pattern: Pattern, days: Ints, within: float) -> Kept:
        """Return the occasions of a pattern on days, kept if it was done about that time at all.

        `within` are the seconds before and after; what state the target was in does not matter.
        """
        kind = study.kind_of(pattern.target)
        acts = np.zeros(0) if kind is None else kind.time
        begun = study.begun(pattern, days)
        day, _ = local_clock(begun, study.log.timezone)
        first, last = (np.searchsorted(acts, begun + far) for far in (-within, within))
        return cls(day, last > first)

    def shares(self, part: Ints, parts: int) -> Floats:
        """Return the share kept of each part of the days; NaN for one that has no occasion."""
        kept = np.bincount(part[self.kept], minlength=parts).astype(np.float64)
        tried = np.bincount(part, minlength=parts)
        return np.asarray(np.divide(kept, tried, out=np.full(parts, np.nan), where=tried > 0))

    def p_value(self, inside: Bools) -> float:
        """Return how surprising the days kept inside are, were all days alike: Fisher's test."""
        return fisher_p_value(self.kept, inside)


def holding(shares: Floats) -> tuple[int, ...]:
    """Return the parts in which a habit holds: at least half as often as in its best part."""
    known = np.nan_to_num(shares)
    return tuple(np.flatnonzero(known >= max(LEAST_OF_BEST * known.max(), 1e-9)).tolist())


def weekly(days: Ints, first: int, longest: int) -> tuple[Fold, ...]:
    """Return each seven days with the days before that teach them, and at last what is shown.

    At least `first` and at most `longest` days teach; the weeks end with the last day.
    """
    begin = first + (len(days) - first) % WEEK
    rolls = [
        Fold(days[max(0, at - longest) : at], days[at : at + WEEK])
        for at in range(begin, len(days), WEEK)
    ]
    return (*rolls, Fold(days[-longest:], days[:0]))
