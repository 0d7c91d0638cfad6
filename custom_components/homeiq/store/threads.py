"""Two threads of our own: one writes and one reads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from custom_components.homeiq.store.errors import StoreError


class Threads:
    """Each takes its work in order, so that nothing needs a lock.

    Who cancels a call does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self) -> None:
        """Start none yet: they come with the first work."""
        self._writer = ThreadPoolExecutor(1, "homeiq-store-writer")
        self._reader = ThreadPoolExecutor(1, "homeiq-store-reader")
        self._closing: asyncio.Task[None] | None = None

    async def write[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something where the others are that write; raises StoreError once closed."""
        return await self._run(self._writer, work, *args, **kwargs)

    async def read[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something beside those that write; raises StoreError once closed."""
        return await self._run(self._reader, work, *args, **kwargs)

    async def async_close(self, last: Callable[[], None]) -> None:
        """Wait for the work that was asked for, do the last and end; harmless when repeated.

        Who is cancelled meanwhile waits all the same: what comes next may need the file.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(last))
        try:
            await asyncio.shield(self._closing)
        except asyncio.CancelledError:
            await asyncio.wait({self._closing})
            raise

    async def _run[**P, T](
        self,
        executor: ThreadPoolExecutor,
        work: Callable[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        if self._closing is not None:
            raise StoreError("The store is closed")
        return await asyncio.wrap_future(executor.submit(work, *args, **kwargs))

    async def _close(self, last: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        try:
            # Each thread takes its work in order: an empty task ends when all before it has.
            await loop.run_in_executor(self._reader, lambda: None)
            await loop.run_in_executor(self._writer, last)
        finally:
            # Idle by now, they end at once: this does not hold up the event loop.
            self._reader.shutdown()
            self._writer.shutdown()
