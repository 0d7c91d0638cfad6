"""Ranges of places, all laid out in one row."""

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Ints


def laid_out(first: NDArray[np.integer], end: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Return (number of the range, place) for every place from each first up to before its end.

    Both have the length of all ranges together, in the order of the ranges.
    """
    lengths = np.maximum(end - first, 0)
    number = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    before = np.cumsum(lengths) - lengths
    place = np.arange(len(number)) + np.repeat(first - before, lengths)
    return number, place.astype(np.int32)
