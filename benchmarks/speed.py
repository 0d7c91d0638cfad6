"""How long mining takes and how much memory, beside a sort of as many numbers."""

from collections.abc import Iterator
import csv
from dataclasses import dataclass
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import pickle
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.figures import Figure, at_most
from benchmarks.households import DAILY
from benchmarks.pool import over
from benchmarks.real_home import ROOT, output
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import NUMERIC, Origin
from demo.household import SimulatedHome, simulate
from demo.spec import HouseholdSpec


@dataclass(frozen=True, slots=True)
class Size:
    """A household of a size."""

    name: str
    spec: HouseholdSpec
    runs: int


# Four and eight weeks: both are proven by cross-fitting, which takes longest.
SMALL: Final = Size(
    "100k events of 150 entities", HouseholdSpec(days=28, events=109_000, kinds=DAILY), 7
)
LARGE: Final = Size(
    "1M events of 400 entities",
    HouseholdSpec(days=56, entities=400, events=1_100_000, kinds=DAILY),
    3,
)
LOG: Final = "log.pickle"
TABLE: Final = "events.csv"
MEGABYTE: Final = 1024  # in the kilobytes of the kernel


def run() -> Iterator[Figure]:
    """Measure each in a fresh process, one after the other."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        small, large = (Path(folder) / name for name in ("small", "large"))
        # In processes of their own, so that this one stays small: what it starts inherits its size.
        over(_prepare, [(SMALL, small), (LARGE, large)])
        few = _measured(small, SMALL)
        many = _measured(large, LARGE)
        yield from _mining(SMALL, few, 1)
        yield from _mining(LARGE, many, 8)
        yield at_most(f"{LARGE.name}, memory above log", many["megabytes"], 250, "MB")
        growth = many["median"] / few["median"]
        yield at_most(f"from {SMALL.name} to {LARGE.name}: growth", growth, 12, "times")
        yield from _command(large, many)


def _prepare(asked: tuple[Size, Path]) -> None:
    """Write a household's log into a folder, as columns and as a table."""
    size, folder = asked
    folder.mkdir()
    home = simulate(size.spec)
    log = build_log(home.raw, home.home)
    (folder / LOG).write_bytes(pickle.dumps((log, home.home)))
    if size == LARGE:
        _write_table(home, folder / TABLE)


def _write_table(home: SimulatedHome, path: Path) -> None:
    raw = home.raw
    origins = [origin.name.lower() for origin in Origin]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("time", "entity_id", "state", "origin"))
        for row in range(len(raw.time)):
            state = int(raw.state[row])
            shown = f"{raw.number[row]:g}" if state == NUMERIC else raw.states[state]
            at = datetime.fromtimestamp(raw.time[row], UTC).isoformat(timespec="milliseconds")
            writer.writerow((at, raw.entities[raw.entity[row]], shown, origins[raw.origin[row]]))


def _measured(folder: Path, size: Size) -> dict[str, Any]:
    """Return what benchmarks.mining_once says of a log."""
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    command = sys.executable, "-m", "benchmarks.mining_once", str(folder / LOG), str(size.runs)
    measured: dict[str, Any] = json.loads(output(*command))
    return measured


def _mining(size: Size, measured: dict[str, Any], goal: float) -> Iterator[Figure]:
    events = f"{measured['events']:,} events, {measured['acts']:,} acts"
    name = f"{size.name}: mining alone"
    yield at_most(f"{name} (best of {size.runs})", measured["best"], goal, f"s CPU; {events}")
    yield Figure("  (median)", measured["median"], "s CPU")
    yield Figure("  a numpy sort of as many float64", measured["sort"] * 1000, "ms CPU")
    yield Figure("  mining takes as long as so many sorts", measured["best"] / measured["sort"])


def _command(folder: Path, measured: dict[str, Any]) -> Iterator[Figure]:
    """Measure script/analyze on a table, the whole command."""
    spec = LARGE.spec
    command = (
        str(ROOT / "script" / "analyze"),
        str(folder / TABLE),
        f"--timezone={spec.timezone}",
        f"--latitude={spec.latitude}",
        f"--longitude={spec.longitude}",
        "--json",
    )
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # our own
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    seconds = used.ru_utime + used.ru_stime
    name = "script/analyze on a CSV of 1M events"
    yield at_most(f"{name}, the whole command", seconds, 20, "s CPU")
    yield Figure("  takes as long as so many sorts of as many float64", seconds / measured["sort"])
    yield at_most(f"{name}, memory", used.ru_maxrss / MEGABYTE, 700, "MB")
