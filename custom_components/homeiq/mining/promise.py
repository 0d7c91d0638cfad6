"""How well moments go with an act: a first look, before conditions and before any proof."""

from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats
from custom_components.homeiq.mining.pattern import Effect, Pattern, Trigger
from custom_components.homeiq.mining.replay import Reach, replay
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

LEAST_SHARE: Final = 0.2  # of the acts must lie near such a moment
LARGEST_P: Final = 0.001


@dataclass(frozen=True, slots=True)
class Promise:
    """A trigger that an act goes with beyond chance."""

    pattern: Pattern
    worth: float  # acts met x share right squared
    apart: float  # median of how far from the moment of acting the acts lie, seconds

    def beats(self, other: Promise | None) -> bool:
        """Return whether it is worth more; of equals, the one nearer to when people act."""
        if other is None:
            return True
        return (self.worth, -self.apart) > (other.worth, -other.apart)


def promise(
    study: Study,
    kind: ActKind,
    detector: str,
    trigger: Trigger,
    at: Floats,
    reach: Reach,
    tried: int,
) -> Promise | None:
    """Return what a trigger that acts at moments promises, None where chance would do as well.

    The share right is compared with the same acts spread evenly over the time, by an exact
    binomial test with Bonferroni's correction for `tried` triggers of its kind.
    """
    if not _enough(kind, at, reach):
        return None
    log = study.log
    replayed = replay(study.timeline, kind.target, kind.state, kind.time, at, reach)
    right, wrong, _ = replayed.count(np.ones(len(at), np.bool_))
    met = replayed.act >= 0
    days = len(np.unique(log.day[kind.rows[replayed.act[met]]]))
    if days < FEWEST_DAYS or right < LEAST_SHARE * len(kind.time):
        return None
    rate = len(kind.time) / max(len(log.days) * DAY_SECONDS, 1)
    chance = 1 - exp(-rate * (reach.before + reach.after))
    p_value = binomial_tail(right, right + wrong, chance) * tried
    if p_value > LARGEST_P:
        return None
    pattern = Pattern(
        detector=detector,
        trigger=trigger,
        effects=(Effect(log.entities[kind.target], log.states[kind.state]),),
        days=days,
        episodes=right,
        p_value=p_value,
    )
    apart = float(np.median(np.abs(kind.time[replayed.act[met]] - at[met])))
    return Promise(pattern, right * (right / (right + wrong)) ** 2, apart)


def _enough(kind: ActKind, at: Floats, reach: Reach) -> bool:
    """Return whether enough acts lie near the moments at all, ahead of the slower replay."""
    first = np.searchsorted(at, kind.time - reach.after)
    last = np.searchsorted(at, kind.time + reach.before, side="right")
    near = int(np.count_nonzero(last > first))
    return near >= max(FEWEST_DAYS, LEAST_SHARE * len(kind.time))
