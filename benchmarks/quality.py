"""Whether what is suggested is true, on simulated households and on real homes."""

from collections.abc import Iterator

from benchmarks import homes, households
from benchmarks.figures import Figure


def run() -> Iterator[Figure]:
    """Yield the figures of both."""
    yield from households.figures()
    yield from homes.figures()
