"""Which readings are left out where sensors report more often than anybody can act on them."""

from collections.abc import Mapping, Sequence
from math import inf, log2
from typing import Final

from custom_components.homeiq.history.cursor import listed

# Of all sensors of a home together. A home of fifty that each report every twelve minutes has as
# many; it is a third of what people and devices do in a lively home.
READINGS_A_DAY: Final = 6_000
_MOST: Final = 5  # quarterings; of what comes each second one is left in a quarter of an hour
_BITS: Final = 32
_GOLDEN: Final = 2_654_435_761  # 2**32 divided by the golden ratio
_ROWS: Final = (1 << 20) - 1  # so that a product stays within 63 bits, however great an id is


def quarterings(a_day: Mapping[int, float]) -> dict[int, int]:
    """Return how often the readings of each sensor are to be quartered, of those that are too many.

    `a_day`: how many it has. All have the same budget: what a quiet one does not need, others may
    use. It is kept to about; quartering leaves a day's rows the same though rates are told a
    little differently, and the readings that two quarterings leave are among those that one does.
    """
    level = fair_level(sorted(a_day.values()), READINGS_A_DAY)
    times = {one: round(log2(rate / level) / 2) for one, rate in a_day.items() if rate > level}
    return {one: min(often, _MOST) for one, often in times.items() if often}


def fair_level(rates: Sequence[float], budget: float) -> float:
    """Return the rate that none may be above so that all, ascending, keep to the budget."""
    left = float(budget)
    for number, rate in enumerate(rates):
        share = left / (len(rates) - number)
        if rate > share:
            return share
        left -= rate
    return inf


def chosen(row: str, sensor: str, often: Mapping[int, int]) -> list[str]:
    """Return SQL for the readings that are left of sensors: `often` each of them is quartered.

    Each condition is for other sensors. Readings are chosen by a hash of the row's id: sensors
    report in step, so that each fourth row could be one sensor's every time. What is left are
    readings as they were, no means of some.
    """
    place = f"((({row} & {_ROWS}) * {_GOLDEN}) & {(1 << _BITS) - 1})"
    alike: dict[int, list[int]] = {}
    for one, times in often.items():
        alike.setdefault(times, []).append(one)
    return [
        f"{sensor} IN ({listed(alike[times])}) AND {place} < {1 << (_BITS - 2 * times)}"
        for times in sorted(alike)
    ]
