"""Habits that hold only on some days of the week: which classes of days are worth a try."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.pattern import EVERY_DAY, WEEKEND, WORKDAYS

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
