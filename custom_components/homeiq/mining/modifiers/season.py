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

    Every month is looked at by itself; what is found in one is a habit of all the months in which
    it holds. That these are not like the others is shown by Fisher's exact test, corrected
    (Bonferroni) for all runs of months that there are. It needs a whole year, and that the habit
    came back: what began lately may be there to stay. Learned on the days of its season before
    each week that proves, last year's among them; shown while the season is on.
    """

    name: str = "season"
    classes: tuple[tuple[int, ...], ...] = (EVERY_DAY, WORKDAYS, WEEKEND)
    fewest: int = 365  # days that the history spans
    fewest_of_month: int = 14  # days of a month, to look for habits in it
    longest: int = 84  # days that teach
    first: int = 14  # days of the season that teach before the first week that proves
    most: int = 9  # months; what holds in more of them is a habit of the year
    surprise: float = 0.01  # largest corrected p-value
    apart: int = 28  # days without the season between two of its turns
    came_back: int = 3  # acts met since it last came back

    def windows(self, days: Ints) -> list[Ints]:
        """Return the months of the latest year, each by itself."""
        if not len(days) or days[-1] - days[0] < self.fewest:
            return []
        latest = days[days > days[-1] - self.fewest]
        month = month_of(latest)
        months = (latest[month == one] for one in range(1, 13))
        return [one for one in months if len(one) >= self.fewest_of_month]

    def suppose(self, study: Study, pattern: Pattern) -> Pattern | None:
        """Return a pattern of one month with all the months in which it holds."""
        kept = Kept.of(study, replace(pattern, conditions=()))
        if not kept.kept.any():
            return None
        month = month_of(kept.days)
        months = _run(holding(kept.shares(month - 1, 12)))
        on = int(month_of(study.log.days[-1:])[0]) in months
        if not on or len(months) > self.most:
            return None
        if kept.p_value(in_months(kept.days, months)) * ARCS > self.surprise:
            return None
        return replace(pattern, months=months)

    def rolls(self, days: Ints, pattern: Pattern) -> tuple[Fold, ...]:
        """Return the weeks of the season, each taught by the days of the season before."""
        return weekly(days[in_months(days, pattern.months)], self.first, self.longest)

    def aim(self, study: Study, pattern: Pattern, days: Ints) -> Pattern:  # noqa: ARG002  # as it is
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
