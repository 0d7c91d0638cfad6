"""Reading from a database server: a little at a time, in nobody's way, and told when it ends."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
import logging
import threading
import time
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.history.cursor import FETCH, Stop, never
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.borrowed import Borrowed
from custom_components.homeiq.history.recorder.database import read_connection
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.history.recorder.waiting import async_ask
from custom_components.homeiq.mining.settings import MiningStoppedError
from tests.servers.databases import PASSWORD, DatabaseServer

LAMPS = tuple(f"light.lamp_{number}" for number in range(10))
CHANGES = 2 * FETCH + 7
START = 1_772_000_000
EVER = HistoryQuery(frozenset(LAMPS), -np.inf, np.inf)
SECONDS = 15  # within which what should not hang is over


@dataclass(slots=True)
class Kept:
    """A home's history on a server, and both of them."""

    hass: HomeAssistant
    recorder: Recorder
    server: DatabaseServer
    database: str
    source: RecorderSource = field(init=False)

    def __post_init__(self) -> None:
        self.source = RecorderSource(self.hass)

    async def written(self) -> None:
        """Wait until the recorder has done all that it was to do."""
        done = self.hass.loop.create_future()
        self.recorder.queue_task(SynchronizeTask(done))
        await done

    async def perform(self, statement: str) -> list[tuple[Any, ...]]:
        """Perform a statement as somebody else would, with a connection of its own."""
        return await self.hass.async_add_executor_job(self.server.perform, statement, self.database)


@pytest.fixture
def database_name(server: DatabaseServer) -> Iterator[str]:
    with server.database() as name:
        yield name


@pytest.fixture
def recorder_db_url(
    server: DatabaseServer, database_name: str, hass_fixture_setup: list[bool]
) -> str:
    assert not hass_fixture_setup
    return server.url(database_name)


@pytest.fixture
async def kept(
    recorder_mock: Recorder, hass: HomeAssistant, server: DatabaseServer, database_name: str
) -> Kept:
    """Return a home with more changes than are read at once."""
    for lamp in LAMPS:
        hass.states.async_set(lamp, "off")
    await async_wait_recording_done(hass)
    home = Kept(hass, recorder_mock, server, database_name)
    known = await home.perform("SELECT entity_id, metadata_id FROM states_meta")
    ids = dict(known)
    await home.perform("DELETE FROM states")
    rows = ", ".join(
        f"('{'on' if number // len(LAMPS) % 2 else 'off'}',"
        f" {ids[LAMPS[number % len(LAMPS)]]}, {START + number})"
        for number in range(CHANGES)
    )
    columns = "state, metadata_id, last_updated_ts"
    await home.perform(f"INSERT INTO states ({columns}) VALUES {rows}")  # noqa: S608  # all ours
    return home


class Pausing:
    """Stops nobody, but lets a read wait where it has read so many times."""

    def __init__(self, after: int) -> None:
        self._left = after
        self.waits = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self) -> bool:
        self._left -= 1
        if self._left == 0:
            self.waits.set()
            assert self.goes_on.wait(4 * SECONDS)
        return False


@pytest.fixture
def in_a_hurry() -> Iterator[None]:
    """Let what is waited for take a moment; see the tests of waiting."""
    waiting, borrowed = (
        f"custom_components.homeiq.history.recorder.{name}" for name in ("waiting", "borrowed")
    )
    with (
        patch(f"{waiting}._FIRST_PAUSE", 0.05),
        patch(f"{waiting}._LONGEST_PAUSE", 0.1),
        patch(f"{borrowed}.BUSY_PATIENCE", 0.2),
        patch(f"{borrowed}.LOST_PATIENCE", 0.2),
    ):
        yield


async def test_many_rows_come_in_pages(kept: Kept) -> None:
    raw = await kept.source.async_read(EVER)
    assert np.sort(raw.time).tolist() == [START + number for number in range(CHANGES)]
    assert sorted(raw.entities) == sorted(LAMPS)
    assert await kept.source.async_since(LAMPS) == START


class CountingCursor:
    """A driver's cursor that tells how many rows each statement gave it at once."""

    def __init__(self, cursor: Any, counts: list[int]) -> None:
        self._cursor = cursor
        self._counts = counts

    def execute(self, statement: str) -> None:
        self._cursor.execute(statement)
        self._counts.append(self._cursor.rowcount)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


async def test_no_statement_gives_more_rows_than_a_page(kept: Kept) -> None:
    """Both drivers take all rows of a statement at once, whatever is fetched of them."""
    counts: list[int] = []

    @dataclass
    class Counting:
        connection: Any

        def cursor(self) -> CountingCursor:
            return CountingCursor(self.connection.cursor(), counts)

    def read(borrowed: Borrowed, _stop: Stop) -> int:
        connection = Counting(borrowed.connection)
        return len(read_connection(connection, EVER, dialect=borrowed.dialect).time)

    assert await async_ask(kept.hass, read, never) == CHANGES
    assert max(counts) == FETCH
    assert counts.count(FETCH) == 2


async def test_a_read_stops_between_two_pages(kept: Kept) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    with pytest.raises(MiningStoppedError):
        await kept.source.async_read(EVER, stop)
    assert asked == 7
    assert len((await kept.source.async_read(EVER)).time) == CHANGES  # nothing is left behind


async def paused_read(kept: Kept) -> tuple[Pausing, asyncio.Task[Any]]:
    """Return a read that waits amid its pages."""
    pausing = Pausing(after=8)
    reading = kept.hass.async_create_task(kept.source.async_read(EVER, pausing))
    assert await kept.hass.async_add_executor_job(pausing.waits.wait, SECONDS)
    return pausing, reading


