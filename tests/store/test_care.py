"""What became of automations, on a real database."""

from pathlib import Path

import numpy as np
import pytest

from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store

DAY = 739_948


async def test_runs_add_up_and_acts_are_told_anew(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.care.add_runs([])
    await store.care.add_runs([CareDay("s2", DAY, runs=1)])
    await store.care.save_acts([CareDay("s1", int(np.int32(DAY + 1)), acts=3, undone=1)])
    await store.care.save_acts([CareDay("s1", DAY + 1, acts=2, undone=2), CareDay("s1", DAY)])
    await store.care.add_runs([CareDay("s1", DAY + 1, runs=2)])
    await store.care.add_runs([CareDay("s1", DAY + 1, runs=3)])
    await store.async_close()
    store = Store(path)
    await store.async_open()
    last = CareDay("s1", DAY + 1, runs=5, acts=2, undone=2)
    assert await store.care.since(DAY) == [CareDay("s1", DAY), last, CareDay("s2", DAY, runs=1)]
    assert await store.care.since(DAY + 1) == [last]
    await store.async_close()


async def test_numbers_of_numpy_are_kept_as_numbers(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    one = np.int64(1)
    await store.care.save_acts([CareDay("s1", np.int32(DAY), acts=one, undone=one)])  # type: ignore[arg-type]
    assert await store.care.since(DAY) == [CareDay("s1", DAY, acts=1, undone=1)]
    await store.async_close()


async def test_once_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    await store.async_open()
    await store.async_close()
    day = CareDay("s1", DAY)
    for call in (store.care.add_runs([day]), store.care.save_acts([day]), store.care.since(DAY)):
        with pytest.raises(StoreError, match="is closed"):
            await call
