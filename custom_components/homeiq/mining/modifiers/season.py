"""Habits that hold in some months only, such as an electric blanket in winter."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.folds import Fold
from custom_components.homeiq.mining.modifiers.kept import Kept, holding, weekly
from custom_components.homeiq.mining.pattern import EVERY_DAY, WEEKEND, WORKDAYS, Pattern
from custom_components.homeiq.mining.study import Study, in_months, month_of

ARCS: Final = 12 * 11  # runs of neighbouring months, from one to eleven


@dataclass(frozen=True, slots=True)
class Season:
    """Finds what is done in some neighbouring months and not in the others.

    What is found on the days of the present month, last year's among them, is a habit of all the
    months in which it holds. That these are not like the others is shown by Fisher's exact test,
    corrected (Bonferroni) for all runs of months that there are. What is done in the other months
    as well, only at another hour, follows the sun or the clock and is no habit of a season. It
    needs a whole year, and that the habit came back: what began lately may be there to stay.
    Learned on the days of its season before each week that proves; shown while it is on.
    """

    name: str = "season"
    classes: tuple[tuple[int, ...], ...] = (EVERY_DAY, WORKDAYS, WEEKEND)
    fewest: int = 365  # days that the history spans
    fewest_of_month: int = 14  # days of a month, to look for habits in it
    longest: int = 84  # days that teach
    first: int = 14  # days of the season that teach before the first week that proves
    most: int = 9  # months; what holds in more of them is a habit of the year
    surprise: float = 0.0001  # largest corrected p-value: it is asked of hundreds of patterns
    about: float = 7200.0  # seconds; what is done so near to its time is done all the same
    apart: int = 28  # days without the season between two of its turns
    came_back: int = 3  # acts met since it last came back

    def windows(self, days: Ints) -> list[Ints]:
        """Return the days of the present month, in all years."""
        if not len(days) or days[-1] - days[0] < self.fewest:
            return []
        month = month_of(days)
        present = days[month == month[-1]]
        return [present] if len(present) >= self.fewest_of_month else []

    def suppose(self, study: Study, pattern: Pattern) -> Pattern | None:
        """Return a pattern of one month with all the months in which it holds."""
        plain, days = replace(pattern, conditions=()), study.log.days
        kept = Kept.of(study, plain, days)
        months = self._months(kept)
        if not months or kept.p_value(in_months(kept.days, months)) * ARCS > self.surprise:
            return None
        about = Kept.about(study, plain, days, self.about)
        return replace(pattern, months=months) if self._months(about) == months else None

    def _months(self, kept: Kept) -> tuple[int, ...]:
        """Return the run of months in which a habit holds, empty where it is no season's."""
        if not kept.kept.any():
            return ()
        months = _run(holding(kept.shares(month_of(kept.days) - 1, 12)))
        return months if len(months) <= self.most else ()

    def rolls(self, days: Ints, pattern: Pattern) -> tuple[Fold, ...]:
        """Return the weeks of the season, each taught by the days of the season before."""
        return weekly(days[in_months(days, pattern.months)], self.first, self.longest)

    def aim(self, study: Study, pattern: Pattern, days: Ints) -> Pattern:  # noqa: ARG002  # the protocol's
        """Return the pattern: it stays where it is."""
        return replace(pattern, window=len(days))

    def confirm(self, study: Study, pattern: Pattern, met: Ints) -> Pattern | None:
        """Return the pattern where last year's season taught what holds in this one."""
        season = study.log.days[in_months(study.log.days, pattern.months)]
        begins = season[1:][np.diff(season) > self.apart]
        if not len(begins):
            return None
        again = np.count_nonzero(study.log.day[met] >= begins[-1])
        return pattern if again >= self.came_back else None


def _run(parts: tuple[int, ...]) -> tuple[int, ...]:
    """Return months (1-12) in the order of the season; none where they are not neighbours."""
    months = [part + 1 for part in parts]
    begins = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(begins) != 1:
        return ()
    return tuple((begins[0] - 1 + step) % 12 + 1 for step in range(len(months)))
