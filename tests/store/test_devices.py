"""What is known of devices, on the event loop."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.capabilities import AWAY
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.store import Store
from tests.store.make import NOW
from tests.store.test_capabilities import BRIGHTNESS, EFFECT, kept
from tests.store.test_chances import DIM, LIGHT

DAY = 740_000


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    assert await store.async_open() is None
    yield store
    await store.async_close()


async def test_capabilities_are_kept_until_their_device_is_long_gone(store: Store) -> None:
    await store.devices.save_capabilities({"lamp": kept(BRIGHTNESS), "bulb": kept(EFFECT)})
    assert await store.devices.capabilities() == {"lamp": kept(BRIGHTNESS), "bulb": kept(EFFECT)}
    await store.devices.follow(["lamp"], NOW)
    await store.devices.follow(["lamp"], NOW + AWAY)
    assert await store.devices.capabilities() == {"lamp": kept(BRIGHTNESS)}


async def test_use_is_kept(store: Store) -> None:
    uses = (DayUse("lamp", "light.brightness", DAY, uses) for uses in (2, 1))
    await store.devices.add_uses(uses, range(DAY, DAY + 3))
    await store.devices.add_uses((), (), (day for day in (DAY, DAY + 1)))
    assert await store.devices.uses_since(DAY) == Use(
        {("lamp", "light.brightness"): 2}, days=3, watched=2
    )


async def test_what_devices_could_do_more_is_kept(store: Store, path: Path) -> None:
    for days in (0, 1):
        await store.devices.save_opportunities([DIM], NOW + timedelta(days=days))
        await store.devices.save_synergies([LIGHT], NOW + timedelta(days=days))
    await store.async_close()
    repository = Repository(path)
    repository.open()
    with repository.reading() as connection:
        for table, found in (("opportunities", DIM), ("synergies", LIGHT)):
            query = text(f"SELECT id, last_seen > first_seen FROM {table}")  # noqa: S608  # ours
            assert connection.execute(query).all() == [(found.id, 1)]
    repository.close()


async def test_once_closed_it_refuses(store: Store) -> None:
    await store.async_close()
    for call in (store.devices.capabilities(), store.devices.follow([], NOW)):
        with pytest.raises(StoreError, match="is closed"):
            await call
