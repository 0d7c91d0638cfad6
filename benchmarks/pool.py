"""The same work on many seeds, on all cores."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
import os


def over[Asked, Answer](work: Callable[[Asked], Answer], asked: Iterable[Asked]) -> list[Answer]:
    """Return what work gives for each of asked, in their order; each in a process of its own.

    `work` is a function of a module, and what it takes and returns is small.
    """
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(work, asked))
