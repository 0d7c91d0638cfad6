"""Part of HomeIQ's benchmark, and of no use elsewhere: how long the event loop is held up.

A task wakes up every millisecond and keeps how late it was; another one changes an entity ten
times a second, so that the recorder has something to write.
"""

import asyncio
import gc
from itertools import count
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.json import JsonObjectType

from .heartbeat import Heartbeat

DOMAIN: Final = "homeiq_bench"
COUNTER: Final = "sensor.homeiq_bench_counter"
_BEAT_SECONDS: Final = 0.001
_CHANGE_SECONDS: Final = 0.1


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Start both tasks, and answer with what was seen since the last time."""
    heartbeat = Heartbeat()
    gc.callbacks.append(heartbeat.collected)

    async def take(_call: ServiceCall) -> JsonObjectType:
        return heartbeat.take()

    hass.services.async_register(DOMAIN, "take", take, supports_response=SupportsResponse.ONLY)
    hass.async_create_background_task(_beat(heartbeat), "heartbeat of the benchmark")
    hass.async_create_background_task(_change(hass), "changes of the benchmark")
    return True


async def _beat(heartbeat: Heartbeat) -> None:
    while True:
        await asyncio.sleep(_BEAT_SECONDS)
        heartbeat.beat()


async def _change(hass: HomeAssistant) -> None:
    for number in count(1):
        hass.states.async_set(COUNTER, str(number))
        await asyncio.sleep(_CHANGE_SECONDS)
