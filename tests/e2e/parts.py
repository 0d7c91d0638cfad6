"""The parts that end-to-end tests need and that `script/setup --e2e` gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
import os
from pathlib import Path
import shutil
from typing import Final

import pytest

from tests.conftest import FOR_WANT_OF, ROOT

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "homeiq"
NEXT: Final = ROOT / ".venv-2026.11" / "bin" / "python"
# Where Debian keeps programs that are not on everybody's path.
ELSEWHERE: Final = ("/usr/sbin", "/sbin", *map(str, Path("/usr/lib/postgresql").glob("*/bin")))


@dataclass(frozen=True, slots=True)
class Program:
    """An executable and what its environment has to have."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)


def keep_together(items: list[pytest.Item], here: Path) -> None:
    """Mark the tests below a folder as end-to-end, for one worker: they start processes."""
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


def find_program(name: str, unpacked: str) -> Program | None:
    """Find a program on the path, or where set-up unpacks it for users who are not root.

    `unpacked` is a pattern: some folders bear a version.
    """
    path = os.pathsep.join((os.environ["PATH"], *ELSEWHERE))
    if (found := shutil.which(name, path=path)) is not None:
        return Program(found)
    folder = CACHE / "programs" / name
    if (own := next(folder.glob(unpacked), None)) is None:
        return None
    libraries = [
        str(path) for path in (*folder.glob("usr/lib/*-linux-gnu"), *folder.glob("lib/*-linux-gnu"))
    ]
    return Program(str(own), {"LD_LIBRARY_PATH": ":".join(libraries)})


def find_chromium() -> Program | None:
    """Find the browser; its wrapper script knows the system's folders only."""
    return find_program("chromium", "usr/lib/chromium/chromium")


def find_next() -> Program | None:
    """Find the Python that has the next Home Assistant."""
    done = NEXT.parent.parent / ".homeiq-setup"
    return Program(str(NEXT)) if NEXT.is_file() and done.is_file() else None


def find_mosquitto() -> Program | None:
    """Find the MQTT broker."""
    return find_program("mosquitto", "usr/sbin/mosquitto")


def find_mariadb() -> Program | None:
    """Find MariaDB's server."""
    return find_program("mariadbd", "usr/sbin/mariadbd")


def find_postgresql() -> Program | None:
    """Find PostgreSQL's server; its other programs lie beside it."""
    return find_program("postgres", "usr/lib/postgresql/*/bin/postgres")


def find_influxdb() -> Program | None:
    """Find InfluxDB's server, of version 1."""
    return find_program("influxd", "usr/bin/influxd")


def find_language_model() -> Program | None:
    """Find what serves a small language model; its weights lie beside it."""
    serve = CACHE / "language-model" / "serve"
    return Program(str(serve)) if serve.is_file() else None


PARTS: Final[dict[str, Callable[[], Program | None]]] = {
    "chromium": find_chromium,
    "mosquitto": find_mosquitto,
    "MariaDB": find_mariadb,
    "PostgreSQL": find_postgresql,
    "InfluxDB": find_influxdb,
    "a language model": find_language_model,
    "Home Assistant 2026.11": find_next,
}


def need(name: str) -> Program:
    """Return a part; where it is missing, skip the test, or fail if all of them are demanded."""
    if (found := PARTS[name]()) is not None:
        return found
    if os.environ.get("HOMEIQ_REQUIRE_E2E"):
        pytest.fail(f"{FOR_WANT_OF}{name} (script/setup --e2e gets it)", pytrace=False)
    pytest.skip(f"{FOR_WANT_OF}{name}")
