"""Work whose waiter is cancelled, as often as anybody likes."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.automations.ending import async_to_the_end


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
