"""The repository for the event loop: two threads of our own, one writes and one reads."""

from collections.abc import Collection, Iterable
from pathlib import Path

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.archive import StoredArchive
from custom_components.homeiq.store.care import StoredCare
from custom_components.homeiq.store.connections import SetAside
from custom_components.homeiq.store.day_blocks import DayBlocks
from custom_components.homeiq.store.devices import StoredDevices
from custom_components.homeiq.store.intents import StoredIntents
from custom_components.homeiq.store.moments import StoredMoments
from custom_components.homeiq.store.repository import RUNS_KEPT, Repository, SaveResult
from custom_components.homeiq.store.spending import StoredSpending
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion


class Store:
    """The repository's methods as coroutines; each raises StoreError as there.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, path: Path) -> None:
        """Do nothing yet: `async_open` touches the file."""
        self._repository = Repository(path)
        self._threads = Threads()
        self.archive = StoredArchive(DayBlocks(self._repository), self._threads)
        self.devices = StoredDevices(self._repository, self._threads)
        self.spending = StoredSpending(self._repository, self._threads)
        self.intents = StoredIntents(self._repository, self._threads)
        self.moments = StoredMoments(self._repository, self._threads)
        self.care = StoredCare(self._repository, self._threads)

    async def async_open(self) -> SetAside | None:
        """Make the database ready; return what had to be set aside. Harmless when repeated."""
        return await self._threads.write(self._repository.open)

    async def async_close(self) -> None:
        """Wait for the work that was asked for, then let go of the file."""
        await self._threads.async_close(self._repository.close)

    async def save_run(self, report: RunReport) -> None:
        """Keep a run in the job history."""
        await self._threads.write(self._repository.save_run, report)

    async def runs(self, limit: int = RUNS_KEPT) -> list[RunReport]:
        """Return the reports of the latest runs, newest first."""
        return await self._threads.read(self._repository.runs, limit)

    async def last_run(self) -> RunReport | None:
        """Return the report of the latest run."""
        return await self._threads.read(self._repository.last_run)

    async def add_patterns(self, run_id: str, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns of a run, before the suggestions that refer to them."""
        await self._threads.write(self._repository.add_patterns, run_id, tuple(patterns))

    async def pattern(self, pattern_id: str) -> Pattern | None:
        """Return one pattern, None where there is no such id."""
        return await self._threads.read(self._repository.pattern, pattern_id)

    async def add_strengths(self, strengths: Iterable[Strength]) -> None:
        """Keep what became of patterns on days; a day told before stays as it was told."""
        await self._threads.write(self._repository.add_strengths, tuple(strengths))

    async def strengths(self, fingerprint: str, period: Period) -> list[Strength]:
        """Return a pattern's days, or weeks or months by their first days, ascending."""
        return await self._threads.read(self._repository.strengths, fingerprint, period)

    async def suggestions(
        self, statuses: Collection[Status] | None = None, limit: int | None = None
    ) -> list[Suggestion]:
        """Return what is kept, best first; all statuses and any number without arguments."""
        return await self._threads.read(self._repository.suggestions, statuses, limit)

    async def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """Return one suggestion, None where there is no such id."""
        return await self._threads.read(self._repository.suggestion, suggestion_id)

    async def save_suggestions(self, suggestions: Iterable[Suggestion]) -> SaveResult:
        """Save suggestions in one transaction; one that cannot be kept is skipped."""
        return await self._threads.write(self._repository.save_suggestions, tuple(suggestions))
