"""What is kept and how to get at it; synchronous, for two threads: one writes, one reads."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
import logging
from typing import Final

from sqlalchemy import (
    Connection,
    MappingResult,
    RowMapping,
    Select,
    delete,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.errors import cause_of
from custom_components.homeiq.store.models import PatternRow, RunRow, SuggestionRow
from custom_components.homeiq.store.rows import (
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
            return list(_readable(found, lambda row: RunReport.from_dict(row["report"])))

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
        saved: list[str] = []
        skipped: list[str] = []
        with self.writing() as connection:
            # All at once takes a fifth of the time; only a bad one makes each take its turn.
            if _save(connection, batch) is None:
                return SaveResult(tuple(suggestion.id for suggestion in batch), ())
            for suggestion in batch:
                problem = _save(connection, (suggestion,))
                if problem is None:
                    saved.append(suggestion.id)
                else:
                    _LOGGER.warning("Suggestion %s is skipped: %s", suggestion.id, problem)
                    skipped.append(suggestion.id)
        return SaveResult(tuple(saved), tuple(skipped))

    def _select(self, query: Select[tuple[SuggestionRow]]) -> list[Suggestion]:
        with self.reading() as connection:
            return list(_readable(connection.execute(query).mappings(), suggestion_of))


def _readable[T](found: MappingResult, read: Callable[[RowMapping], T]) -> Iterator[T]:
    """Yield the records that can be read; one that cannot is logged and costs no other."""
    while True:
        try:
            if (row := found.fetchone()) is None:
                return
            record = read(row)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            _LOGGER.warning("A record is skipped that cannot be read: %r", error)
        else:
            yield record


def _save(connection: Connection, suggestions: Collection[Suggestion]) -> BaseException | None:
    """Save all of them or none, by a savepoint; return what is wrong with one of them."""
    if not suggestions:
        return None
    try:
        with connection.begin_nested():
            connection.execute(_SAVE_SUGGESTION, [suggestion_row(one) for one in suggestions])
    except Exception as error:
        if not _is_of_record(error):
            raise
        return cause_of(error)
    return None


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


def _is_of_record(error: Exception) -> bool:
    """Return whether one record is to blame, and not the database."""
    if isinstance(error, DBAPIError):
        return isinstance(error, (IntegrityError, InterfaceError, ProgrammingError))
    return True
