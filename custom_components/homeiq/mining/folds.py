"""On which days a habit is learned, and on which it is proven."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints

BLOCKS: Final = 4
RUNS: Final = 14  # of neighbouring days, dealt to the blocks in turn
CROSS_FIT_DAYS: Final = 56  # eight weeks; beyond, the latest third proves


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Days to learn on and days to prove on; local dates, ascending, no day in both."""

    learn: Ints
    prove: Ints


def folds(days: Ints) -> tuple[Fold, ...]:
    """Split observed days: blocks left out in turn, or the latest third beyond eight weeks.

    Each block is a few short runs of days, so that none holds a whole holiday or all weekends.
    Runs keep neighbouring days, which resemble each other, on one side:
    Burman, P., Chow, E. and Nolan, D. (1994), A cross-validatory method for dependent data,
    Biometrika 81, 351-358.
    """
    if len(days) > CROSS_FIT_DAYS:
        cut = len(days) * 2 // 3
        return (Fold(days[:cut], days[cut:]),)
    run = np.arange(len(days)) * min(RUNS, len(days)) // max(len(days), 1)
    return tuple(
        Fold(days[run % BLOCKS != block], days[run % BLOCKS == block]) for block in range(BLOCKS)
    )
