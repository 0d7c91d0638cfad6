"""The repository for the event loop: two threads of our own, one writes and one reads."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import (
    RUNS_KEPT,
    Repository,
    SaveResult,
    SetAside,
)
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion


class Store:
    """The repository's methods as coroutines; each raises StoreError as there.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, path: Path) -> None:
        """Do nothing yet: `async_open` touches the file."""
        self._repository = Repository(path)
        self._writer = ThreadPoolExecutor(1, "homeiq-store-writer")
        self._reader = ThreadPoolExecutor(1, "homeiq-store-reader")
        self._closing: asyncio.Task[None] | None = None

    async def async_open(self) -> SetAside | None:
        """Make the database ready; return what had to be set aside. Harmless when repeated."""
        return await self._run(self._writer, self._repository.open)

    async def async_close(self) -> None:
        """Wait for the work that was asked for, then let go of the file."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def save_run(self, report: RunReport) -> None:
        """Keep a run in the job history."""
        await self._run(self._writer, self._repository.save_run, report)

    async def runs(self, limit: int = RUNS_KEPT) -> list[RunReport]:
        """Return the reports of the latest runs, newest first."""
        return await self._run(self._reader, self._repository.runs, limit)

    async def last_run(self) -> RunReport | None:
        """Return the report of the latest run."""
        return await self._run(self._reader, self._repository.last_run)

    async def add_patterns(self, run_id: str, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns of a run, before the suggestions that refer to them."""
        await self._run(self._writer, self._repository.add_patterns, run_id, tuple(patterns))

    async def suggestions(
        self, statuses: Collection[Status] | None = None, limit: int | None = None
    ) -> list[Suggestion]:
        """Return what is kept, best first; all statuses and any number without arguments."""
        return await self._run(self._reader, self._repository.suggestions, statuses, limit)

    async def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """Return one suggestion, None where there is no such id."""
        return await self._run(self._reader, self._repository.suggestion, suggestion_id)

    async def save_suggestions(self, suggestions: Iterable[Suggestion]) -> SaveResult:
        """Save suggestions in one transaction; one that cannot be kept is skipped."""
        return await self._run(self._writer, self._repository.save_suggestions, tuple(suggestions))

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

    async def _close(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            # Each thread takes its work in order: an empty task ends when all before it has.
            await loop.run_in_executor(self._reader, lambda: None)
            await loop.run_in_executor(self._writer, self._repository.close)
        finally:
            # Idle by now, they end at once: this does not hold up the event loop.
            self._reader.shutdown()
            self._writer.shutdown()
