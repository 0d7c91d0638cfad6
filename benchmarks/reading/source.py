"""A recorder's database as a source of history, without Home Assistant."""

import asyncio
from collections.abc import Collection
from contextlib import closing
from time import perf_counter

from benchmarks.reading.asked import Asked
from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import (
    first_moment,
    open_file,
    read_connection,
)
from custom_components.homeiq.mining.event_log import RawEvents


class FileSource:
    """What RecorderSource does, on a file."""

    key = mark = "recorder"
    stands_alone = True

    def __init__(self, asked: Asked) -> None:
        """Ask nothing yet."""
        self._asked = asked
        self.seconds = 0.0  # that reading took

    def knows(self, _entity_id: str) -> bool:
        """Return True: it may be recorded."""
        return True

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        """Return since when any of these entities is kept."""
        return await asyncio.to_thread(self._since, entity_ids)

    def _since(self, entity_ids: Collection[str]) -> float | None:
        with closing(open_file(self._asked.database)) as connection:
            return first_moment(connection, entity_ids)

    async def async_read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        """Return the state changes."""
        return await asyncio.to_thread(self._read, query, stop)

    def _read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        start = perf_counter()
        with closing(open_file(self._asked.database)) as connection:
            raw = read_connection(connection, query, self._asked.home, should_stop=stop)
        self.seconds += perf_counter() - start
        return raw
