"""What all tests share.

A test that needs the recorder asks for `recorder_mock` before `hass`: the recorder has to be there
when Home Assistant starts.
"""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
import pytest

# Imported here, before Home Assistant puts its test configuration first in the path: that has a
# package of the same name, and the first one wins.
import custom_components

ROOT = Path(__file__).parent.parent


@pytest.fixture
def hass(hass: HomeAssistant) -> HomeAssistant:
    """Return a Home Assistant that also finds custom integrations.

    Not an autouse fixture that asks for `hass`: that would start Home Assistant for pure tests
    too, and before the recorder.
    """
    assert str(ROOT / "custom_components") in list(custom_components.__path__)
    hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
    return hass
