"""One session of a Home Assistant: idle, HomeIQ added and run, idle again, and a later night."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
import sqlite3
from time import time
from typing import Any, Final

from benchmarks.live.watch import COUNTER, Arrival, watching
from benchmarks.reading.memory import forget_peak, peak, resident
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from demo.instance import Instance, started

_SETTLE_SECONDS: Final = 10.0  # in which the recorder looks through its database
_IDLE_SECONDS: Final = 10.0
_COMMIT_SECONDS: Final = 1.0  # the recorder's interval in the configuration


@dataclass(frozen=True, slots=True)
class Span:
    """A time, in UTC seconds."""

    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the event loop did nothing of what waited."""

    at: float  # its end, UTC seconds
    gap: float  # seconds
    used: float  # seconds of CPU that the process had meanwhile; fewer: it had to wait for one

    def shared(self, other: Gap) -> float:
        """Return how long (seconds) both lasted at once."""
        begin = max(self.at - self.gap, other.at - other.gap)
        return max(0.0, min(self.at, other.at) - begin)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One run of HomeIQ."""

    report: dict[str, Any]
    span: Span
    megabytes: float  # the most, above Home Assistant without HomeIQ

    @property
    def seconds(self) -> float:
        """How long it took, by its own report."""
        return float(self.report["duration_seconds"])

    def phase(self, name: str) -> float:
        """Return the seconds of a phase."""
        return next(float(one["seconds"]) for one in self.report["phases"] if one["name"] == name)


@dataclass(frozen=True, slots=True)
class Session:
    """All that was seen."""

    megabytes: float  # of Home Assistant without HomeIQ
    idle: Span  # without HomeIQ
    added: Span  # its code is imported and its database made
    first: Analysis
    beside: Span  # HomeIQ is there and does nothing
    later: Analysis  # one that has a day and what began since to read
    gaps: tuple[Gap, ...]  # of 10 ms and more
    collections: tuple[Gap, ...]  # garbage collections of 10 ms and more
    arrivals: Sequence[Arrival]
    last: int  # number of the last change that must have arrived

    def longest(self, span: Span) -> Gap:
        """Return the longest gap that began within a span; one of 10 ms where all were shorter."""
        within = (one for one in self.gaps if span.begin <= one.at - one.gap < span.end)
        return max(within, key=lambda one: one.gap, default=Gap(span.end, 0.01, 0.0))

    def collected(self, gap: Gap) -> float:
        """Return how much of a gap (seconds) was spent with collecting garbage."""
        return sum(gap.shared(one) for one in self.collections)

    def lag(self, span: Span) -> float:
        """Return the longest time (seconds) until a change of a span was in the database."""
        return max(one.lag for one in self.arrivals if span.begin <= one.changed < span.end)

    @property
    def lost(self) -> int:
        """How many changes never arrived."""
        arrived = {one.number for one in self.arrivals}
        return len(set(range(min(arrived), self.last + 1)) - arrived)


async def session(config: Path, port: int, url: str) -> Session:
    """Go through it; `url` is that of the recorder's database."""
    async with started(config, port) as instance:
        process = instance.process.pid
        await asyncio.sleep(_SETTLE_SECONDS)
        await instance.action("homeiq_bench.take")
        with watching(url) as watch:
            idle = await _rest()
            before = resident(process)
            forget_peak(process)
            adding = time()
            await instance.add_homeiq()
            first = await _analysis(instance, before)
            beside = await _rest()
            _forget_last_day(config / "homeiq.db")
            forget_peak(process)
            later = await _analysis(instance, before)
            state = await instance.request("GET", f"/api/states/{COUNTER}")
            await asyncio.sleep(3 * _COMMIT_SECONDS)
            arrivals = watch.end()
        told = await instance.action("homeiq_bench.take")
    return Session(
        megabytes=before,
        idle=idle,
        added=Span(adding, first.span.begin),
        first=first,
        beside=beside,
        later=later,
        gaps=tuple(Gap(**one) for one in told["late"]),
        collections=tuple(Gap(**one) for one in told["collections"]),
        arrivals=arrivals,
        last=int(state["state"]),
    )


async def _rest() -> Span:
    begin = time()
    await asyncio.sleep(_IDLE_SECONDS)
    return Span(begin, time())


async def _analysis(instance: Instance, before: float) -> Analysis:
    """Run HomeIQ, or join the run that goes on, and tell of it."""
    report = await instance.action("homeiq.run_analysis")
    begin = datetime.fromisoformat(report["started_at"]).timestamp()
    end = begin + report["duration_seconds"]
    return Analysis(report, Span(begin, end), peak(instance.process.pid) - before)


def _forget_last_day(database: Path) -> None:
    """Let the archive lack what it lacks a night later: yesterday, and what there is of today."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "DELETE FROM day_blocks WHERE day >= ?", (int(time() // DAY_SECONDS) - 1,)
        )
    connection.close()
