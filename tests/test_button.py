"""The button that starts an analysis."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.report import RunReport
from tests.samples import async_set_up, report_of


@pytest.mark.usefixtures("recorder_mock")
async def test_pressing_it_runs_once(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []

    async def run(self: HomeIQCoordinator, days: int | None = None) -> RunReport:
        asked.append(days)
        return report_of()

    monkeypatch.setattr(HomeIQCoordinator, "async_run_analysis", run)
    await async_set_up(hass)
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.homeiq_run_analysis"}, blocking=True
    )
    assert asked == [None]
