"""Quantiles, of a few values or of many rows at once, where numpy's own take their time."""

from collections.abc import Sequence

import numpy as np

from custom_components.homeiq.mining.event_log import Floats


def quantile(ascending: Floats, share: float) -> float:
    """Return one quantile of ascending values, of which there is one at least."""
    low, part = divmod(share * (len(ascending) - 1), 1)
    below, above = ascending[int(low)], ascending[min(int(low) + 1, len(ascending) - 1)]
    step = above - below
    return float(below + step * part if part < 1 - part else above - step * (1 - part))


def quantiles(values: Floats, shares: Sequence[float]) -> Floats:
    """Return the shape (rows, shares) quantiles of each row, NaN where a row holds nothing.

    A NaN is no value. Between two values it is interpolated as numpy does, which takes a call of
    60 microseconds for each row: definition 7 of Hyndman, R. J. and Fan, Y. (1996), Sample
    quantiles in statistical packages, The American Statistician 50, 361-365.
    """
    ascending = np.sort(values, axis=1)  # NaN comes last
    if not values.shape[1]:
        return np.full((len(values), len(shares)), np.nan)
    last = np.maximum(values.shape[1] - 1 - np.isnan(values).sum(axis=1), 0)[:, None]
    place = last * np.asarray(shares)
    low = place.astype(np.int64)
    rows = np.arange(len(values))[:, None]
    below, above = ascending[rows, low], ascending[rows, np.minimum(low + 1, last)]
    step, part = above - below, place - low
    return np.where(part < 1 - part, below + step * part, above - step * (1 - part))
