"""The benchmark's own integration feels when the event loop is held up."""

import asyncio
from collections.abc import Iterator
import gc
import time
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from benchmarks.custom_components.homeiq_bench import COUNTER, async_setup
from benchmarks.custom_components.homeiq_bench.heartbeat import Heartbeat


@pytest.fixture(autouse=True)
def callbacks() -> Iterator[None]:
    """Take back what is told of garbage collections."""
    before = list(gc.callbacks)
    yield
    gc.callbacks[:] = before


async def taken(hass: HomeAssistant) -> dict[str, Any]:
    answer = await hass.services.async_call(
        "homeiq_bench", "take", blocking=True, return_response=True
    )
    assert answer is not None
    return dict(answer)


async def test_who_holds_the_event_loop_up_is_felt_once(hass: HomeAssistant) -> None:
    assert await async_setup(hass, {})
    await asyncio.sleep(0.05)
    await taken(hass)
    before = time.time()
    time.sleep(0.1)  # noqa: ASYNC251  # what must never happen
    await asyncio.sleep(0.05)
    longest = max((await taken(hass))["late"], key=lambda late: late["gap"])
    assert longest["gap"] >= 0.1
    assert longest["used"] < 0.1  # it slept
    assert before + 0.1 <= longest["at"] < before + 1
    assert all(late["gap"] < 0.1 for late in (await taken(hass))["late"])


async def test_an_entity_changes_ten_times_a_second(hass: HomeAssistant) -> None:
    await async_setup(hass, {})
    await asyncio.sleep(0.35)
    state = hass.states.get(COUNTER)
    assert state is not None
    assert 2 <= int(state.state) <= 4


def test_a_garbage_collection_that_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat = Heartbeat()
    heartbeat.collected("start", {"generation": 2})
    time.sleep(0.02)
    heartbeat.collected("stop", {"generation": 2})
    heartbeat.collected("start", {"generation": 0})
    heartbeat.collected("stop", {"generation": 0})
    (told,) = heartbeat.take()["collections"]
    assert told["gap"] >= 0.02
    assert heartbeat.take() == {"late": [], "collections": []}


def test_work_of_this_process_is_told_apart_from_waiting() -> None:
    heartbeat = Heartbeat()
    end = time.process_time() + 0.02
    while time.process_time() < end:
        pass
    heartbeat.beat()
    (told,) = heartbeat.take()["late"]
    assert told["used"] >= 0.02
