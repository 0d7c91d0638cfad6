"""A disk without room: by limits that the system itself keeps, and by a fake for one call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
import errno
import os
from pathlib import Path
import resource
import sqlite3
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

FILLER: Final = "filler"
# Calls by which files are written, and that fail where there is no room.
_CALLS: Final = ("fdopen", "fsync", "link", "open", "rename", "replace", "write")


def limit_files(size: int) -> None:
    """Let no file of this process become longer than so many bytes, as a quota would.

    Python leaves SIGXFSZ ignored, so that the call that would go beyond fails with EFBIG.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class Databases:
    """The connections that are made to one database from now on."""

    def __init__(self, name: str) -> None:
        """Take the name of its file."""
        self._connections: list[sqlite3.Connection] = []

        @event.listens_for(Engine, "connect")
        def connected(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
            if any(Path(each[2]).name == name for each in _files(connection)):
                self._connections.append(connection)

    def limit(self, statement: str) -> None:
        """Let it grow no more, and a statement like "INSERT ON intents" need to.

        What is kept of one accept fits into pages that are there: a trigger of the connection's
        own has it take more than that.
        """
        for connection in self._connections:
            if connection.execute("PRAGMA query_only").fetchone() == (1,):
                continue
            connection.execute("CREATE TABLE IF NOT EXISTS ballast (ballast)")
            connection.execute(
                f"CREATE TEMP TRIGGER needing AFTER {statement} BEGIN "  # noqa: S608  # our own
                "INSERT INTO ballast VALUES (zeroblob(1000000)); END"
            )
            (there,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={there}")


def _files(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    return list(connection.execute("PRAGMA database_list"))


def fill(folder: Path, left: int) -> None:
    """Write a file until only so many bytes are free on the disk that a folder is."""
    if not folder.is_mount():
        raise RuntimeError(f"{folder} is no disk of its own")
    room = os.statvfs(folder)
    with suppress(OSError):  # others write meanwhile: then it is full already
        (folder / FILLER).write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - left)))


class FakeFullDisk:
    """Stands in for the system: one call fails as on a full disk, the others are real."""

    def __init__(self, failing: int | None = None) -> None:
        """Let the n-th call fail, counted from 1; with None all are counted only."""
        self.calls = 0
        self._failing = failing

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Have the calls of this process go through it until the end of the block."""
        real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in _CALLS}
        try:
            for name, call in real.items():
                setattr(os, name, self._through(call))
            yield
        finally:
            for name, call in real.items():
                setattr(os, name, call)

    def _through(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self._failing:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*args, **kwargs)

        return called
