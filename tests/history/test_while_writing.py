"""Reading while the recorder writes, purges and repacks its file: neither is in the other's way."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
import sqlite3
import time
from unittest.mock import patch

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import numpy as np
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource

LAMPS = frozenset(f"light.lamp_{number}" for number in range(20))
CHANGES = 12_000
OLD = 9_000  # of these, so many will be purged
KEEP_DAYS = 5
ALONE_SECONDS = 1  # in which the recorder purges and repacks them on any machine


@pytest.fixture
async def recorder(recorder_mock: Recorder, hass: HomeAssistant) -> Recorder:
    """Return a recorder with days of changes, of which it will forget some."""
    hass.states.async_set("light.lamp_0", "off")
    await async_wait_recording_done(hass)
    await hass.async_add_executor_job(fill, path_of(recorder_mock))
    return recorder_mock


def path_of(recorder: Recorder) -> str:
    return recorder.db_url.removeprefix("sqlite:///")


def fill(path: str) -> None:
    """Write changes of lamps: the old ones of 20 days ago, the others of today."""
    now = dt_util.utcnow().timestamp()
    lamps = sorted(LAMPS)
    with closing(sqlite3.connect(path)) as connection, connection:
        for lamp in lamps:
            connection.execute("INSERT OR IGNORE INTO states_meta (entity_id) VALUES (?)", (lamp,))
        known = connection.execute("SELECT entity_id, metadata_id FROM states_meta").fetchall()
        ids = dict(known)
        connection.executemany(
            "INSERT INTO states (state, metadata_id, last_updated_ts) VALUES (?, ?, ?)",
            (
                (
                    "on" if number // len(lamps) % 2 else "off",
                    ids[lamps[number % len(lamps)]],
                    now - (20 * 86_400 if number < OLD else 7_200) + 0.2 * number,
                )
                for number in range(CHANGES)
            ),
        )


def recent() -> HistoryQuery:
    return HistoryQuery(LAMPS, dt_util.utcnow().timestamp() - 10 * 86_400, np.inf)


async def test_a_lock_for_writing_keeps_nobody_from_reading(
    recorder: Recorder, hass: HomeAssistant
) -> None:
    with closing(sqlite3.connect(path_of(recorder))) as other:
        other.execute("BEGIN EXCLUSIVE")
        raw = await RecorderSource(hass).async_read(recent())
        other.execute("ROLLBACK")
    assert len(raw.time) >= CHANGES - OLD


async def written(hass: HomeAssistant, recorder: Recorder, number: int) -> float:
    """Let the recorder write a state, and return how many seconds that took."""
    began = time.monotonic()
    hass.states.async_set("input_number.beat", str(number))
    done = hass.loop.create_future()
    recorder.queue_task(SynchronizeTask(done))
    await done
    return time.monotonic() - began


def slowly() -> bool:
    """Take as long as a busy machine does, or a home with many more rows."""
    time.sleep(0.1)
    return False


@pytest.fixture(autouse=True)
def many_statements() -> Iterator[None]:
    """Look at few rows with a statement, so that it takes many, as for millions of rows."""
    with patch("custom_components.homeiq.history.recorder.table.RANGE", CHANGES // 20):
        yield


async def test_nothing_that_is_written_meanwhile_is_lost_or_late(
    recorder: Recorder, hass: HomeAssistant
) -> None:
    reading = hass.async_create_task(RecorderSource(hass).async_read(recent(), slowly))
    late = []
    while not reading.done() or len(late) < 20:
        late.append(await written(hass, recorder, len(late)))
        await asyncio.sleep(0.02)
    await reading
    assert max(late) < 1
    with closing(sqlite3.connect(path_of(recorder))) as connection:
        kept = connection.execute(
            "SELECT COUNT(*) FROM states JOIN states_meta USING (metadata_id)"
            " WHERE states_meta.entity_id = 'input_number.beat'"
        ).fetchone()[0]
    assert kept == len(late)


async def purge(hass: HomeAssistant, recorder: Recorder) -> float:
    """Purge and repack, and return for how long nothing was written."""
    options = {"keep_days": KEEP_DAYS, "repack": True}
    await hass.services.async_call("recorder", "purge", options, blocking=True)
    late = [await written(hass, recorder, 0)]
    while recorder.backlog:
        late.append(await written(hass, recorder, len(late)))
    return max(late)


async def test_a_purge_and_a_repack_are_not_held_up_and_nothing_is_lost(
    recorder: Recorder, hass: HomeAssistant
) -> None:
    """In the end the recorder waits for all who still read the database as it was before."""
    source = RecorderSource(hass)
    now = dt_util.utcnow().timestamp()
    query = HistoryQuery(LAMPS, -np.inf, now)
    kept = set((await source.async_read(recent())).time.tolist())
    reading = hass.async_create_task(source.async_read(query, slowly))
    await asyncio.sleep(0.3)
    late = await purge(hass, recorder)
    assert not reading.done()  # else nothing is shown
    assert late < ALONE_SECONDS + 1
    raw = await reading
    assert kept <= set(raw.time.tolist())
    since = await source.async_since(LAMPS)
    assert since is not None
    assert since > now - KEEP_DAYS * 86_400
