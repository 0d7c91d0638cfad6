"""180 archived days: measured in a fresh process, printed as one JSON object."""

import asyncio
from dataclasses import asdict, dataclass, field, replace
import gc
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benchmarks.reading.asked import Asked
from benchmarks.reading.scan import scan_some
from benchmarks.reading.source import FileSource
from custom_components.homeiq.history.archive import Block, Day
from custom_components.homeiq.history.cursor import never
from custom_components.homeiq.history.merge import by_day
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.store.store import Store

_DAYS: Final = 180


@dataclass(slots=True)
class HalfYear:
    """Seconds of each round."""

    archive: list[float] = field(default_factory=list)
    scan: list[float] = field(default_factory=list)
    events: int = 0  # in the archive
    rows: int = 0  # of the scan, as many where the recorder has so many
    kilobytes: float = 0.0


async def half_year(asked: Asked, rounds: int, folder: Path) -> HalfYear:
    """Fill an archive with 180 days, and read it beside as many rows of a recorder."""
    seen = HalfYear()
    database = folder / "long.db"
    store = Store(database)
    await store.async_open()
    try:
        last = await _fill(store, asked)
        first = last - _DAYS + 1
        for _ in range(rounds):
            gc.collect()
            start = perf_counter()
            raw = await store.archive.load(first, last, asked.actionable.entity_ids)
            log = build_log(raw, asked.home)
            seen.archive.append(perf_counter() - start)
            seen.events = len(log)
            del raw, log
            gc.collect()
            start = perf_counter()
            rows = scan_some(asked.database, asked.actionable, seen.events)
            seen.scan.append(perf_counter() - start)
            seen.rows = len(rows)
            del rows
    finally:
        await store.async_close()
    seen.kilobytes = database.stat().st_size / 1000
    return seen


async def _fill(store: Store, asked: Asked) -> int:
    """Keep 180 days, and return the last; where the recorder has fewer, they come once more."""
    raw = await FileSource(asked).async_read(asked.actionable, never)
    first, last = (int(at // DAY_SECONDS) for at in (raw.time.min(), raw.time.max()))
    days = dict(by_day(raw, range(first + 1, last)))  # without the half ones at both ends
    for number in range(last - _DAYS, last):
        told = days[last - 1 - (last - 1 - number) % len(days)]
        moved = (number - int(told.time[0] // DAY_SECONDS)) * float(DAY_SECONDS)
        day = Day(number, (number + 1.0) * DAY_SECONDS, frozenset({"recorder"}))
        block = Block(day, replace(told, time=told.time + moved))
        await store.archive.save([block], asked.actionable.entity_ids)
    return last - 1


def main(file: Path, rounds: int) -> None:
    """Print what was seen."""
    with TemporaryDirectory(prefix="homeiq-bench-", dir=file.parent) as folder:
        seen = asyncio.run(half_year(Asked.load(file), rounds, Path(folder)))
        print(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
