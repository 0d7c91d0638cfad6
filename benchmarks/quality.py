"""Whether what is suggested is true, on simulated households and on real homes."""

from collections.abc import Iterator

from benchmarks import alarms, calibration, homes, households, nulls, rolling
from benchmarks.figures import Figure


def run() -> Iterator[Figure]:
    """Yield the figures of all."""
    yield from households.figures()
    yield from nulls.figures()
    yield from calibration.figures()
    yield from alarms.figures()
    yield from homes.figures()
    yield from rolling.figures()
