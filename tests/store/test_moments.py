"""When something happened, on a real database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store

THEN = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))


async def test_the_last_moment_is_kept_by_its_name(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    assert await store.moments.of("one") is None
    await store.moments.save("one", THEN)
    await store.moments.save("other", THEN - timedelta(days=1))
    await store.moments.save("one", THEN + timedelta(days=1))
    await store.async_close()
    store = Store(path)
    await store.async_open()
    kept = await store.moments.of("one")
    assert kept == THEN + timedelta(days=1)
    assert kept.tzinfo is UTC
    assert await store.moments.of("other") == THEN - timedelta(days=1)
    await store.async_close()


async def test_once_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    for call in (store.moments.save("one", THEN), store.moments.of("one")):
        with pytest.raises(StoreError, match="is closed"):
            await call