@pytest.mark.parametrize("work", ["exclusively", "purge"])
async def test_a_read_is_in_nobodys_way_between_two_pages(kept: Kept, work: str) -> None:
    pausing, reading = await paused_read(kept)
    try:
        async with asyncio.timeout(SECONDS):
            if work == "exclusively":
                repack = (
                    "OPTIMIZE TABLE states"
                    if kept.server.kind == "MariaDB"
                    else "VACUUM FULL states"
                )
                await kept.perform(repack)
            else:
                purge = {"keep_days": 10_000, "repack": True}
                await kept.hass.services.async_call("recorder", "purge", purge, blocking=True)
                await kept.written()
    finally:
        pausing.goes_on.set()
    assert len((await reading).time) == CHANGES


async def test_what_is_written_meanwhile_is_not_late(kept: Kept) -> None:
    pausing, reading = await paused_read(kept)
    try:
        began = time.monotonic()
        kept.hass.states.async_set("light.other", "on")
        await kept.written()
        assert time.monotonic() - began < 1
    finally:
        pausing.goes_on.set()
    await reading
    found = await kept.perform("SELECT COUNT(*) FROM states_meta WHERE entity_id = 'light.other'")
    assert found == [(1,)]


@pytest.fixture
def locked(kept: Kept) -> Iterator[Callable[[], None]]:
    """Lock the table of states as somebody else; give what unlocks it."""
    connection = kept.server.connect(kept.database)
    cursor = connection.cursor()
    if kept.server.kind == "MariaDB":
        cursor.execute("LOCK TABLES states WRITE")
    else:
        connection.autocommit = False
        cursor.execute("LOCK TABLE states IN ACCESS EXCLUSIVE MODE")
    unlocked = False

    def unlock() -> None:
        nonlocal unlocked
        unlocked = True
        connection.close()

    yield unlock
    if not unlocked:
        connection.close()


@pytest.fixture
def impatient_server() -> Iterator[None]:
    """Let a server's session give up waiting for a lock after one second, not five."""
    statements = {
        "mysql": ("SET SESSION lock_wait_timeout = 1", "DEFAULT"),
        "postgresql": ("SET SESSION lock_timeout = '1s'", "DEFAULT"),
    }
    with patch("custom_components.homeiq.history.recorder.borrowed._IMPATIENCE", statements):
        yield


@pytest.mark.usefixtures("impatient_server")
async def test_a_locked_table_is_waited_for(kept: Kept, locked: Callable[[], None]) -> None:
    reading = kept.hass.async_create_task(kept.source.async_read(EVER))
    await asyncio.sleep(1.5)
    assert not reading.done()
    locked()
    async with asyncio.timeout(SECONDS):
        assert len((await reading).time) == CHANGES


@pytest.mark.usefixtures("impatient_server", "in_a_hurry", "locked")
async def test_a_table_that_stays_locked_is_told(kept: Kept) -> None:
    async with asyncio.timeout(SECONDS):
        with pytest.raises(HistoryError, match="locked or busy") as caught:
            await kept.source.async_read(EVER)
    assert caught.value.key == "recorder_busy"


@pytest.mark.usefixtures("impatient_server", "locked")
async def test_waiting_for_a_locked_table_ends_when_told_to_stop(kept: Kept) -> None:
    stopped = False
    reading = kept.hass.async_create_task(kept.source.async_read(EVER, lambda: stopped))
    await asyncio.sleep(0.5)
    stopped = True
    async with asyncio.timeout(SECONDS):
        with pytest.raises(MiningStoppedError):
            await reading


async def settings(kept: Kept) -> set[tuple[Any, ...]]:
    """Return what the recorder's own connections are set to."""
    asked = (
        "SELECT @@SESSION.lock_wait_timeout, @@SESSION.autocommit, @@SESSION.tx_isolation"
        if kept.server.kind == "MariaDB"
        else "SELECT current_setting('lock_timeout'), current_setting('transaction_isolation')"
    )

    def look() -> tuple[Any, ...]:
        assert kept.recorder.engine is not None
        with kept.recorder.engine.connect() as connection:
            row = tuple(connection.exec_driver_sql(asked).one())
            driver = connection.connection.dbapi_connection
            return (*row, getattr(driver, "autocommit", None) is True)

    return {await kept.recorder.async_add_executor_job(look) for _ in range(8)}


async def test_the_recorders_connections_are_as_they_were(kept: Kept) -> None:
    before = await settings(kept)
    assert len(before) == 1
    await kept.source.async_read(EVER)
    with pytest.raises(MiningStoppedError):
        await kept.source.async_read(EVER, lambda: True)
    assert await settings(kept) == before


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_server_that_goes_away_is_told_in_words_and_without_the_password(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    pausing, reading = await paused_read(kept)
    caplog.clear()
    with kept.server.away():
        pausing.goes_on.set()
        async with asyncio.timeout(2 * SECONDS):
            with pytest.raises(HistoryError, match="cannot be read") as caught:
                await reading
            with pytest.raises(HistoryError, match=r"refused|Can't connect"):
                await kept.source.async_since(LAMPS)
    assert caught.value.key == "recorder_unreadable"
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in str(caught.value.values)
    assert PASSWORD not in "".join(
        logging.Formatter().format(record)
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
    assert len((await kept.source.async_read(EVER)).time) == CHANGES  # it is back


async def test_a_server_that_restarts_meanwhile_is_waited_for(kept: Kept) -> None:
    pausing, reading = await paused_read(kept)
    await kept.hass.async_add_executor_job(kept.server.kill)
    pausing.goes_on.set()
    await asyncio.sleep(0.5)
    assert not reading.done()
    await kept.hass.async_add_executor_job(kept.server.restart)
    async with asyncio.timeout(2 * SECONDS):
        assert len((await reading).time) == CHANGES
