"""What words cost, on a real database."""

from pathlib import Path

import pytest

from custom_components.homeiq.report import Tokens
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.spending import Bill

MINI = Bill(Tokens(700, 100, 300), 0.25)
LARGE = Bill(Tokens(70, 10, 0), 0.5)


async def test_months_add_up_what_models_were_asked_and_outlive_a_restart(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    assert await store.spending.of("2026-11") == Bill()
    await store.spending.add("2026-11", {"mini": MINI})
    await store.spending.add("2026-11", {"mini": MINI, "large": LARGE})
    await store.spending.add("2026-12", {"large": LARGE})
    await store.spending.add("2026-12", {})
    await store.async_close()
    store = Store(path)
    await store.async_open()
    assert await store.spending.of("2026-11") == Bill(Tokens(1470, 210, 600), 1.0)
    assert await store.spending.of("2026-12") == LARGE
    await store.async_close()


async def test_once_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    for call in (store.spending.of("2026-11"), store.spending.add("2026-11", {})):
        with pytest.raises(StoreError, match="is closed"):
            await call
