"""Where values lie and how far they scatter, although some of them are far off."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats, Ints

MAD_TO_SIGMA: Final = 1.4826  # of a normal distribution
SN_TO_SIGMA: Final = 1.1926


def median(values: Floats) -> Floats:
    """Return the median along the last axis; np.median takes thrice as long for so few."""
    ordered = np.sort(values, axis=-1)
    count = values.shape[-1]
    return np.asarray((ordered[..., (count - 1) // 2] + ordered[..., count // 2]) / 2)


def group_medians(values: Floats, group: Ints, groups: int) -> Floats:
    """Return the median of each group, 0 where it has none; in any order."""
    ordered = values[np.lexsort((values, group))]
    counts = np.bincount(group, minlength=groups)
    first, last = np.cumsum(counts) - counts, max(len(values) - 1, 0)
    low, high = first + np.maximum(counts - 1, 0) // 2, first + counts // 2
    padded = ordered if len(ordered) else np.zeros(1)
    middle = (padded[np.minimum(low, last)] + padded[np.minimum(high, last)]) / 2
    return np.where(counts > 0, middle, 0.0)


def mad(values: Floats) -> float:
    """Return the median distance from the median, as a standard deviation; 0 of nothing.

    Hampel, F. R. (1974), The influence curve and its role in robust estimation, Journal of the
    American Statistical Association 69, 383-393.
    """
    if not len(values):
        return 0.0
    return MAD_TO_SIGMA * float(median(np.abs(values - median(values))))


def sn(values: Floats) -> float:
    """Return the usual distance between two values, as a standard deviation; 0 of nothing.

    Needs no centre and wavers less than the MAD where values are few, at the cost of n squared
    distances. Rousseeuw, P. J. and Croux, C. (1993), Alternatives to the median absolute
    deviation, Journal of the American Statistical Association 88, 1273-1283.
    """
    if not len(values):
        return 0.0
    return SN_TO_SIGMA * float(median(median(np.abs(values[:, None] - values))))


def middle_of_best(worth: Floats) -> int | None:
    """Return the middle of the first run of best places; None where nothing is worth anything.

    Other days tip what was chosen at the edge of a run, and leave its middle as it is.
    """
    if not len(worth) or worth.max() <= 0:
        return None
    best = worth >= worth.max()
    first = int(np.argmax(best))
    run = int(np.argmin(np.append(best[first:], False)))  # ends the run
    return first + (run - 1) // 2
