"""When something happened last, by name."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import MomentRow
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.store.upsert import upsert

_SAVE: Final = upsert(MomentRow)


class StoredMoments:
    """Moments for the event loop; each method is one transaction, raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, connections: Connections, threads: Threads) -> None:
        """Take where the work is done."""
        self._connections = connections
        self._threads = threads

    async def save(self, name: str, at: datetime) -> None:
        """Keep when something happened, instead of the time before."""
        await self._threads.write(self._save, name, at)

    async def of(self, name: str) -> datetime | None:
        """Return when something happened last, in UTC; None where it never has."""
        return await self._threads.read(self._of, name)

    def _save(self, name: str, at: datetime) -> None:
        with self._connections.writing() as connection:
            connection.execute(_SAVE, [{"name": name, "at": at}])

    def _of(self, name: str) -> datetime | None:
        with self._connections.reading() as connection:
            return connection.execute(
                select(MomentRow.at).where(MomentRow.name == name)
            ).scalar_one_or_none()
