"""Contexts from a source that is slow: how much longer all of them take than the slowest."""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from custom_components.homeiq.devices.context import ContextCache, DeviceContext

DEVICES: Final = 50
_DELAYS: Final = (0.01, 0.2)  # seconds


@dataclass(frozen=True, slots=True)
class FakeSlowSource:
    """Stands in for whatever takes its time to tell of a device; `delays` by device id."""

    delays: dict[str, float]

    @classmethod
    def of(cls, seed: int) -> FakeSlowSource:
        """Return one that takes as long each time for the same seed."""
        delays = np.random.default_rng(seed).uniform(*_DELAYS, DEVICES).tolist()
        return cls({f"device_{number}": delay for number, delay in enumerate(delays)})

    async def fetch(self, device_id: str) -> DeviceContext:
        """Return the context of a device after its delay."""
        await asyncio.sleep(self.delays[device_id])
        return DeviceContext(device_id)


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds."""

    together: float
    slowest: float
    one_after_the_other: float


async def async_wait(seed: int = 1) -> Waited:
    """Return how long all contexts take, and how long they would take one after the other."""
    source = FakeSlowSource.of(seed)
    took: list[float] = []

    async def timed(device_id: str) -> DeviceContext:
        begin = perf_counter()
        context = await source.fetch(device_id)
        took.append(perf_counter() - begin)
        return context

    begin = perf_counter()
    contexts = await ContextCache().async_prefetch(source.delays, timed)
    together = perf_counter() - begin
    if contexts.keys() != source.delays.keys():
        raise RuntimeError("some contexts are missing")
    # What one takes among all others cannot be less than its delay.
    slowest = max(source.delays.values())
    begin = perf_counter()
    for device_id in source.delays:
        await source.fetch(device_id)
    return Waited(together, slowest, perf_counter() - begin)
