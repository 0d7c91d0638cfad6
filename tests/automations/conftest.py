"""A home that keeps its automations in a file, and a store where intents are kept."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.store.intents import StoredIntents
from custom_components.homeiq.store.store import Store
from tests.automations.living_file import async_automations


@pytest.fixture
async def path(hass: HomeAssistant) -> Path:
    """Return the file of a home's automations, which run."""
    return await async_automations(hass)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a store that is open."""
    opened = Store(tmp_path / "intents.db")
    await opened.async_open()
    yield opened
    await opened.async_close()


@pytest.fixture
def journal(store: Store) -> StoredIntents:
    """Return its intents."""
    return store.intents
