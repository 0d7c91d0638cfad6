"""What is kept and how to get at it; synchronous, for two threads: one writes, one reads."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
import logging
from typing import Final

from sqlalchemy import Connection, Select, delete, func, select

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import PatternRow, RunRow, SuggestionRow
from custom_components.homeiq.store.records import readable, save_each
from custom_components.homeiq.store.rows import (
    pattern_of,
    pattern_row,
    run_row,
    suggestion_of,
    suggestion_row,
)
from custom_components.homeiq.store.strengths import Period, add_strengths, strengths_of
from custom_components.homeiq.store.upsert import upsert
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

_LOGGER = logging.getLogger(__name__)

RUNS_KEPT: Final = 400
BATCH: Final = 50


_SAVE_RUN: Final = upsert(RunRow)
_SAVE_PATTERN: Final = upsert(PatternRow, keep=("first_seen",))
_SAVE_SUGGESTION: Final = upsert(SuggestionRow)


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The ids of what was saved and of what was skipped because it cannot be kept."""

    saved: tuple[str, ...]
    skipped: tuple[str, ...]


class Repository(Connections):
    """Runs, patterns with their strengths, and suggestions."""

    def save_run(self, report: RunReport) -> None:
        """Keep a run in the job history, which holds the latest 400."""
        with self.writing() as connection:
            connection.execute(_SAVE_RUN, [run_row(report)])
            _prune(connection)

    def runs(self, limit: int = RUNS_KEPT) -> list[RunReport]:
        """Return the reports of the latest runs, newest first."""
        latest = select(RunRow.report).order_by(RunRow.started_at.desc(), RunRow.id).limit(limit)
        with self.reading() as connection:
            found = connection.execute(latest).mappings()
            return list(readable(found, lambda row: RunReport.from_dict(row["report"])))

    def last_run(self) -> RunReport | None:
        """Return the report of the latest run."""
        return next(iter(self.runs(1)), None)

    def add_patterns(self, run_id: str, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns of a run; one that is known takes its new figures."""
        now = datetime.now(UTC)
        with self.writing() as connection:
            # While Python prepares rows, other threads get a turn each 5 ms only, and a read
            # needs dozens of them: short preparations keep reads short.
            for batch in batched(patterns, BATCH, strict=False):
                rows = [pattern_row(pattern, run_id, now) for pattern in batch]
                connection.execute(_SAVE_PATTERN, rows)

    def pattern(self, pattern_id: str) -> Pattern | None:
        """Return one pattern, None where there is no such id."""
        wanted = select(PatternRow.__table__).where(PatternRow.id == pattern_id)
        with self.reading() as connection:
            found = connection.execute(wanted).mappings()
            return next(readable(found, pattern_of), None)

    def add_strengths(self, strengths: Iterable[Strength]) -> None:
        """Keep what became of patterns on days; a day told before stays as it was told."""
        with self.writing() as connection:
            add_strengths(connection, strengths)

    def strengths(self, fingerprint: str, period: Period) -> list[Strength]:
        """Return a pattern's days, or weeks or months by their first days, ascending."""
        with self.reading() as connection:
            return strengths_of(connection, fingerprint, period)

    def suggestions(
        self, statuses: Collection[Status] | None = None, limit: int | None = None
    ) -> list[Suggestion]:
        """Return what is kept, best first; all statuses and any number without arguments."""
        query = select(SuggestionRow).order_by(SuggestionRow.rank.desc(), SuggestionRow.id)
        if statuses is not None:
            query = query.where(SuggestionRow.status.in_([status.value for status in statuses]))
        return self._select(query.limit(limit))

    def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """Return one suggestion, None where there is no such id."""
        found = self._select(select(SuggestionRow).where(SuggestionRow.id == suggestion_id))
        return found[0] if found else None

    def save_suggestions(self, suggestions: Iterable[Suggestion]) -> SaveResult:
        """Save suggestions in one transaction; one that cannot be kept is logged and skipped.

        A suggestion's pattern must have been added before.
        """
        batch = tuple(suggestions)
        with self.writing() as connection:
            problems = save_each(connection, batch, _save)
        for number, problem in problems.items():
            _LOGGER.warning("Suggestion %s is skipped: %s", batch[number].id, problem)
        return SaveResult(
            tuple(one.id for number, one in enumerate(batch) if number not in problems),
            tuple(batch[number].id for number in problems),
        )

    def _select(self, query: Select[tuple[SuggestionRow]]) -> list[Suggestion]:
        with self.reading() as connection:
            return list(readable(connection.execute(query).mappings(), suggestion_of))


def _save(connection: Connection, suggestions: Sequence[Suggestion]) -> None:
    connection.execute(_SAVE_SUGGESTION, [suggestion_row(one) for one in suggestions])


def _prune(connection: Connection) -> None:
    """Drop runs beyond those kept, and patterns that none of them saw or a suggestion needs."""
    kept = select(RunRow.id).order_by(RunRow.started_at.desc(), RunRow.id).limit(RUNS_KEPT)
    dropped = connection.execute(delete(RunRow).where(RunRow.id.not_in(kept)))
    if not dropped.rowcount:
        return
    oldest = select(func.min(RunRow.started_at)).scalar_subquery()
    needed = select(SuggestionRow.pattern_id).where(SuggestionRow.pattern_id.is_not(None))
    connection.execute(
        delete(PatternRow).where(PatternRow.last_seen < oldest, PatternRow.id.not_in(needed))
    )
