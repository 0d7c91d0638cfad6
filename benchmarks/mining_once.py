"""Mine one log in a fresh process: CPU seconds, and memory above the interpreter and the log."""

from collections.abc import Callable
import json
from pathlib import Path
import pickle
import resource
from statistics import median
import sys
from time import process_time

import numpy as np

from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.settings import MiningSettings

SORTS = 5


def main(file: Path, runs: int) -> None:
    """Print one JSON object; memory in megabytes."""
    log, home = pickle.loads(file.read_bytes())  # noqa: S301  # the benchmark wrote it
    before = _resident()
    spent = [_seconds(lambda: mine(log, home, MiningSettings())) for _ in range(runs)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    numbers = np.random.default_rng(1).random(len(log))
    sorting = min(_seconds(lambda: np.sort(numbers)) for _ in range(SORTS))
    measured = {
        "events": len(log),
        "acts": int(log.act.sum()),
        "best": min(spent),
        "median": median(spent),
        "megabytes": peak - before,
        "sort": sorting,
    }
    print(json.dumps(measured))


def _resident() -> float:
    """Return the memory in use, in megabytes; Linux only, as Home Assistant's own system."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process, all threads."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
