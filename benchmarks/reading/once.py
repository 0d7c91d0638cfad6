"""Measure one database in a fresh process, and print what was seen as one JSON object."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
import gc
import json
from pathlib import Path
import sys
from time import perf_counter

from benchmarks.reading.asked import Asked
from benchmarks.reading.cold import can_drop, drop
from benchmarks.reading.memory import forget_peak, peak, resident
from benchmarks.reading.scan import Way, scan
from benchmarks.reading.timed import TimedConnection
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog


@dataclass(slots=True)
class Ours:
    """Seconds of each round."""

    whole: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)  # in the driver
    decoding: list[float] = field(default_factory=list)  # to columns, and who did it
    ordering: list[float] = field(default_factory=list)  # to an EventLog
    events: int = 0

    def round(self, asked: Asked, query: HistoryQuery) -> None:
        """Read once more."""
        start = perf_counter()
        with closing(open_file(asked.database)) as connection:
            timed = TimedConnection(connection)
            raw = read_connection(timed, query, asked.home)
        read = perf_counter()
        log = build_log(raw, asked.home)
        end = perf_counter()
        self.whole.append(end - start)
        self.reading.append(timed.seconds)
        self.decoding.append(read - start - timed.seconds)
        self.ordering.append(end - read)
        self.events = len(log)


@dataclass(slots=True)
class Seen:
    """What is told."""

    rows: int
    ours: Ours
    row_order: list[float]  # seconds of each round
    index: list[float]
    is_cold: bool = False


def times(asked: Asked, query: HistoryQuery, rounds: int, *, cold: bool) -> Seen:
    """Return the seconds of all, by turns, so that a busy machine slows all."""
    seen = Seen(0, Ours(), [], [])
    ways = ((Way.ROW_ORDER, seen.row_order), (Way.INDEX, seen.index))
    read = partial(scan, asked.database, query, Way.ROW_ORDER)
    if cold and not can_drop(asked.database, read):
        return seen
    seen.is_cold = cold
    for number in range(rounds if cold else rounds + 1):
        if number == 0 and not cold:  # only to warm up
            Ours().round(asked, query)
            read()
            continue
        _prepare(asked.database, cold=cold)
        seen.ours.round(asked, query)
        for way, seconds in ways:
            _prepare(asked.database, cold=cold)
            start = perf_counter()
            rows = scan(asked.database, query, way)
            seconds.append(perf_counter() - start)
            seen.rows = len(rows)
            del rows
    return seen


def _prepare(database: Path, *, cold: bool) -> None:
    gc.collect()
    if cold:
        drop(database)


def megabytes(work: Callable[[], object]) -> float:
    """Return the most memory that work took above what was in use, in megabytes."""
    gc.collect()
    before = resident()
    forget_peak()
    kept = work()
    most = peak() - before
    del kept
    return most


def events(asked: Asked, query: HistoryQuery) -> EventLog:
    """Return the events, as a run reads them."""
    with closing(open_file(asked.database)) as connection:
        return build_log(read_connection(connection, query, asked.home), asked.home)


def main(file: Path, which: str, what: str, rounds: int) -> None:
    """Print what was seen; `which` is a query of Asked."""
    asked = Asked.load(file)
    query: HistoryQuery = getattr(asked, which)
    match what:
        case "warm" | "cold":
            print(json.dumps(asdict(times(asked, query, rounds, cold=what == "cold"))))
        case "ours":  # a scan of so many rows would take gigabytes
            ours = Ours()
            for _ in range(rounds):
                gc.collect()
                ours.round(asked, query)
            print(json.dumps(asdict(ours)))
        case "memory":
            print(json.dumps(megabytes(lambda: events(asked, query))))
        case "scan-memory":
            print(json.dumps(megabytes(lambda: scan(asked.database, query, Way.ROW_ORDER))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
