"""A night with an archive in place: measured in a fresh process, printed as one JSON object."""

import asyncio
from dataclasses import asdict, dataclass, field, replace
import gc
import json
from pathlib import Path
import shutil
import sys
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from homeassistant.core import HomeAssistant

from benchmarks.reading.asked import Asked
from benchmarks.reading.source import FileSource
from custom_components.homeiq.history.archive import Bounds
from custom_components.homeiq.history.cursor import never
from custom_components.homeiq.history.gather import async_gather
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.store.store import Store

_HOUR: Final = 3600
_DAYS: Final = 30
_BOUNDS: Final = Bounds(180, 200)


@dataclass(slots=True)
class Nights:
    """Seconds of each round."""

    first: float = 0.0  # into an archive that is empty
    night: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)  # of it, the recorder
    ordering: list[float] = field(default_factory=list)  # of it, to an EventLog
    whole: list[float] = field(default_factory=list)  # all days from the recorder instead
    events: int = 0
    kilobytes: float = 0.0  # of the archive's file


async def nights(asked: Asked, rounds: int, folder: Path) -> Nights:
    """Fill an archive one night, and measure the next, again and again."""
    hass = HomeAssistant(str(folder))
    seen = Nights()
    # At three in the morning, as by default; the home's days end at midnight.
    end = asked.relevant.end - 21 * _HOUR
    tonight = replace(asked.relevant, start=end - _DAYS * DAY_SECONDS, end=end)
    before = replace(tonight, start=tonight.start - DAY_SECONDS, end=end - DAY_SECONDS)
    kept, used = folder / "kept.db", folder / "used.db"
    try:
        seen.first, _, _ = await _night(hass, asked, before, kept, seen)
        seen.kilobytes = kept.stat().st_size / 1000
        for _ in range(rounds):
            shutil.copy(kept, used)
            gc.collect()
            night, reading, ordering = await _night(hass, asked, tonight, used, seen)
            seen.night.append(night)
            seen.reading.append(reading)
            seen.ordering.append(ordering)
            used.unlink()
            gc.collect()
            start = perf_counter()
            raw = await FileSource(asked).async_read(tonight, never)
            log = build_log(raw, asked.home)
            seen.whole.append(perf_counter() - start)
            del raw, log
    finally:
        await hass.async_stop(force=True)
    return seen


async def _night(
    hass: HomeAssistant, asked: Asked, query: HistoryQuery, database: Path, seen: Nights
) -> tuple[float, float, float]:
    """Return the seconds of a night: in all, of the recorder, and to an EventLog."""
    store, source = Store(database), FileSource(asked)
    await store.async_open()
    try:
        start = perf_counter()
        gathered = await async_gather(hass, store.archive, (source,), query, _BOUNDS, never)
        told = perf_counter()
        log = build_log(gathered.raw, asked.home)
        end = perf_counter()
    finally:
        await store.async_close()
    if gathered.troubles:
        raise RuntimeError(gathered.troubles)
    seen.events = len(log)
    return end - start, source.seconds, end - told


def main(file: Path, rounds: int) -> None:
    """Print what was seen."""
    with TemporaryDirectory(prefix="homeiq-bench-", dir=file.parent) as folder:
        seen = asyncio.run(nights(Asked.load(file), rounds, Path(folder)))
        print(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
