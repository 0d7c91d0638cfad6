"""Analyse the home once or several times in a fresh process, and print what it took as JSON."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
import gc
import json
from pathlib import Path
import sys
from time import perf_counter, process_time
from typing import Any, Final
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes

from benchmarks.custom_components.homeiq_bench.heartbeat import Heartbeat
from benchmarks.many_devices.lived import DAYS, END
from benchmarks.many_devices.running import bridge_devices, running
from benchmarks.reading.memory import forget_peak, peak, resident
from custom_components.homeiq.devices.context import ContextCache
from custom_components.homeiq.devices.context_of import context_of
from custom_components.homeiq.devices.zigbee2mqtt.bridge import Zigbee2Mqtt
from custom_components.homeiq.devices.zigbee2mqtt.definitions import read
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases import capabilities as capabilities_phase
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import CONTEXT
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.features import FEATURES
from custom_components.homeiq.phases.patterns import PATTERNS
from custom_components.homeiq.phases.phase import Change, Phase, Run
from custom_components.homeiq.phases.synergies import SYNERGIES
from custom_components.homeiq.report import RunReport, RunStatus
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Suggestion

COUNTED: Final = (CAPABILITIES, FEATURES, SYNERGIES, CONTEXT)
_PHASES: Final = (CAPABILITIES, EVENTS, PATTERNS, FEATURES, SYNERGIES, CONTEXT)
_FETCHED: Final = 50  # contexts
_BEAT: Final = 0.001  # seconds


class FakeBridge:
    """Stands in for the broker: its message is there at once, and read as one that came."""

    def __init__(self) -> None:
        """Keep the message."""
        self._payload = bridge_devices()

    async def async_tell(self, hass: HomeAssistant, _base_topic: str) -> Zigbee2Mqtt:
        """Return what the message tells."""
        told = await hass.async_add_executor_job(read, self._payload)
        return Zigbee2Mqtt(told.devices)


class FakeMemory:
    """Stands in for the coordinator of a home to which nothing was ever suggested."""

    suggestions: tuple[Suggestion, ...] = ()

    async def async_change(self, _change: Change) -> SaveResult:
        """Keep nothing."""
        return SaveResult((), ())

    async def async_show(self) -> None:
        """Show nothing."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a phase took, and what it said."""

    cpu: float  # seconds of this process, all threads
    wall: float
    megabytes: float  # at most, above what was in use before the phase
    detail: str


@dataclass(frozen=True, slots=True)
class Held:
    """The longest time that the event loop was held in a phase, in seconds."""

    gap: float = 0.0
    used: float = 0.0  # CPU of this process meanwhile; much less: it had to wait for a core


@dataclass(slots=True)
class Seen:
    """What is told."""

    runs: list[dict[str, Took]] = field(default_factory=list)  # by phase
    held: dict[str, Held] = field(default_factory=dict)  # by phase
    contexts: float = 0.0  # seconds for _FETCHED of them
    dump: float = 0.0  # CPU seconds
    dumped: int = 0  # states


async def _analyse(hass: HomeAssistant, folder: Path, beat: Heartbeat | None, seen: Seen) -> Run:
    """Go through a first analysis, with an empty database of our own."""
    store = Store(folder / "homeiq.db")
    await store.async_open()
    now = datetime.fromtimestamp(END, UTC)
    run = Run(
        hass=hass,
        store=store,
        options=Options(),
        limits=Limits(),
        started_at=now,
        days=DAYS,
        memory=FakeMemory(),
        report=RunReport("run", now, RunStatus.PARTIAL, 0.0),
    )
    try:
        if beat is None:
            seen.runs.append({phase.name: await _measured(run, phase) for phase in _PHASES})
        else:
            seen.held = {phase.name: await _held(run, phase, beat) for phase in _PHASES}
    finally:
        await store.async_close()
        (folder / "homeiq.db").unlink()
    return run


async def _measured(run: Run, phase: Phase) -> Took:
    gc.collect()
    before = resident()
    forget_peak()
    begin, used = perf_counter(), process_time()
    added = await phase.step(run)
    cpu, wall = process_time() - used, perf_counter() - begin
    return Took(cpu, wall, peak() - before, added.detail)


async def _held(run: Run, phase: Phase, beat: Heartbeat) -> Held:
    beat.take()
    await phase.step(run)
    await asyncio.sleep(3 * _BEAT)  # so that the last gap is over
    late: Any = beat.take()["late"]
    return max(
        (Held(one["gap"], one["used"]) for one in late), key=lambda held: held.gap, default=Held()
    )


@asynccontextmanager
async def _beating() -> AsyncIterator[Heartbeat]:
    """Yield what feels how long the event loop is held; it takes CPU itself."""
    beat = Heartbeat()

    async def go_on() -> None:
        while True:
            await asyncio.sleep(_BEAT)
            beat.beat()

    task = asyncio.create_task(go_on())
    gc.callbacks.append(beat.collected)
    try:
        yield beat
    finally:
        gc.callbacks.remove(beat.collected)
        task.cancel()


async def _contexts(run: Run) -> float:
    """Return the seconds for the contexts of some devices that nothing is known of."""
    if run.snapshot is None or run.abilities is None:
        raise LookupError("the home's devices are not known")
    inventory = run.snapshot.inventory
    wanted = list(inventory.devices)[:: max(1, len(inventory.devices) // _FETCHED)][:_FETCHED]
    fetch = context_of(run.hass, inventory, run.abilities.capabilities, run.health)
    begin = perf_counter()
    await ContextCache().async_prefetch(wanted, fetch)
    return perf_counter() - begin


def _cpu(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


async def _look(folder: Path, database: Path, rounds: int) -> Seen:
    seen = Seen()
    bridge = FakeBridge()
    async with running(folder, database) as hass:
        with patch.object(capabilities_phase, "async_zigbee2mqtt", bridge.async_tell):
            for _ in range(rounds):
                run = await _analyse(hass, folder, None, seen)
            seen.contexts = await _contexts(run)
            async with _beating() as beat:
                await _analyse(hass, folder, beat, seen)
        states = hass.states.async_all()
        seen.dumped = len(states)
        seen.dump = min(_cpu(lambda: [json_bytes(one.as_dict()) for one in states]) for _ in "123")
    return seen


def main(folder: Path, database: Path, rounds: int) -> None:
    """Print one JSON object."""
    print(json.dumps(asdict(asyncio.run(_look(folder, database, rounds)))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
