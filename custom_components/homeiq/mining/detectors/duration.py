"""How long something stays as it is until somebody ends it."""

from dataclasses import dataclass
from math import exp

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import Floats, Ints
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.quantiles import quantile
from custom_components.homeiq.mining.replay import reach_after
from custom_components.homeiq.mining.spells import Spells, spells
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study


@dataclass(frozen=True, slots=True)
class Duration:
    """Acts that end what was before a usual time after it began.

    For each hold, the spells that last as long are at risk; those that somebody ends within reach
    speak for it. They are compared with ends that come at any time alike, whose lengths are
    exponential with the same mean: Epstein, B. and Sobel, M. (1953), Life testing, Journal of
    the American Statistical Association 48, 486-502; by an exact binomial test, with Bonferroni's
    correction for the holds tried. Spells that end before the hold never reach
    it, so that short and long uses do not disturb each other.
    """

    name: str = "duration"
    # Seconds; shorter ones leave no time to act otherwise, longer ones are habits of the day.
    holds: tuple[int, ...] = (300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800, 14400)
    outlasted: tuple[float, ...] = (0.05, 0.15, 0.25)  # quantiles of the lengths that people end
    as_good: float = 0.9  # of the worth of the best
    least_share: float = 0.35  # of the acts must come at that time
    largest_p: float = 0.01

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each kind of act the usual time after which it ends what was before."""
        kinds = study.act_kinds()
        before = {
            target: spells(study.timeline, target, FEWEST_DAYS)
            for target in {kind.target for kind in kinds}
        }
        found = (self._usual(study, kind, ended) for kind in kinds for ended in before[kind.target])
        return [pattern for pattern in found if pattern is not None]

    def _usual(self, study: Study, kind: ActKind, before: Spells) -> Pattern | None:
        """Return the longest of the holds that are worth most, None where none has enough."""
        log, length = study.log, before.length
        by_hand = (before.ended_as == kind.state) & log.act[before.ended_by]
        least = max(FEWEST_DAYS, self.least_share * len(kind.time))
        if np.count_nonzero(by_hand) < least:
            return None
        ended, ordered = np.sort(length[by_hand]), np.sort(length)
        lasted = np.minimum(length, log.time[-1] - before.begin).sum()
        rate = len(ended) / max(float(lasted), 1.0)
        holds = self._holds(ended)
        after = reach_after(holds)
        begins, ends = np.searchsorted(ended, holds), np.searchsorted(ended, holds + after, "right")
        right, tried = ends - begins, len(ordered) - np.searchsorted(ordered, holds)
        worth = right * (right / np.maximum(tried, 1)) ** 2
        # Among those that are about as good the longest: it cuts the fewest uses short.
        as_good = worth >= self.as_good * worth.max()
        for place in np.lexsort((-worth, np.where(as_good, -holds, 0))):
            hold, hits = int(holds[place]), int(right[place])
            if hits < least:
                continue
            chance = 1 - exp(-rate * after[place])
            p_value = binomial_tail(hits, int(tried[place]), chance) * len(holds)
            if p_value > self.largest_p:
                continue
            met = by_hand & (length >= hold) & (length <= hold + after[place])
            days = len(np.unique(log.day[before.ended_by[met]]))
            if days >= FEWEST_DAYS:
                was, now = log.states[before.before], log.states[before.state]
                entity_id = log.entities[kind.target]
                return Pattern(
                    detector=self.name,
                    trigger=StateTrigger(entity_id, now, was, hold),
                    effects=(Effect(entity_id, log.states[kind.state]),),
                    days=days,
                    episodes=hits,
                    p_value=p_value,
                )
        return None

    def _holds(self, ended: Floats) -> Ints:
        """Return the holds to try: round ones, and whole minutes that most uses just outlast."""
        early = (int(quantile(ended, share) // 60 * 60) for share in self.outlasted)
        own = {hold for hold in early if self.holds[0] <= hold <= self.holds[-1]}
        return np.array(sorted(own.union(self.holds)), np.int32)
