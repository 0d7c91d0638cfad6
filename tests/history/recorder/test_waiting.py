"""Waiting for a recorder that cannot be read just now, and saying so when it takes too long."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from sqlalchemy.exc import OperationalError

from custom_components.homeiq.history.errors import HistoryError, PassingError
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource, async_read_features
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.publish import async_told

LAMP = frozenset({"light.lamp"})
EVER = HistoryQuery(LAMP, -np.inf, np.inf)
WAITING = "custom_components.homeiq.history.recorder.waiting"


@pytest.fixture(autouse=True)
def in_a_hurry() -> Iterator[None]:
    """Let five minutes of waiting pass in half a second, with pauses as much shorter."""
    with (
        patch(f"{WAITING}._FIRST_PAUSE", 0.001),
        patch(f"{WAITING}._LONGEST_PAUSE", 0.03),
        patch(f"{WAITING}._STOP_SECONDS", 0.01),
        patch(f"{WAITING}.BUSY_PATIENCE", 0.5),
        patch("custom_components.homeiq.history.recorder.borrowed.BUSY_PATIENCE", 0.5),
    ):
        yield


@pytest.fixture
async def recorder(recorder_mock: Recorder, hass: HomeAssistant) -> Recorder:
    """Return a recorder that has a lamp's history."""
    for state in ("off", "on", "off"):
        hass.states.async_set("light.lamp", state)
    await async_wait_recording_done(hass)
    return recorder_mock


def told(raw: RawEvents) -> list[str]:
    return [raw.states[code] for code in raw.state[raw.time.argsort(kind="stable")]]


async def soon() -> None:
    """Let a task begin to wait."""
    await asyncio.sleep(0.05)


LAMPS_HISTORY = ["unavailable", "off", "on", "off"]


@contextmanager
def migrating(recorder: Recorder) -> Iterator[None]:
    recorder.migration_in_progress = True
    yield
    recorder.migration_in_progress = False


@contextmanager
def starting(recorder: Recorder) -> Iterator[None]:
    ready, recorder.async_db_ready = recorder.async_db_ready, recorder.hass.loop.create_future()
    yield
    recorder.async_db_ready.cancel()
    recorder.async_db_ready = ready


@contextmanager
def closed(recorder: Recorder) -> Iterator[None]:
    engine, recorder.engine = recorder.engine, None
    yield
    recorder.engine = engine


HINDERED = pytest.mark.parametrize(
    ("hindered", "key"),
    [(migrating, "migrating"), (starting, "closed"), (closed, "closed")],
)


@HINDERED
async def test_a_recorder_that_is_not_ready_is_waited_for(
    recorder: Recorder, hass: HomeAssistant, hindered: Any, key: str
) -> None:
    with hindered(recorder):
        reading = hass.async_create_task(RecorderSource(hass).async_read(EVER))
        await soon()
        assert not reading.done()
    assert told(await reading) == LAMPS_HISTORY


@HINDERED
async def test_after_minutes_it_is_said_what_was_waited_for(
    recorder: Recorder, hass: HomeAssistant, hindered: Any, key: str
) -> None:
    with hindered(recorder):
        with pytest.raises(HistoryError) as caught:
            await RecorderSource(hass).async_read(EVER)
        assert caught.value.key == f"recorder_{key}"
        assert not isinstance(caught.value, PassingError)
        assert await async_told(hass, caught.value) == str(caught.value)
        with pytest.raises(HistoryError):
            await RecorderSource(hass).async_since(LAMP)


async def test_a_migration_that_lets_others_read_is_not_waited_for(
    recorder: Recorder, hass: HomeAssistant
) -> None:
    with migrating(recorder), patch.object(recorder, "migration_is_live", new=True):
        assert told(await RecorderSource(hass).async_read(EVER)) == LAMPS_HISTORY


async def test_waiting_ends_when_told_to_stop(recorder: Recorder, hass: HomeAssistant) -> None:
    stopped = False
    with migrating(recorder):
        reading = hass.async_create_task(RecorderSource(hass).async_read(EVER, lambda: stopped))
        await soon()
        stopped = True
        with pytest.raises(MiningStoppedError):
            await reading


async def test_waiting_ends_when_cancelled(recorder: Recorder, hass: HomeAssistant) -> None:
    with migrating(recorder):
        reading = hass.async_create_task(RecorderSource(hass).async_read(EVER))
        await soon()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading


def locked_error(tmp_path: Path) -> sqlite3.OperationalError:
    """Return what SQLite really says of a database that somebody else has locked."""
    path = tmp_path / "locked.db"
    with (
        closing(sqlite3.connect(path)) as writer,
        closing(sqlite3.connect(path, timeout=0)) as reader,
    ):
        writer.execute("CREATE TABLE one (number)")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked") as caught:
            reader.execute("SELECT * FROM one")
    return caught.value


@pytest.mark.parametrize("where", ["reading", "connecting"])
async def test_a_database_that_is_locked_for_a_while_is_read_afterwards(
    recorder: Recorder, hass: HomeAssistant, tmp_path: Path, where: str
) -> None:
    error = locked_error(tmp_path)
    target, failure = (
        ("custom_components.homeiq.history.recorder.database.recorded_entities", error)
        if where == "reading"
        else ("sqlalchemy.orm.Session.connection", OperationalError("PRAGMA", {}, error))
    )
    source = RecorderSource(hass)
    with patch(target, side_effect=failure) as failing:
        reading = hass.async_create_task(source.async_read(EVER))
        while failing.call_count < 3:
            await soon()
    assert told(await reading) == LAMPS_HISTORY


async def test_of_features_too_a_locked_database_tells_afterwards(
    recorder: Recorder, hass: HomeAssistant, tmp_path: Path
) -> None:
    query = FeatureQuery(frozenset(), frozenset(), LAMP, -np.inf, np.inf)
    target = "custom_components.homeiq.history.recorder.features.recorded_entities"
    with patch(target, side_effect=locked_error(tmp_path)) as failing:
        reading = hass.async_create_task(async_read_features(hass, query))
        while failing.call_count < 3:
            await soon()
    shown = (await reading).shown
    assert [shown.sets[at]["state"] for at in shown.shown] == LAMPS_HISTORY[1:]


async def test_a_database_that_stays_locked_is_told(
    recorder: Recorder, hass: HomeAssistant, tmp_path: Path
) -> None:
    target = "custom_components.homeiq.history.recorder.database.recorded_entities"
    with (
        patch(target, side_effect=locked_error(tmp_path)),
        pytest.raises(HistoryError, match="locked or busy: database is locked") as caught,
    ):
        await RecorderSource(hass).async_read(EVER)
    assert caught.value.key == "recorder_busy"
    assert await async_told(hass, caught.value) == str(caught.value)
    hass.config.language = "de"
    assert (await async_told(hass, caught.value)).startswith("Die Datenbank des Recorders ist ges")


async def test_other_errors_are_told_at_once(recorder: Recorder, hass: HomeAssistant) -> None:
    target = "custom_components.homeiq.history.recorder.database.recorded_entities"
    with (
        patch(target, side_effect=sqlite3.DatabaseError("malformed")) as failing,
        pytest.raises(HistoryError, match="malformed"),
    ):
        await RecorderSource(hass).async_read(EVER)
    assert failing.call_count == 1
