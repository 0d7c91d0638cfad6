"""Reading is measured beside a scan of the same rows, and each part of it apart."""

from collections.abc import Iterator
from contextlib import closing
from functools import cache
import json
from pathlib import Path
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.large_home.database import write_large
from benchmarks.large_home.home import LargeSpec, large_home
from benchmarks.reading import once
from benchmarks.reading.asked import Asked
from benchmarks.reading.cold import can_drop, drop
from benchmarks.reading.half_year import half_year
from benchmarks.reading.nights import nights
from benchmarks.reading.once import megabytes, times
from benchmarks.reading.scan import Way, scan, scan_some
from benchmarks.reading.source import FileSource
from benchmarks.reading.timed import TimedConnection
from custom_components.homeiq.history.cursor import never
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from demo.household import SimulatedHome
from tests.conftest import ROOT

SPEC = LargeSpec(days=5, rows=60_000, actionable=12_000)


@cache
def home() -> SimulatedHome:
    return large_home(SPEC)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Return what is asked of a small database; only read."""
    path = tmp_path_factory.mktemp("reading") / "home.db"
    write_large(home(), SPEC, path, ("a" * 32, "b" * 32))
    return Asked.of(path, home())


def test_both_ways_find_the_same_rows(asked: Asked) -> None:
    one, other = (scan(asked.database, asked.actionable, way) for way in Way)
    assert sorted(one) == sorted(other)
    assert one == sorted(one)  # in row order
    with closing(sqlite3.connect(asked.database)) as connection:
        known = dict(connection.execute("SELECT metadata_id, entity_id FROM states_meta"))
    assert {known[row[2]] for row in one} == asked.actionable.entity_ids
    assert all(row[3] in (None, row[1]) for row in one)
    assert len(scan(asked.database, asked.relevant, Way.INDEX)) > 2 * len(one)


def test_as_many_rows_are_scanned_as_are_asked_for(asked: Asked) -> None:
    assert len(scan_some(asked.database, asked.actionable, 1_000)) == 1_000
    everything = scan_some(asked.database, asked.actionable, 1_000_000)
    assert len(everything) > len(scan(asked.database, asked.actionable, Way.ROW_ORDER))


def test_a_timed_connection_reads_the_same(asked: Asked) -> None:
    with closing(open_file(asked.database)) as connection:
        plain = read_connection(connection, asked.relevant, asked.home)
        timed = TimedConnection(connection)
        told = read_connection(timed, asked.relevant, asked.home)
    assert timed.seconds > 0
    assert np.array_equal(plain.time, told.time)
    assert np.array_equal(plain.origin, told.origin)


def test_each_round_is_timed_with_its_parts(asked: Asked) -> None:
    seen = times(asked, asked.actionable, 2, cold=False)
    assert not seen.is_cold
    assert len(seen.row_order) == len(seen.index) == 2
    assert seen.rows == len(scan(asked.database, asked.actionable, Way.INDEX))
    ours = seen.ours
    parts = zip(ours.reading, ours.decoding, ours.ordering, strict=True)
    assert [sum(part) for part in parts] == pytest.approx(ours.whole)
    assert min(*ours.reading, *ours.decoding, *ours.ordering) > 0
    assert ours.events > 1_000


@pytest.mark.parametrize("droppable", [True, False])
def test_a_cold_read_is_told_only_where_the_cache_can_be_dropped(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, *, droppable: bool
) -> None:
    monkeypatch.setattr(once, "can_drop", lambda _database, _read: droppable)
    seen = times(asked, asked.actionable, 1, cold=True)
    assert seen.is_cold is droppable
    assert len(seen.ours.whole) == len(seen.index) == droppable


def test_what_is_dropped_can_be_read_again(asked: Asked) -> None:
    before = asked.database.read_bytes()
    drop(asked.database)
    assert asked.database.read_bytes() == before


def test_a_file_that_nobody_reads_was_not_read_from_the_disk(asked: Asked) -> None:
    assert can_drop(asked.database, lambda: None) is False


def test_memory_counts_what_work_had_and_gave_back() -> None:
    def work() -> None:
        np.ones(50 * 2**20, np.uint8).sum()

    assert 45 < megabytes(work) < 80
    assert megabytes(lambda: None) < 5


@pytest.mark.parametrize("what", ["warm", "cold", "ours", "memory", "scan-memory"])
def test_a_fresh_process_tells_one_object(asked: Asked, what: str) -> None:
    file = asked.save()
    told = json.loads(output("once", file, "actionable", what, "1"))
    if "memory" in what:
        assert told > 0
    else:
        ours = told if what == "ours" else told["ours"]
        assert len(ours["whole"]) <= 1


def output(module: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.reading.{module}", *map(str, arguments)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


async def test_a_night_reads_what_is_missing_and_knows_all_days(
    asked: Asked, folder: Path, socket_enabled: None
) -> None:
    seen = await nights(asked, 1, folder)
    assert len(seen.night) == len(seen.whole) == 1
    assert seen.night[0] > seen.reading[0] + seen.ordering[0]
    with closing(open_file(asked.database)) as connection:
        raw = read_connection(connection, asked.relevant, asked.home)
    until = asked.relevant.end - 21 * 3600
    assert seen.events == pytest.approx((raw.time < until).sum(), rel=0.01)
    assert seen.kilobytes > 20


async def test_half_a_year_is_filled_by_repeating_what_there_is(asked: Asked, folder: Path) -> None:
    seen = await half_year(asked, 1, folder)
    raw = await FileSource(asked).async_read(asked.actionable, never)
    assert seen.events == pytest.approx(180 / SPEC.days * len(raw.time), rel=0.1)
    assert 0 < seen.rows < seen.events
    assert len(seen.archive) == len(seen.scan) == 1
