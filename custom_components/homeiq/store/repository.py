"""What is kept and how to get at it; synchronous, for two threads: one writes, one reads."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
import logging
from pathlib import Path
from typing import Final

from sqlalchemy import (
    Connection,
    Engine,
    MappingResult,
    RowMapping,
    Select,
    TextClause,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.database import reading_engine, set_aside, writing_engine
from custom_components.homeiq.store.errors import (
    CorruptDatabaseError,
    StoreError,
    cause_of,
    translated,
)
from custom_components.homeiq.store.models import Base, PatternRow, RunRow, SuggestionRow
from custom_components.homeiq.store.rows import (
    pattern_row,
    run_row,
    suggestion_of,
    suggestion_row,
)
from custom_components.homeiq.store.schema import upgrade
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

_LOGGER = logging.getLogger(__name__)

RUNS_KEPT: Final = 400
BATCH: Final = 50


def _upsert(model: type[Base], keep: Collection[str] = ()) -> TextClause:
    """Return the statement that inserts a row, or updates all of it but what is to be kept.

    SQLAlchemy would compile an upsert anew at each use, which takes longer than the writing.
    """
    statement = insert(model)
    replaced = {
        column.name: column for column in statement.excluded if column.name not in {"id", *keep}
    }
    upsert = statement.on_conflict_do_update(index_elements=["id"], set_=replaced)
    sql = str(upsert.compile(dialect=dialect(paramstyle="named")))
    columns = model.__table__.columns
    return text(sql).bindparams(*(bindparam(column.name, type_=column.type) for column in columns))


_SAVE_RUN: Final = _upsert(RunRow)
_SAVE_PATTERN: Final = _upsert(PatternRow, keep=("first_seen",))
_SAVE_SUGGESTION: Final = _upsert(SuggestionRow)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A database that could not be used, its new name and what was wrong with it."""

    path: Path
    problem: str


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The ids of what was saved and of what was skipped because it cannot be kept."""

    saved: tuple[str, ...]
    skipped: tuple[str, ...]


class Repository:
    """Runs, patterns and suggestions in one SQLite file.

    Everything raises StoreError where the database cannot be used; what a call wrote by then
    is rolled back. One thread may write while another one reads.
    """

    def __init__(self, path: Path) -> None:
        """Do nothing yet: `open` touches the file."""
        self.path = path
        self._writer: Engine | None = None
        self._reader: Engine | None = None

    def open(self) -> SetAside | None:
        """Make the database ready, and return what had to be set aside for it, if anything."""
        if self._writer is not None:
            return None
        try:
            self._start()
        except CorruptDatabaseError as error:
            aside = SetAside(set_aside(self.path), str(error))
            _LOGGER.error("%s; it was set aside as %s", error, aside.path)  # noqa: TRY400  # the text is the cause
            self._start()
            return aside
        return None

    def close(self) -> None:
        """Write everything to the one file and let go of it; harmless when repeated."""
        reader, writer = self._reader, self._writer
        self._reader = self._writer = None
        if reader is None or writer is None:
            return
        reader.dispose()
        try:
            with translated(self.path), writer.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            writer.dispose()

    def save_run(self, report: RunReport) -> None:
        """Keep a run in the job history, which holds the latest 400."""
        with self._writing() as connection:
            connection.execute(_SAVE_RUN, [run_row(report)])
            _prune(connection)

    def runs(self, limit: int = RUNS_KEPT) -> list[RunReport]:
        """Return the reports of the latest runs, newest first."""
        latest = select(RunRow.report).order_by(RunRow.started_at.desc(), RunRow.id).limit(limit)
        with self._reading() as connection:
            found = connection.execute(latest).mappings()
            return list(_readable(found, lambda row: RunReport.from_dict(row["report"])))

    def last_run(self) -> RunReport | None:
        """Return the report of the latest run."""
        return next(iter(self.runs(1)), None)

    def add_patterns(self, run_id: str, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns of a run; one that is known takes its new figures."""
        now = datetime.now(UTC)
        with self._writing() as connection:
            # While Python prepares rows, other threads get a turn each 5 ms only, and a read
            # needs dozens of them: short preparations keep reads short.
            for batch in batched(patterns, BATCH, strict=False):
                rows = [pattern_row(pattern, run_id, now) for pattern in batch]
                connection.execute(_SAVE_PATTERN, rows)

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
        with self._writing() as connection:
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

    def _start(self) -> None:
        writer = writing_engine(self.path)
        try:
            with translated(self.path):
                upgrade(writer)
        except BaseException:
            writer.dispose()
            raise
        self._writer, self._reader = writer, reading_engine(self.path)

    def _select(self, query: Select[tuple[SuggestionRow]]) -> list[Suggestion]:
        with self._reading() as connection:
            return list(_readable(connection.execute(query).mappings(), suggestion_of))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self.path), self._opened(self._writer).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self.path), self._opened(self._reader).connect() as connection:
            yield connection

    def _opened(self, engine: Engine | None) -> Engine:
        if engine is None:
            raise StoreError(f"The database {self.path} is not open")
        return engine


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
