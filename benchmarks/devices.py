"""What devices can do, what of it nobody uses, what should work together: how long, how well."""

import asyncio
from collections.abc import Iterator, Sequence
import json
import os
from pathlib import Path
from statistics import median
import sys
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks import furnished
from benchmarks.figures import Figure, at_most
from benchmarks.many_devices.database import write_home
from benchmarks.many_devices.home import DEVICES, ENTITIES
from benchmarks.many_devices.lived import live
from benchmarks.many_devices.slow import DEVICES as CONTEXTS, Waited, async_wait
from benchmarks.pool import over
from benchmarks.real_home import ROOT, output

MOST_CPU: Final = 2.0  # seconds
MOST_WAITING: Final = 2.0  # times the slowest
ROUNDS: Final = 3
COUNTED: Final = ("capabilities", "features", "synergies", "context")
_OTHERS: Final = ("events", "patterns")


def run() -> Iterator[Figure]:
    """Measure a home of many devices, contexts from a slow source, and simulated households."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        yield from of_home(_measured(Path(folder)))
    yield from of_waiting(asyncio.run(async_wait()))
    yield from furnished.figures()


def _measured(folder: Path) -> dict[str, Any]:
    """Return what benchmarks.many_devices.once says of the home."""
    database, config = folder / "home.db", folder / "config"
    config.mkdir()
    # In a process of its own, so that this one stays small: what it starts inherits its size.
    over(_write, [database])
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    command = sys.executable, "-m", "benchmarks.many_devices.once", str(config), str(database)
    measured: dict[str, Any] = json.loads(output(*command, str(ROUNDS)))
    return measured


def _write(database: Path) -> None:
    write_home(live(), database)


def of_home(seen: dict[str, Any]) -> Iterator[Figure]:
    """Yield what the phases of a run took."""
    runs: Sequence[dict[str, dict[str, Any]]] = seen["runs"]
    spent = [sum(one[name]["cpu"] for name in COUNTED) for one in runs]
    home = f"{DEVICES} devices, {ENTITIES:,} entities"
    yield at_most(f"{home}: inventoried and analysed", median(spent), MOST_CPU, "s CPU")
    yield Figure("  the first run after the start", spent[0], "s CPU")
    for name in COUNTED:
        cpu = median(one[name]["cpu"] for one in runs)
        yield Figure(f"  {name}", cpu, f"s CPU: {runs[-1][name]['detail']}")
    for name in _OTHERS:
        cpu = median(one[name]["cpu"] for one in runs)
        yield Figure(f"  not counted: {name}", cpu, f"s CPU: {runs[-1][name]['detail']}")
    yield Figure("  wall time", median(_wall(one) for one in runs), "s")
    most = max(one[name]["megabytes"] for one in runs for name in COUNTED)
    yield Figure("  memory above what was in use before the phase, at most", most, "MB")
    name = max(COUNTED, key=lambda name: float(seen["held"][name]["gap"]))
    gap, used = (seen["held"][name][key] * 1000 for key in ("gap", "used"))
    told = f"ms: {name}, {used:.0f} ms of it CPU"
    yield Figure("  longest time that the event loop was held", gap, told)
    dumps = f"JSON dumps of all {seen['dumped']:,} states"
    yield Figure(f"  as long as so many {dumps}", median(spent) / seen["dump"])
    yield Figure(f"contexts of {CONTEXTS} of them", seen["contexts"] * 1000, "ms")


def _wall(one: dict[str, dict[str, Any]]) -> float:
    return sum(float(one[name]["wall"]) for name in COUNTED)


def of_waiting(waited: Waited) -> Iterator[Figure]:
    """Yield how long contexts take that come slowly."""
    name = f"contexts of {CONTEXTS} devices from a slow source: beside its slowest"
    told = f"times: {waited.together:.3f} s beside {waited.slowest:.3f} s"
    yield at_most(name, waited.together / waited.slowest, MOST_WAITING, told)
    yield Figure("  one after the other", waited.one_after_the_other, "s")
