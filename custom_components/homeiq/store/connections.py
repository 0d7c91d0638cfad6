"""The open database: one connection that writes and one that reads, for a thread each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import logging
from pathlib import Path

from sqlalchemy import Connection, Engine

from custom_components.homeiq.store.database import reading_engine, set_aside, writing_engine
from custom_components.homeiq.store.errors import CorruptDatabaseError, StoreError, translated
from custom_components.homeiq.store.schema import upgrade

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A database that could not be used, its new name and what was wrong with it."""

    path: Path
    problem: str


class Connections:
    """One SQLite file. One thread may write while another one reads.

    Everything raises StoreError where the database cannot be used; what a transaction wrote by
    then is rolled back.
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
            self._checkpoint(writer)
        finally:
            writer.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that writes, all of it or nothing."""
        with translated(self.path), self._opened(self._writer).begin() as connection:
            yield connection

    @contextmanager
    def writing_for_good(self) -> Iterator[Connection]:
        """Yield the same; once it has ended, not even a power cut undoes it.

        It waits for the disk. Of what others wrote a power cut may take the latest back.
        """
        with translated(self.path), self._opened(self._writer).connect() as connection:
            # The driver's own call: within a transaction it would be refused.
            driver = connection.connection
            driver.execute("PRAGMA synchronous=FULL")
            try:
                with connection.begin():
                    yield connection
            finally:
                driver.execute("PRAGMA synchronous=NORMAL")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database, whatever is written meanwhile."""
        with translated(self.path), self._opened(self._reader).connect() as connection:
            yield connection

    def checkpoint(self) -> bool:
        """Carry all that is written into the file and empty its log; return whether it could be.

        Another program that reads may hold it up, for as long as a writer waits.
        """
        return self._checkpoint(self._opened(self._writer))

    def _checkpoint(self, writer: Engine) -> bool:
        with translated(self.path), writer.connect() as connection:
            # The driver's own call: within a transaction of SQLAlchemy's it would be refused.
            found = connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (is_held_up, *_) = found.fetchone()
            return not is_held_up

    def _start(self) -> None:
        writer = writing_engine(self.path)
        try:
            with translated(self.path):
                upgrade(writer)
        except BaseException:
            writer.dispose()
            raise
        self._writer, self._reader = writer, reading_engine(self.path)

    def _opened(self, engine: Engine | None) -> Engine:
        if engine is None:
            raise StoreError(f"The database {self.path} is not open")
        return engine
