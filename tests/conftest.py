"""What all tests share.

A test that needs the recorder asks for `recorder_mock` before `hass`: the recorder has to be there
when Home Assistant starts.
"""

from collections import Counter
import logging
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
import pytest

# Imported here, before Home Assistant puts its test configuration first in the path: that has a
# package of the same name, and the first one wins.
import custom_components

ROOT: Final = Path(__file__).parent.parent
# How the reason begins for which an end-to-end test is skipped.
FOR_WANT_OF: Final = "for want of: "


def pytest_unconfigure(config: pytest.Config) -> None:
    """Name and count, as the very last line, what was not run for want of a part."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in reporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    ]
    missing = Counter(
        reason.removeprefix(FOR_WANT_OF) for reason in reasons if reason.startswith(FOR_WANT_OF)
    )
    if missing:
        parts = ", ".join(f"{part} ({number})" for part, number in sorted(missing.items()))
        tests = f"{missing.total()} e2e test{'s' if missing.total() > 1 else ''}"
        reporter.write_line(f"not run: {tests}, {FOR_WANT_OF}{parts}")


# The plugin has each statement logged, which takes a good part of a test's time.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
def hass(hass: HomeAssistant) -> HomeAssistant:
    """Return a Home Assistant that also finds custom integrations.

    Not an autouse fixture that asks for `hass`: that would start Home Assistant for pure tests
    too, and before the recorder.
    """
    assert str(ROOT / "custom_components") in list(custom_components.__path__)
    hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
    return hass


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Return a configuration folder of the test's own: our database is a file in it."""
    return hass_tmp_config_dir
