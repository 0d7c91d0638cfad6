"""What a modifier is."""

from typing import Protocol

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.folds import Fold
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study


class Modifier(Protocol):
    """Knows habits that do not hold in the same way on all days; a frozen dataclass.

    It chooses on which days to look for them and on which to learn and to prove them, forward in
    time, and says in the end whether a habit is of its kind.
    """

    @property
    def name(self) -> str:
        """A word for it."""

    @property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The classes of days among which to look."""

    def windows(self, days: Ints) -> list[Ints]:
        """Return the sets of days on which to look for its habits; none where days are too few."""

    def suppose(self, study: Study, pattern: Pattern) -> Pattern | None:
        """Return what a pattern of one window may be over all days, None where it is no such."""

    def rolls(self, days: Ints, pattern: Pattern) -> tuple[Fold, ...]:
        """Return the days to learn on, each with the days after them to prove on.

        The last one is what is shown: it proves nothing.
        """

    def aim(self, study: Study, pattern: Pattern, days: Ints) -> Pattern:
        """Return how a pattern that was learned on days acts right after them."""

    def confirm(self, study: Study, pattern: Pattern, met: Ints) -> Pattern | None:
        """Return a proven pattern with what it is, None where it is not of this kind after all.

        `met` are the acts that it met on the days that proved it, as rows of the log.
        """
