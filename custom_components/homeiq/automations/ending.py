"""Work that comes to its end, whatever becomes of who waits for it."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from homeassistant.core import HomeAssistant


async def async_to_the_end[T](hass: HomeAssistant, work: Coroutine[Any, Any, T]) -> T:
    """Return what some work gives; who is cancelled meanwhile waits all the same.

    What has begun to change the user's home is neither left half-way nor left unwatched, and Home
    Assistant waits for it when it stops.
    """
    task = hass.async_create_task(work, "HomeIQ to the end", eager_start=False)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
    return task.result()


async def async_before_going[T](hass: HomeAssistant, work: Coroutine[Any, Any, T]) -> T:
    """Return what some work gives; who is cancelled meanwhile goes once it has ended.

    What is written and what is remembered of it would else part.
    """
    task = hass.async_create_task(work, "HomeIQ before going", eager_start=False)
    try:
        await asyncio.wait({task})
    finally:
        await asyncio.wait({task})
    return task.result()
