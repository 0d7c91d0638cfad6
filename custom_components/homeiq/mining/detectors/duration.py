"""How long something stays as it is until somebody ends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.spells import Spells, spells
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study


@dataclass(frozen=True, slots=True)
class Duration:
    """Acts that end what was before a usual time after it began.

    For each hold, the spells that last as long are at risk; those that somebody ends within reach
    speak for it. They are compared with ends that come at any time alike, whose lengths are
    exponential with the same mean: Epstein, B. and Sobel, M. (1953), Life testing, Journal of
    the American Statistical Association 48, 486-502. Spells that end before the hold never reach
    it, so that short and long uses do not disturb each other.
    """

    name: str = "duration"
    # Seconds; shorter ones leave no time to act otherwise, longer ones are habits of the day.
    holds: tuple[int, ...] = (300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800, 14400)
    outlasted: tuple[float, ...] = (0.05, 0.15)  # quantiles of the lengths that people end
    least_share: float = 0.2  # of the acts must come at that time
    largest_p: float = 0.01

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each kind of act the usual time after which it ends what was before."""
        return [
            pattern
            for kind in study.act_kinds()
            for before in spells(study.timeline, kind.target, FEWEST_DAYS)
            for pattern in self._usual(study, kind, before)
        ]

    def _usual(self, study: Study, kind: ActKind, before: Spells) -> Iterator[Pattern]:
        log, length = study.log, before.length
        by_hand = (before.ended_as == kind.state) & np.isin(before.ended_by, kind.rows)
        lasted = np.minimum(length, log.time[-1] - before.begin).sum()
        rate = np.count_nonzero(by_hand) / max(float(lasted), 1.0)
        best: tuple[float, Pattern] | None = None
        holds = self._holds(length[by_hand])
        for hold in holds:
            after = Reach.of(clock=False, between=hold).after
            reached = length >= hold
            ended = by_hand & reached & (length <= hold + after)
            right, tried = int(np.count_nonzero(ended)), int(np.count_nonzero(reached))
            days = len(np.unique(log.day[before.ended_by[ended]]))
            if days < FEWEST_DAYS or right < self.least_share * len(kind.time):
                continue
            p_value = binomial_tail(right, tried, 1 - exp(-rate * after)) * len(holds)
            worth = right * (right / tried) ** 2
            if p_value <= self.largest_p and (best is None or worth > best[0]):
                best = (
                    worth,
                    Pattern(
                        detector=self.name,
                        trigger=StateTrigger(
                            log.entities[kind.target],
                            log.states[before.state],
                            log.states[before.before],
                            hold,
                        ),
                        effects=(Effect(log.entities[kind.target], log.states[kind.state]),),
                        days=days,
                        episodes=right,
                        p_value=p_value,
                    ),
                )
        if best is not None:
            yield best[1]

    def _holds(self, ended: Floats) -> tuple[int, ...]:
        """Return the holds to try: round ones, and whole minutes that most uses just outlast."""
        if not len(ended):
            return ()
        early = np.quantile(ended, self.outlasted) // 60 * 60
        own = {int(hold) for hold in early if self.holds[0] <= hold <= self.holds[-1]}
        return tuple(sorted(own | set(self.holds)))
