"""The parts that end-to-end tests need and that `script/setup --e2e` gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
import os
from pathlib import Path
import shutil
from typing import Final

from tests.conftest import ROOT

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "homeiq"
NEXT: Final = ROOT / ".venv-2026.11" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Program:
    """An executable and what its environment has to have."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)


def find_program(name: str, unpacked: str) -> Program | None:
    """Find a program on the path, or where set-up unpacks it for users who are not root."""
    if (path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")) is not None:
        return Program(path)
    folder = CACHE / "programs" / name
    if not (folder / unpacked).is_file():
        return None
    libraries = [
        str(path) for path in (*folder.glob("usr/lib/*-linux-gnu"), *folder.glob("lib/*-linux-gnu"))
    ]
    return Program(str(folder / unpacked), {"LD_LIBRARY_PATH": ":".join(libraries)})


def find_chromium() -> Program | None:
    """Find the browser; its wrapper script knows the system's folders only."""
    return find_program("chromium", "usr/lib/chromium/chromium")


def find_next() -> Program | None:
    """Find the Python that has the next Home Assistant."""
    done = NEXT.parent.parent / ".homeiq-setup"
    return Program(str(NEXT)) if NEXT.is_file() and done.is_file() else None


PARTS: Final[dict[str, Callable[[], Program | None]]] = {
    "chromium": find_chromium,
    "Home Assistant 2026.11": find_next,
}
