"""A pattern that may become a finding, and how it did on the days that taught it."""

from dataclasses import dataclass

from custom_components.homeiq.mining.finding import wilson_lower_bound
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
