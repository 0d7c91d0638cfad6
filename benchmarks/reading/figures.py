"""What reading takes, beside its yardsticks and goals."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
from statistics import median
import sys
from typing import Any, Final

from benchmarks.figures import Figure, at_most
from benchmarks.real_home import ROOT, output

WARM: Final = 5  # rounds
COLD: Final = 3
NIGHTS: Final = 3
HALF_YEAR: Final = 3
GROWN: Final = 2
OF_SCAN: Final = 1.0
MEMORY: Final = 60  # MB
OF_WHOLE: Final = 0.1
OF_LONG_SCAN: Final = 0.5
GROWTH: Final = 6


def reading(usual: Path, longer: Path) -> Iterator[Figure]:
    """Yield all; both are files of `Asked.save`."""
    warm = _measured("once", usual, "actionable", "warm", WARM)
    yield from _beside_scan("30 days, of what is read whole: warm", warm, OF_SCAN)
    cold = _measured("once", usual, "actionable", "cold", COLD)
    yield from _beside_scan("30 days, of what is read whole: cold", cold, OF_SCAN)
    name = "30 days, of what is read whole: memory"
    yield at_most(name, _measured("once", usual, "actionable", "memory", 1), MEMORY, "MB")
    scanned = _measured("once", usual, "actionable", "scan-memory", 1)
    yield Figure("  the scan's rows", scanned, "MB")
    everything = _measured("once", usual, "relevant", "warm", COLD)
    yield from _beside_scan("30 days, with readings: warm", everything, None)
    taken = _measured("once", usual, "relevant", "memory", 1)
    yield Figure("  memory", taken, "MB")
    yield from _growth(everything["ours"], _measured("once", longer, "relevant", "ours", GROWN))


def archived(usual: Path, longer: Path) -> Iterator[Figure]:
    """Yield what an archive spares; both are files of `Asked.save`."""
    seen = _measured("nights", usual, NIGHTS)
    night, whole = min(seen["night"]), min(seen["whole"])
    name = "a night with the archive, of 30 days read (best)"
    yield at_most(name, night / whole, OF_WHOLE, f"times; {night:.3g} s of {whole:.3g} s")
    unit = f"times; {median(seen['night']):.3g} s of {median(seen['whole']):.3g} s"
    yield Figure("  (median)", median(seen["night"]) / median(seen["whole"]), unit)
    yield Figure("  the recorder's day", min(seen["reading"]), "s")
    rest = (n - r - o for n, r, o in _columns(seen, "night", "reading", "ordering"))
    yield Figure("  keeping it, and 30 days from the archive", min(rest), "s")
    yield Figure("  to an EventLog", min(seen["ordering"]), f"s; {seen['events']:,} events")
    yield Figure("  the first night, into an empty archive", seen["first"], "s")
    yield Figure("  the archive's file", seen["kilobytes"] / 1000, "MB")
    seen = _measured("half_year", longer, HALF_YEAR)
    ours, scan = min(seen["archive"]), min(seen["scan"])
    each = seen["rows"] / seen["events"]  # nearly one
    name = "180 archived days, beside a scan of as many rows (best)"
    unit = f"times; {ours:.3g} s for {seen['events']:,}, {scan:.3g} s for {seen['rows']:,}"
    yield at_most(name, ours / scan * each, OF_LONG_SCAN, unit)
    ours, scan = median(seen["archive"]), median(seen["scan"])
    yield Figure("  (median)", ours / scan * each, f"times; {ours:.3g} s, {scan:.3g} s")
    yield Figure("  the archive's file", seen["kilobytes"] / 1000, "MB")


def _beside_scan(name: str, seen: dict[str, Any], goal: float | None) -> Iterator[Figure]:
    ours = seen["ours"]
    if not ours["whole"]:
        yield Figure(name, None, "the page cache cannot be dropped here", f"≤ {goal:g}")
        return
    # The quicker way to the rows is the yardstick.
    scan = min((seen["row_order"], seen["index"]), key=min)
    took, needed = min(ours["whole"]), min(scan)
    unit = f"times; {took:.3g} s beside {needed:.3g} s, {seen['rows']:,} rows"
    label = f"{name}, beside a scan (best of {len(scan)})"
    ratio = took / needed
    yield Figure(label, ratio, unit) if goal is None else at_most(label, ratio, goal, unit)
    took, needed = median(ours["whole"]), median(scan)
    yield Figure("  (median)", took / needed, f"times; {took:.3g} s beside {needed:.3g} s")
    yield Figure("  reading, in SQLite", min(ours["reading"]), "s")
    yield Figure("  decoding, and who did it", min(ours["decoding"]), "s")
    events = f"s; {ours['events']:,} events"
    yield Figure("  to an EventLog", min(ours["ordering"]), events)
    yield Figure("  the scan in row order", min(seen["row_order"]), "s")
    yield Figure("  the scan by index", min(seen["index"]), "s")


def _growth(usual: dict[str, Any], longer: dict[str, Any]) -> Iterator[Figure]:
    few, many = min(usual["whole"]), min(longer["whole"])
    name = "from 2M to 10M rows, with readings: growth"
    yield at_most(name, many / few, GROWTH, f"times; {few:.3g} s, {many:.3g} s")
    for what, key in (("reading", "reading"), ("decoding", "decoding"), ("to a log", "ordering")):
        yield Figure(f"  {what}", min(longer[key]) / min(usual[key]), "times")


def _columns(seen: dict[str, Any], *names: str) -> Iterator[tuple[float, ...]]:
    return zip(*(seen[name] for name in names), strict=True)


def _measured(module: str, file: Path, *arguments: object) -> Any:
    """Return what a module of this package says of a database, in a fresh process."""
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    told = output(
        sys.executable, "-m", f"benchmarks.reading.{module}", str(file), *map(str, arguments)
    )
    return json.loads(told)
