"""Let the next read of a file come from the disk."""

from collections.abc import Callable
import os
from pathlib import Path
from typing import Final

_LEAST: Final = 0.05  # of the file: what a read of it takes from the disk if it is cold
_COUNTERS: Final = Path("/proc/self/io")


def drop(database: Path) -> None:
    """Drop a database from the page cache; without effect where the system keeps it."""
    for path in (database, database.with_name(f"{database.name}-wal")):
        if path.exists():
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)  # what is not written yet would stay
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)


def can_drop(database: Path, read: Callable[[], object]) -> bool:
    """Return whether a read after `drop` really comes from the disk."""
    drop(database)
    before = _read_bytes()
    read()
    return _read_bytes() - before >= _LEAST * database.stat().st_size


def _read_bytes() -> int:
    """Return how much this process had fetched from the disk; 0 where that is not told."""
    try:
        lines = _COUNTERS.read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("read_bytes:")), 0)
