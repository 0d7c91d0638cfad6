"""A recorded home for history tests."""

from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.history.home import RecordedHome
from tests.history.recording import Recording


@pytest.fixture
def persistent_database() -> bool:
    """Let the recorder write a real file."""
    return True


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the timers of automations, which wait for tomorrow."""
    return True


@pytest.fixture
async def recorded_home(
    recorder_mock: Any,
    enable_custom_integrations: None,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
) -> RecordedHome:
    """Return a home that has been running for a minute, on a Tuesday afternoon."""
    freezer.move_to("2026-03-10 16:00:00+00:00")
    home = RecordedHome(hass, freezer)
    await home.set_up()
    return home


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Return an empty database of a recorder."""
    return Recording(tmp_path / "home-assistant_v2.db")
