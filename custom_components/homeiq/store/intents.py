"""What is about to be written into the user's automations."""

from dataclasses import asdict
from typing import Final

from sqlalchemy import delete, select

from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import IntentRow
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.store.upsert import upsert

_BEGIN: Final = upsert(IntentRow)


class StoredIntents:
    """Intents for the event loop; each method is one transaction, raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, connections: Connections, threads: Threads) -> None:
        """Take where the work is done."""
        self._connections = connections
        self._threads = threads

    async def begin(self, intent: Intent) -> None:
        """Keep an intent; one of the same suggestion is replaced.

        It is on the disk then: of a file that is, a power cut must not leave us without it.
        """
        await self._threads.write(self._begin, intent)

    async def end(self, suggestion_id: str) -> None:
        """Forget the intent of a suggestion; harmless where there is none."""
        await self._threads.write(self._end, suggestion_id)

    async def begun(self) -> list[Intent]:
        """Return what was begun and has not ended, oldest first."""
        return await self._threads.read(self._begun)

    def _begin(self, intent: Intent) -> None:
        with self._connections.writing_for_good() as connection:
            connection.execute(_BEGIN, [asdict(intent)])

    def _end(self, suggestion_id: str) -> None:
        with self._connections.writing() as connection:
            connection.execute(delete(IntentRow).where(IntentRow.suggestion_id == suggestion_id))

    def _begun(self) -> list[Intent]:
        table = IntentRow.__table__
        oldest_first = select(table).order_by(table.c.begun_at, table.c.suggestion_id)
        with self._connections.reading() as connection:
            return [Intent(**row) for row in connection.execute(oldest_first).mappings()]
