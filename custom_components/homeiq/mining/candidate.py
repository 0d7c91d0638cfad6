"""A pattern that may become a finding, and how it did on the days that taught it."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.finding import Z_CONFIDENCE, wilson_lower_bound
from custom_components.homeiq.mining.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern with its conditions, and its episodes on the days that it was learned on."""

    pattern: Pattern
    right: int
    wrong: int

    @property
    def bound(self) -> float:
        """Lower bound of the share right on the learning days: no proof, only a promise."""
        return wilson_lower_bound(self.right, self.right + self.wrong)

    @property
    def worth(self) -> float:
        """The acts met, each counting for as much as the bound squared."""
        return self.right * self.bound**2


def worth(right: np.ndarray | int, tried: np.ndarray | int) -> Floats:
    """Return what many would be worth, by how often each was right and tried; 0 where never."""
    z2 = Z_CONFIDENCE * Z_CONFIDENCE
    n = np.maximum(tried, 1)
    spread = Z_CONFIDENCE * np.sqrt(right * (tried - right) / n + z2 / 4)
    bound = (right + z2 / 2 - spread) / (n + z2)
    return np.asarray(right * bound * bound)
