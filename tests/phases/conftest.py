"""A store of a run, and a home that somebody lived in."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.const import DATABASE_FILE
from custom_components.homeiq.store.store import Store
from tests.living import Living


@pytest.fixture
async def store(hass: HomeAssistant) -> AsyncIterator[Store]:
    """Return a store that is open."""
    opened = Store(Path(hass.config.path(DATABASE_FILE)))
    await opened.async_open()
    yield opened
    await opened.async_close()


@pytest.fixture
def living(hass: HomeAssistant) -> Living:
    """Return a home without devices."""
    return Living(hass)
