"""Accepting: the user's file byte for byte, and after each accident the old or the new one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benchmarks.accepting.accidents import Accidents, Verdict
from benchmarks.accepting.case import SHARES, Kind
from benchmarks.accepting.large_file import Many, accept_many
from benchmarks.accepting.life import DONE
from benchmarks.figures import Figure, at_least, at_most

AUTOMATIONS: Final = 500
ACCEPTS: Final = 100
_TOLD: Final = 10  # cases that are named, so that they can be looked at


def run() -> Iterator[Figure]:
    """Measure one after the other: two at once would slow each other."""
    with TemporaryDirectory(prefix="homeiq-bench-", ignore_cleanup_errors=True) as folder:
        accidents = Accidents(Path(folder))
        many = accept_many(accidents.where, Path(folder) / "large", AUTOMATIONS, ACCEPTS)
        yield from large(many, AUTOMATIONS, ACCEPTS)
        begin = perf_counter()
        yield from faults(go(accidents, SHARES), perf_counter() - begin)


def go(accidents: Accidents, counts: Mapping[Kind, int]) -> list[Verdict]:
    """Let so many accidents of each kind happen."""
    accidents.prepare()
    return list(accidents.all(accidents.cases(counts)))


def large(seen: Many, automations: int, accepts: int) -> Iterator[Figure]:
    """Yield what became of a large file."""
    name = f"{automations} automations ({seen.size:,} bytes), {accepts} accepts"
    yield at_most(f"{name}: bytes changed that are not ours", seen.changed, 0)
    yield at_most("  automations that read otherwise than before", seen.others, 0)
    yield at_least("  accepted, once in the file, and running", seen.accepted, accepts)
    yield Figure("  one accept (median)", seen.milliseconds, "ms")
    yield Figure("  the slowest", seen.slowest, "ms")
    yield Figure("  longest stall of the event loop", seen.stalled * 1000, "ms")


def faults(verdicts: Sequence[Verdict], seconds: float) -> Iterator[Figure]:
    """Yield how many accidents left something wrong, and how many there were of each kind."""
    count = len(verdicts)
    yield at_most(
        f"{count} accidents: files neither old nor new", sum(bool(v.file) for v in verdicts), 0
    )
    yield at_most(
        "  databases that disagree after the next start",
        sum(bool(each.database) for each in verdicts),
        0,
    )
    yield at_most(
        "  else wrong: left behind, lost, or an error for nobody's eyes",
        sum(bool(each.other) for each in verdicts),
        0,
    )
    kinds = Counter(each.case.kind for each in verdicts)
    for kind, number in kinds.items():
        accepted = sum(each.told == DONE for each in verdicts if each.case.kind is kind)
        yield Figure(f"  {kind}", number, f"; accepted all the same: {accepted}")
    yield Figure("  whose moment never came", sum(not each.acted for each in verdicts))
    yield Figure("  took", seconds, "s")
    for wrong in [each for each in verdicts if each.faults][:_TOLD]:
        name = f"  {wrong.case.kind.name.lower()} {wrong.case.seed}"
        yield Figure(name, "; ".join(wrong.faults))
