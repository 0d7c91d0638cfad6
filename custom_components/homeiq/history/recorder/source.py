"""The recorder of a running Home Assistant, as a source of history."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant

from custom_components.homeiq.history.cursor import Stop, never
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.borrowed import Borrowed
from custom_components.homeiq.history.recorder.database import first_moment, read_connection
from custom_components.homeiq.history.recorder.features import read_features
from custom_components.homeiq.history.recorder.waiting import async_ask
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.shown import FeatureHistory


class RecorderSource:
    """Reads what the recorder keeps, through its own connection."""

    key = mark = "recorder"
    stands_alone = True

    def __init__(self, hass: HomeAssistant, home: Home | None = None) -> None:
        """Ask nothing yet; `home` helps to tell who did it."""
        self._hass = hass
        self._home = home

    def knows(self, _entity_id: str) -> bool:
        """Return True: it may be recorded."""
        return True

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        """Return since when (UTC seconds) any of these entities is kept; None where none is.

        Raises RecorderMissingError where Home Assistant keeps no history, and HistoryError where
        its database cannot be read.
        """

        def look(borrowed: Borrowed, _stop: Stop) -> float | None:
            return first_moment(borrowed.connection, entity_ids, errors=borrowed.errors)

        return await async_ask(self._hass, look, never)

    async def async_read(self, query: HistoryQuery, stop: Stop = never) -> RawEvents:
        """Return the state changes, in any order.

        Ends soon after the caller is cancelled. Raises RecorderMissingError where Home Assistant
        keeps no history, HistoryError where its database cannot be read, and MiningStoppedError
        when `stop` answers True.
        """

        def read(borrowed: Borrowed, should_stop: Stop) -> RawEvents:
            return read_connection(
                borrowed.connection,
                query,
                self._home,
                dialect=borrowed.dialect,
                errors=borrowed.errors,
                should_stop=should_stop,
            )

        return await async_ask(self._hass, read, stop)


async def async_read_features(
    hass: HomeAssistant, query: FeatureQuery, should_stop: Stop = never
) -> FeatureHistory:
    """Return what entities showed, and the actions that were performed, as the recorder has it.

    Ends soon after the caller is cancelled. Raises RecorderMissingError where Home Assistant
    keeps no history, HistoryError where its database cannot be read, and MiningStoppedError when
    `should_stop` answers True.
    """

    def read(borrowed: Borrowed, stop: Stop) -> FeatureHistory:
        return read_features(
            borrowed.connection,
            query,
            dialect=borrowed.dialect,
            errors=borrowed.errors,
            should_stop=stop,
        )

    return await async_ask(hass, read, should_stop)
