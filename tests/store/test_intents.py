"""What is about to be written, on a real database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIRST = Intent(
    "s1", "homeiq_s1", "/config/automations.yaml", enabled=True, before="", after="ab", begun_at=NOW
)
SECOND = replace(FIRST, suggestion_id="s2", enabled=False, begun_at=NOW - timedelta(seconds=1))


async def test_an_intent_outlives_a_restart_until_it_has_ended(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    assert await store.intents.begun() == []
    await store.intents.begin(FIRST)
    await store.intents.begin(SECOND)
    await store.async_close()
    store = Store(path)
    await store.async_open()
    assert await store.intents.begun() == [SECOND, FIRST], "oldest first"
    again = replace(FIRST, before="ab", after="cd")
    await store.intents.begin(again)
    await store.intents.end("s2")
    await store.intents.end("s2")
    assert await store.intents.begun() == [again]
    await store.async_close()


async def test_an_intent_is_on_the_disk_before_anything_else_is_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    for_good = Connections.writing_for_good

    @contextmanager
    def watched(connections: Connections) -> Iterator[Connection]:
        with for_good(connections) as connection:
            yield connection
            waits.append(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    monkeypatch.setattr(Connections, "writing_for_good", watched)
    store = Store(path)
    await store.async_open()
    await store.intents.begin(FIRST)
    assert waits == [2]  # FULL
    await store.async_close()


async def test_once_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    for call in (store.intents.begin(FIRST), store.intents.end("s1"), store.intents.begun()):
        with pytest.raises(StoreError, match="is closed"):
            await call
