"""What is about to be written, on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custom_components.homeiq.automations.intent import Intent
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


async def test_once_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    for call in (store.intents.begin(FIRST), store.intents.end("s1"), store.intents.begun()):
        with pytest.raises(StoreError, match="is closed"):
            await call
