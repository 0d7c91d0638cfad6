"""Work whose waiter is cancelled, as often as anybody likes."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.automations.ending import (
    async_before_going,
    async_to_the_end,
)


async def test_who_is_cancelled_waits_for_the_end_and_hears_what_came_of_it(
    hass: HomeAssistant,
) -> None:
    begun, going_on = asyncio.Event(), asyncio.Event()

    async def work() -> str:
        begun.set()
        await going_on.wait()
        return "done"

    waiting = asyncio.create_task(async_to_the_end(hass, work()))
    await begun.wait()
    for _ in range(3):
        waiting.cancel()
        await asyncio.sleep(0)
    assert not waiting.done()
    going_on.set()
    assert await waiting == "done"


async def test_home_assistant_waits_for_it_when_it_stops(hass: HomeAssistant) -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append("done")

    waiting = asyncio.create_task(async_to_the_end(hass, work()))
    await asyncio.sleep(0)
    await hass.async_block_till_done()
    assert done == ["done"]
    await waiting


async def test_what_fails_fails_for_who_waits(hass: HomeAssistant) -> None:
    async def fail() -> None:
        raise ValueError("so")

    with pytest.raises(ValueError, match="so"):
        await async_to_the_end(hass, fail())


async def test_who_is_cancelled_goes_once_it_has_ended(hass: HomeAssistant) -> None:
    begun, going_on = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def work() -> None:
        begun.set()
        await going_on.wait()
        done.append("done")

    waiting = asyncio.create_task(async_before_going(hass, work()))
    await begun.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert done == ["done"]


async def test_who_stays_hears_what_came_of_it(hass: HomeAssistant) -> None:
    async def work() -> str:
        return "done"

    async def fail() -> None:
        raise ValueError("so")

    assert await async_before_going(hass, work()) == "done"
    with pytest.raises(ValueError, match="so"):
        await async_before_going(hass, fail())
