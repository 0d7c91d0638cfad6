"""How long the same calls take when they are made in other ways: what a schedule is held against.

All in seconds; `durations` are those of the calls, in their order.
"""

from collections.abc import Sequence
from heapq import heapreplace


def best(durations: Sequence[float], at_once: int) -> float:
    """Return a bound that no schedule can beat, even one that knows all durations before."""
    return max(sum(durations) / at_once, max(durations, default=0.0))


def longest_first(durations: Sequence[float], at_once: int) -> float:
    """Return what comes of it when all durations are known and the longest begin."""
    return in_order(sorted(durations, reverse=True), at_once)


def in_order(durations: Sequence[float], at_once: int) -> float:
    """Return what comes of it when the next begins as soon as any has ended."""
    ends = [0.0] * at_once
    for duration in durations:
        heapreplace(ends, ends[0] + duration)
    return max(ends)


def sequential(durations: Sequence[float]) -> float:
    """Return what comes of it one after the other."""
    return sum(durations)


def batches(durations: Sequence[float], at_once: int) -> float:
    """Return what comes of it when each batch waits for the slowest of the one before."""
    starts = range(0, len(durations), at_once)
    return sum(max(durations[start : start + at_once]) for start in starts)
