"""The store on the event loop."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
import sqlite3
import threading
from typing import Any

import pytest

from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.store import repository
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.rows import suggestion_row
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.store.make import NOW, a_pattern, a_report, a_suggestion


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    assert await store.async_open() is None
    yield store
    await store.async_close()


def _kept(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT id FROM suggestions ORDER BY id")]
    finally:
        connection.close()


class Gate:
    """Holds up the writing thread in its transaction, until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

        def held(suggestion: Suggestion) -> dict[str, Any]:
            self.reached.set()
            assert self.open.wait(60)
            return suggestion_row(suggestion)

        monkeypatch.setattr(repository, "suggestion_row", held)

    async def wait(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 60)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


async def test_what_is_written_is_read(store: Store) -> None:
    pattern = a_pattern()
    suggestion = a_suggestion(pattern_id=pattern.id)
    await store.save_run(a_report())
    await store.add_patterns("run-0", (one for one in [pattern]))
    assert await store.save_suggestions([suggestion]) == SaveResult(("id-0",), ())
    assert await store.last_run() == a_report()
    assert await store.runs() == [a_report()]
    assert await store.runs(0) == []
    assert await store.suggestion("id-0") == suggestion
    assert await store.suggestions() == [suggestion]
    assert await store.suggestions([Status.EXPIRED], 5) == []


async def test_how_a_habit_was_kept_is_told(store: Store) -> None:
    day = Strength("habit", NOW.toordinal(), 1, 2, 3, 4)
    await store.add_strengths(one for one in [day])
    assert await store.strengths("habit", Period.DAY) == [day]
    assert await store.strengths("habit", Period.MONTH) == [
        replace(day, day=NOW.replace(day=1).toordinal())
    ]


async def test_each_thread_is_named_for_what_it_does(store: Store) -> None:
    await store.suggestions()
    names = {thread.name for thread in threading.enumerate()}
    assert {"homeiq-store-writer_0", "homeiq-store-reader_0"} <= names


async def test_opening_twice_is_harmless(store: Store) -> None:
    await store.save_suggestions([a_suggestion()])
    assert await store.async_open() is None
    assert len(await store.suggestions()) == 1


@pytest.fixture
def garbage(path: Path) -> bytes:
    path.write_bytes(b"garbage, and more of it" * 100)
    return path.read_bytes()


async def test_a_database_that_was_set_aside_is_reported(path: Path, garbage: bytes) -> None:
    store = Store(path)
    aside = await store.async_open()
    assert aside is not None
    assert await asyncio.to_thread(aside.path.read_bytes) == garbage
    await store.async_close()


async def test_before_it_is_open_it_refuses(path: Path) -> None:
    store = Store(path)
    with pytest.raises(StoreError, match="is not open"):
        await store.suggestions()
    await store.async_close()


async def test_after_it_is_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    await store.async_close()
    for call in (store.async_open(), store.suggestions(), store.save_suggestions([])):
        with pytest.raises(StoreError, match="is closed"):
            await call


async def test_an_open_that_failed_can_be_tried_again_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "later" / "homeiq.db"
    store = Store(path)
    with pytest.raises(StoreError, match="cannot be opened"):
        await store.async_open()
    path.parent.mkdir()
    assert await store.async_open() is None
    await store.async_close()
    assert path.exists()


async def test_closing_waits_for_the_work_and_leaves_one_file(
    path: Path, store: Store, gate: Gate
) -> None:
    writing = asyncio.create_task(store.save_suggestions([a_suggestion(0)]))
    next_one = asyncio.create_task(store.save_suggestions([a_suggestion(1)]))
    await gate.wait()
    closing = asyncio.create_task(store.async_close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    gate.open.set()
    await closing
    assert (await writing).saved == ("id-0",)
    assert (await next_one).saved == ("id-1",)
    assert [part.name for part in path.parent.iterdir()] == ["homeiq.db"]
    assert _kept(path) == ["id-0", "id-1"]


async def test_a_close_that_is_cancelled_still_closes(store: Store, gate: Gate, path: Path) -> None:
    writing = asyncio.create_task(store.save_suggestions([a_suggestion()]))
    await gate.wait()
    closing = asyncio.create_task(store.async_close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.sleep(0)
    assert not closing.done()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert (await writing).saved == ("id-0",)
    await store.async_close()
    assert [part.name for part in path.parent.iterdir()] == ["homeiq.db"]


async def test_a_write_that_is_cancelled_is_finished_whole(
    store: Store, gate: Gate, path: Path
) -> None:
    writing = asyncio.create_task(store.save_suggestions(a_suggestion(n) for n in range(3)))
    await gate.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    gate.open.set()
    assert await store.save_suggestions([a_suggestion(3)]) == SaveResult(("id-3",), ())
    assert _kept(path) == ["id-0", "id-1", "id-2", "id-3"]


async def test_a_write_that_is_cancelled_before_its_turn_writes_nothing(
    store: Store, gate: Gate, path: Path
) -> None:
    first = asyncio.create_task(store.save_suggestions([a_suggestion(0)]))
    await gate.wait()
    second = asyncio.create_task(store.save_suggestions([a_suggestion(1)]))
    await asyncio.sleep(0)
    second.cancel()
    gate.open.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await second
    await store.async_close()
    assert _kept(path) == ["id-0"]


async def test_reading_goes_on_while_something_is_written(store: Store, gate: Gate) -> None:
    writing = asyncio.create_task(store.save_suggestions([a_suggestion()]))
    await gate.wait()
    async with asyncio.timeout(30):
        assert await store.suggestions() == []
    assert not writing.done()
    gate.open.set()
    await writing
    assert len(await store.suggestions()) == 1
