"""Dated copies beside a file, of which the last ten are kept."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
import re
from typing import Final

BACKUPS_KEPT: Final = 10


class Backups:
    """The backups of one file that are ours; what others keep beside it is left alone."""

    def __init__(self, path: Path) -> None:
        """Take the file, links resolved."""
        self._path = path
        self._name = re.compile(
            rf"{re.escape(path.name)}\.homeiq-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-(\d+))?\.bak"
        )

    def new(self) -> Path:
        """Return how the next one is called, by the time; raises OSError."""
        stamp = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
        # Numbers of a second go up, so that the latest is known where older ones are gone.
        number = 1 + max((n for taken, n, _ in self._all() if taken == stamp), default=0)
        again = "" if number == 1 else f"-{number}"
        return self._path.with_name(f"{self._path.name}.homeiq-{stamp}{again}.bak")

    def forget(self, made: Path) -> None:
        """Remove all but the latest and the one just made; what cannot be removed stays."""
        with suppress(OSError):
            # That is not the latest by its name where the clock was put back.
            others = [path for *_, path in self._all() if path != made]
            for path in others[: 1 - BACKUPS_KEPT]:
                path.unlink()

    def _all(self) -> list[tuple[str, int, Path]]:
        """Return them with their time and their number in that second, oldest first."""
        return sorted(
            (found[1], int(found[2] or 1), path)
            for path in self._path.parent.iterdir()
            if (found := self._name.fullmatch(path.name))
        )
