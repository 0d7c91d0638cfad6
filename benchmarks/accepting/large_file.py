"""A file of many automations, to which many suggestions are added one after the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import Secrets, load_yaml

from benchmarks.accepting.files import write_large
from benchmarks.accepting.home import AUTOMATIONS, async_make_home, async_start
from benchmarks.accepting.judge import changed_bytes
from benchmarks.accepting.life import async_accept, run
from benchmarks.accepting.processes import lived
from benchmarks.custom_components.homeiq_bench.heartbeat import Heartbeat
from custom_components.homeiq.suggestions.suggestion import automation_id_of

_SECONDS: Final = 900  # after which it hangs
_BEAT_SECONDS: Final = 0.001


@dataclass(frozen=True, slots=True)
class Many:
    """What came of many accepts."""

    changed: int  # bytes of what was there before
    others: int  # automations that were there and are not as they were
    accepted: int  # automations that are there now and run
    milliseconds: float  # of one accept, the median
    slowest: float  # milliseconds
    stalled: float  # seconds for which the event loop did nothing else, the longest time
    size: int  # bytes of the file before


def accept_many(where: ForkServerContext, folder: Path, automations: int, suggestions: int) -> Many:
    """Accept so many suggestions in a home of so many automations."""
    asked = (folder, automations, suggestions)
    seen: Many = lived(where, _accept_many, *asked, seconds=_SECONDS)["many"]
    return seen


def _accept_many(folder: Path, automations: int, suggestions: int, parent: Connection) -> None:
    run(_async_accept_many(folder, automations, suggestions, parent), parent)


async def _async_accept_many(
    folder: Path, automations: int, suggestions: int, parent: Connection
) -> None:
    await async_make_home(folder, b"", suggestions)
    before = write_large(folder, automations)
    items = _items(folder)
    hass = await async_start(folder, suggestions)
    took = []
    async with _felt() as heartbeat:
        for number in range(1, suggestions + 1):
            begin = perf_counter()
            await async_accept(hass, f"s{number}")
            took.append((perf_counter() - begin) * 1000)
    after = _items(folder)
    ours = [automation_id_of(f"s{number}") for number in range(1, suggestions + 1)]
    parent.send(
        (
            "many",
            Many(
                changed=changed_bytes(before, (folder / AUTOMATIONS).read_bytes()),
                others=sum(one != other for one, other in zip(items, after, strict=False)),
                accepted=sum(_runs(hass, each, after[len(items) :]) for each in ours),
                milliseconds=median(took),
                slowest=max(took),
                stalled=max((late["gap"] for late in heartbeat), default=0.0),
                size=len(before),
            ),
        )
    )


def _items(folder: Path) -> list[dict[str, Any]]:
    """Return the automations as Home Assistant reads them, with all that is included."""
    items: Any = load_yaml(str(folder / AUTOMATIONS), Secrets(folder))
    return list(items)


def _runs(hass: HomeAssistant, automation_id: str, added: list[dict[str, Any]]) -> bool:
    states = hass.states.async_all("automation")
    is_on = any(
        each.state == "on" and each.attributes.get("id") == automation_id for each in states
    )
    return is_on and [each["id"] for each in added].count(automation_id) == 1


@asynccontextmanager
async def _felt() -> AsyncIterator[list[Any]]:
    """Feel how long the event loop is held up; the list is filled at the end of the block."""
    heartbeat, late = Heartbeat(), list[Any]()

    async def beat() -> None:
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            heartbeat.beat()

    task = asyncio.create_task(beat())
    try:
        yield late
    finally:
        task.cancel()
        told: Any = heartbeat.take()["late"]
        late += told
