"""What is known of devices for the event loop."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Concatenate

from sqlalchemy import Connection

from custom_components.homeiq.devices.freshness import Kept, KeptCapabilities
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.capabilities import (
    capabilities,
    follow_devices,
    save_capabilities,
)
from custom_components.homeiq.store.chances import save_opportunities, save_synergies
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.store.uses import add_uses, uses_since


class StoredDevices:
    """Devices in the database; each method is one transaction and raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, connections: Connections, threads: Threads) -> None:
        """Take where the work is done."""
        self._connections = connections
        self._threads = threads

    async def capabilities(self) -> dict[str, KeptCapabilities]:
        """Return what devices could do when that was last read, by their ids."""
        return await self._read(capabilities)

    async def save_capabilities(self, kept: Kept) -> None:
        """Keep what devices can do, in the place of what was kept of them."""
        await self._write(save_capabilities, dict(kept))

    async def follow(self, present: Collection[str], now: datetime) -> None:
        """Put away devices that are gone; 30 days later they are forgotten."""
        await self._write(follow_devices, frozenset(present), now)

    async def add_uses(
        self, uses: Iterable[DayUse], days: Iterable[int], watched: Iterable[int] = ()
    ) -> None:
        """Keep how often capabilities were used on the days that were looked at.

        `watched`: days on which it was also watched what the recorder does not keep. A day on
        which nothing was used is known like any other, and no count is ever lowered.
        """
        await self._write(add_uses, tuple(uses), tuple(days), tuple(watched))

    async def uses_since(self, day: int) -> Use:
        """Return how often capabilities were used from a day on, and on how many days."""
        return await self._read(uses_since, day)

    async def save_opportunities(self, found: Iterable[Opportunity], now: datetime) -> None:
        """Keep the opportunities of a run, with when they were first and last seen."""
        await self._write(save_opportunities, tuple(found), now)

    async def save_synergies(self, found: Iterable[Synergy], now: datetime) -> None:
        """Keep the synergies of a run, with when they were first and last seen."""
        await self._write(save_synergies, tuple(found), now)

    async def _read[**P, T](
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def read() -> T:
            with self._connections.reading() as connection:
                return work(connection, *args, **kwargs)

        return await self._threads.read(read)

    async def _write[**P, T](
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def write() -> T:
            with self._connections.writing() as connection:
                return work(connection, *args, **kwargs)

        return await self._threads.write(write)
