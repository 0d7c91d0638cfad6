"""Read through the recorder of a running Home Assistant."""

import asyncio
import threading

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance, session_scope
from sqlalchemy.exc import SQLAlchemyError

from custom_components.homeiq.history.cursor import Stop, never
from custom_components.homeiq.history.errors import (
    HistoryError,
    RecorderMissingError,
    unreadable,
)
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder import read_connection
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.settings import MiningStoppedError


async def async_read_recorder(
    hass: HomeAssistant,
    query: HistoryQuery,
    home: Home | None = None,
    should_stop: Stop = never,
) -> RawEvents:
    """Read through the recorder, in its executor; `home` helps to tell who did it.

    Ends soon after the caller is cancelled. Raises RecorderMissingError where Home Assistant
    keeps no history, HistoryError where its database cannot be read, and MiningStoppedError
    when `should_stop` answers True.
    """
    if DATA_INSTANCE not in hass.data:
        raise RecorderMissingError(
            "the recorder is not set up, so there is no history", "recorder_missing"
        )
    recorder = get_instance(hass)
    if recorder.migration_in_progress and not recorder.migration_is_live:
        raise HistoryError(
            "the recorder is changing its database; it can be read afterwards",
            "recorder_migrating",
        )
    given_up = threading.Event()

    def stop() -> bool:
        return given_up.is_set() or should_stop()

    try:
        result = await recorder.async_add_executor_job(_read_live, hass, query, home, stop)
    except asyncio.CancelledError:
        given_up.set()
        raise
    if isinstance(result, Exception):
        raise result
    return result


def _read_live(
    hass: HomeAssistant, query: HistoryQuery, home: Home | None, stop: Stop
) -> RawEvents | HistoryError | MiningStoppedError:
    """Return the events, or what kept them: raised in a session it would be logged as its bug."""
    try:
        with session_scope(hass=hass, read_only=True) as session:
            connection = session.connection()
            driver = connection.connection.dbapi_connection
            dbapi = connection.dialect.loaded_dbapi
            try:
                return read_connection(
                    driver,  # type: ignore[arg-type]  # only a pool that is closed has none
                    query,
                    home,
                    dialect=connection.dialect.name,
                    errors=dbapi.Error,
                    should_stop=stop,
                )
            except (HistoryError, MiningStoppedError) as error:
                return error
    except SQLAlchemyError as error:
        return unreadable(error)
