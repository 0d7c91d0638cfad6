"""What every place that history is kept in has."""

from collections.abc import Collection
from typing import Protocol

from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.event_log import RawEvents


class Source(Protocol):
    """Where state changes are kept.

    Sources are asked one after the other; each fills in, day by day, those entities that the ones
    before it told nothing of.
    """

    @property
    def key(self) -> str:
        """Its name among the sources."""

    @property
    def mark(self) -> str:
        """What days keep of having been asked of it; another place of its kind has another."""

    @property
    def stands_alone(self) -> bool:
        """Whether a day is worth keeping that no source before it knows."""

    def knows(self, entity_id: str) -> bool:
        """Return whether it may tell anything of an entity."""

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        """Return since when (UTC seconds) it may know all there was of entities; None: nothing.

        Raises HistoryError where it cannot be asked.
        """

    async def async_read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        """Return the state changes, in any order.

        Raises HistoryError where it cannot be read, and MiningStoppedError when `stop` answers
        True.
        """
