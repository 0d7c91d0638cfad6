"""HomeIQ's own record of a home's days for the event loop."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from custom_components.homeiq.history.archive import Block, Bounds, Day
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.store.day_blocks import DayBlocks
from custom_components.homeiq.store.threads import Threads


class StoredArchive:
    """An Archive in the database; each method is one transaction and raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, blocks: DayBlocks, threads: Threads) -> None:
        """Take what does the work, and where."""
        self._blocks = blocks
        self._threads = threads

    async def days(self) -> tuple[Day, ...]:
        """Return the days that are kept, ascending."""
        return await self._threads.read(self._blocks.days)

    async def known(self) -> frozenset[str]:
        """Return the entities that days were asked about, also those that are away."""
        return await self._threads.read(self._blocks.known)

    async def unasked(self) -> Mapping[str, int]:
        """Return, of known entities, the first day that is kept without asking about them."""
        return await self._threads.read(self._blocks.unasked)

    async def load(self, first: int, last: int, entity_ids: Collection[str]) -> RawEvents:
        """Return the events of entities from a day to another (inclusive), in order of time.

        A block that cannot be read is left out and dropped, so that it is asked for again.
        """
        asked = frozenset(entity_ids)
        loaded = await self._threads.read(self._blocks.load, first, last, asked)
        if loaded.damaged:
            await self._threads.write(self._blocks.drop_damaged, loaded.damaged)
        return loaded.raw

    async def save(self, blocks: Iterable[Block], asked_about: Collection[str]) -> None:
        """Keep days, whole or not at all; each replaces what was kept of it.

        Of entities that it was not asked about, what was kept stays. Blocks may be made while
        they are kept, in the thread that writes.
        """
        await self._threads.write(self._blocks.save, blocks, frozenset(asked_about))

    async def reopen(self, marks: Collection[str], first: int) -> None:
        """Forget, from a day on, that sources with these marks were asked."""
        await self._threads.write(self._blocks.reopen, frozenset(marks), first)

    async def prune(self, bounds: Bounds, today: int) -> int:
        """Drop the oldest days beyond the bounds; return how many."""
        return await self._threads.write(self._blocks.prune, bounds, today)

    async def follow(self, registered: Mapping[str, str], present: Collection[str]) -> None:
        """Rename what was renamed, and put away what was removed; 30 days later it is erased."""
        now = datetime.now(UTC)
        await self._threads.write(self._blocks.follow, dict(registered), frozenset(present), now)

    async def erase(self, entity_ids: Collection[str]) -> int:
        """Erase all that is kept of entities, at once; return how many of them were known."""
        return await self._threads.write(self._blocks.erase, frozenset(entity_ids))
