"""Ask the recorder's database, and wait where it cannot answer just now."""

import asyncio
from collections.abc import Callable
import threading
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance

from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.errors import (
    BUSY_PATIENCE,
    HistoryError,
    PassingError,
    RecorderMissingError,
    without_password,
)
from custom_components.homeiq.history.recorder.borrowed import Borrowed, borrow
from custom_components.homeiq.mining.settings import MiningStoppedError

_FIRST_PAUSE: Final = 0.25  # seconds; each is twice as long as the one before, up to the longest
_LONGEST_PAUSE: Final = 8.0
_STOP_SECONDS: Final = 0.25  # between two looks whether to stop


async def async_ask[Result](
    hass: HomeAssistant, work: Callable[[Borrowed, Stop], Result], stop: Stop
) -> Result:
    """Return what `work` makes of the recorder's connection, in the recorder's executor.

    Waits for a recorder that is starting or changing its database, for locks of others and for a
    server that is away; each time, `work` begins anew. Ends soon after the caller is cancelled.
    Raises RecorderMissingError where Home Assistant keeps no history, HistoryError where its
    database cannot be read, and MiningStoppedError when `stop` answers True.
    """
    waited, pause = 0.0, _FIRST_PAUSE
    while True:
        try:
            return await _async_attempt(hass, work, stop)
        except PassingError as error:
            if waited >= error.patience:
                raise without_password(error, get_instance(hass).db_url) from None
        await _async_pause(hass, pause, stop)
        waited += pause
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _async_pause(hass: HomeAssistant, seconds: float, stop: Stop) -> None:
    while seconds > 0:
        if await hass.async_add_executor_job(stop):  # it looks at the memory in use
            raise MiningStoppedError
        await asyncio.sleep(min(seconds, _STOP_SECONDS))
        seconds -= _STOP_SECONDS


async def _async_attempt[Result](
    hass: HomeAssistant, work: Callable[[Borrowed, Stop], Result], should_stop: Stop
) -> Result:
    _check(hass)
    recorder = get_instance(hass)
    given_up = threading.Event()

    def stop() -> bool:
        return given_up.is_set() or should_stop()

    try:
        result: Result | HistoryError | MiningStoppedError = await recorder.async_add_executor_job(
            borrow, hass, lambda borrowed: work(borrowed, stop)
        )
    except asyncio.CancelledError:
        given_up.set()
        raise
    if isinstance(result, HistoryError) and not isinstance(result, PassingError):
        raise without_password(result, recorder.db_url)
    if isinstance(result, HistoryError | MiningStoppedError):
        raise result
    return result


def _check(hass: HomeAssistant) -> None:
    """Raise what keeps the recorder's database from being asked."""
    if DATA_INSTANCE not in hass.data:
        raise RecorderMissingError(
            "the recorder is not set up, so there is no history", "recorder_missing"
        )
    recorder = get_instance(hass)
    if recorder.migration_in_progress and not recorder.migration_is_live:
        told = "the recorder is changing its database; it can be read afterwards"
        raise PassingError(HistoryError(told, "recorder_migrating"), BUSY_PATIENCE)
    if not recorder.async_db_ready.done() or recorder.engine is None:
        told = "the recorder has not opened its database; Home Assistant's log may say why"
        raise PassingError(HistoryError(told, "recorder_closed"), BUSY_PATIENCE)
