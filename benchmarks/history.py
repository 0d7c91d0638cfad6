"""A home's history: how fast it is read, and whether anybody notices that it is."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.figures import Figure
from benchmarks.large_home.database import write_large
from benchmarks.large_home.home import LONGER, USUAL, LargeSpec, large_home
from benchmarks.live.config import DATABASE, keep_elsewhere, make_live
from benchmarks.live.figures import STALL, stalls, whole, writes
from benchmarks.live.servers import SERVERS, served
from benchmarks.live.session import session
from benchmarks.reading.asked import Asked
from benchmarks.reading.figures import archived, reading
from demo.config_folder import user_ids

LIVE_ROWS: Final = 2_000_000
SERVED_ROWS: Final = 200_000


def run() -> Iterator[Figure]:
    """Measure one after the other: two at once would slow each other."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        usual, longer = Path(folder) / "usual.db", Path(folder) / "longer.db"
        # In processes of their own, so that this one stays small: what it starts inherits its size.
        with ProcessPoolExecutor(2) as pool:
            made = pool.map(_write, (LONGER, USUAL), (longer, usual))
            yield from _files(*made)
        longer.unlink()
        yield from _live(Path(folder) / "live")
        for name in SERVERS:
            yield from _served(name, Path(folder) / name)


def _files(longer: Path, usual: Path) -> Iterator[Figure]:
    yield from reading(usual, longer)
    yield from archived(usual, longer)


def _write(spec: LargeSpec, path: Path) -> Path:
    home = large_home(spec)
    write_large(home, spec, path, user_ids())
    return Asked.of(path, home).save()


def _live(folder: Path) -> Iterator[Figure]:
    config, port = _configured(folder, LIVE_ROWS)
    url = f"sqlite:///{config / DATABASE}"
    yield from whole("2M rows", asyncio.run(session(config, port, url)))


def _served(name: str, folder: Path) -> Iterator[Figure]:
    """Yield what is different on a server; its history is smaller."""
    label = f"{name}, {SERVED_ROWS // 1000}k rows"
    config, port = _configured(folder, SERVED_ROWS)
    with served(name, config / DATABASE) as url:
        if url is None:
            yield Figure(f"{label}: longest stall", None, "not installed", f"≤ {STALL}")
            return
        keep_elsewhere(config, url)
        seen = asyncio.run(session(config, port, url))
    yield from stalls(label, seen)
    yield from writes(label, seen)
    yield Figure(f"{label}: first analysis", seen.first.seconds, "s")


def _configured(folder: Path, rows: int) -> tuple[Path, int]:
    with ProcessPoolExecutor(1) as pool:
        config = folder / "config"
        return config, pool.submit(make_live, config, rows).result()
