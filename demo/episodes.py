"""When something begins that keeps to no clock."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Bools
from demo.acts import Moments
from demo.habits import ADHERENCE
from demo.people import HOUR

ANY_HOUR: Final = (7.0, 22.0)  # local hours between which it begins


def at_any_hour(
    moments: Moments,
    a_day: float,
    lasts: float,
    apart: float,
    hours: tuple[float, float] = ANY_HOUR,
) -> list[float]:
    """Return about `a_day` moments for each day at home, in order, in UTC seconds.

    Somebody is awake at home then and `lasts` seconds later; each is `apart` seconds after the
    one before, or more.
    """
    calendar, rng = moments.presence.calendar, moments.rng
    first, last = (HOUR * hour for hour in hours)
    drawn = [
        moments.between(calendar.utc(day, first), calendar.utc(day, last))
        for day in calendar.at_home.tolist()
        for _ in range(rng.poisson(a_day))
    ]
    begun: list[float] = []
    for time in sorted(drawn):
        free = not begun or time - begun[-1] >= apart
        if free and moments.anybody(time) and moments.anybody(time + lasts):
            begun.append(time)
    return begun


def which_kept(moments: Moments, count: int) -> Bools:
    """Return on which of `count` occasions a habit is kept; how often is the household's own."""
    share = moments.rng.uniform(*ADHERENCE)
    kept = np.zeros(count, np.bool_)
    kept[moments.rng.permutation(count)[: round(share * count)]] = True
    return kept
