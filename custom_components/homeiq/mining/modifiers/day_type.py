"""Habits that hold only on some days of the week."""

from dataclasses import dataclass, replace
from math import comb
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.folds import Fold
from custom_components.homeiq.mining.modifiers.kept import Kept, holding, weekly
from custom_components.homeiq.mining.pattern import EVERY_DAY, WEEKEND, WORKDAYS, Pattern
from custom_components.homeiq.mining.study import Study, on_weekdays

USUAL: Final = (EVERY_DAY, WORKDAYS, WEEKEND)
FEWEST_OF_ONE: Final = 8  # of a weekday, before it is looked at by itself: eight weeks


def classes(days: Ints) -> tuple[tuple[int, ...], ...]:
    """Return the classes of days to try over local dates: tuples of weekdays (0 is Monday).

    All days, workdays and weekends always; each weekday for itself where the days hold enough of
    it to tell a habit of Tuesdays from three Tuesdays that happened to be alike.
    """
    of_weekday = np.bincount((days - 1) % 7, minlength=7)
    singles = np.flatnonzero(of_weekday >= FEWEST_OF_ONE)
    return (*USUAL, *((int(weekday),) for weekday in singles))


@dataclass(frozen=True, slots=True)
class DayType:
    """Finds what is done on one weekday, or on two or three.

    Each weekday is looked at by itself; those on which the same is done at the same time are put
    together. That they are not like the other days is shown by Fisher's exact test, corrected
    (Bonferroni) for all ways to choose as many of seven days.
    """

    name: str = "day_type"
    classes: tuple[tuple[int, ...], ...] = tuple((weekday,) for weekday in EVERY_DAY)
    most: int = 3  # weekdays; what holds on more of them is a habit of all days or of workdays
    first: int = 14  # days that teach before the first week that proves
    longest: int = 84  # days that teach
    span: int = 112  # days that are looked at, the latest
    surprise: float = 0.0001  # largest corrected p-value: it is asked of hundreds of patterns

    def windows(self, days: Ints) -> list[Ints]:
        """Return the latest days, where they hold enough of each weekday."""
        latest = days[-self.longest :]
        return [latest] if len(classes(latest)) > len(USUAL) else []

    def suppose(self, study: Study, pattern: Pattern) -> Pattern | None:
        """Return a pattern of one weekday with all the weekdays on which it holds."""
        all_days = replace(pattern, weekdays=EVERY_DAY, conditions=())
        alike = Kept.of(study, all_days, study.log.days[-self.longest :])
        weekdays = holding(alike.shares((alike.days - 1) % 7, 7)) if alike.kept.any() else ()
        if not set(pattern.weekdays) <= set(weekdays) or len(weekdays) > self.most:
            return None
        inside = on_weekdays(alike.days, weekdays)
        if alike.p_value(inside) * comb(7, len(weekdays)) > self.surprise:
            return None
        return None if weekdays in USUAL else replace(pattern, weekdays=weekdays)

    def rolls(self, days: Ints, pattern: Pattern) -> tuple[Fold, ...]:  # noqa: ARG002  # the protocol's
        """Return the weeks after the first two, each taught by all up to it."""
        return weekly(days[-self.span :], self.first, self.longest)

    def aim(self, study: Study, pattern: Pattern, days: Ints) -> Pattern:  # noqa: ARG002  # the protocol's
        """Return the pattern: it stays where it is."""
        return replace(pattern, window=len(days))

    def confirm(self, study: Study, pattern: Pattern, met: Ints) -> Pattern | None:  # noqa: ARG002  # the protocol's
        """Return the pattern: its weekdays say what it is."""
        return pattern
