"""Diagnostics tell figures, and nothing of how people live."""

import json

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_dumps
import pytest

from custom_components.homeiq.diagnostics import async_get_config_entry_diagnostics
from custom_components.homeiq.report import NearMissReport
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import async_set_up, report_of, suggestion_of


@pytest.mark.usefixtures("recorder_mock")
async def test_they_are_useful_and_private(hass: HomeAssistant) -> None:
    miss = NearMissReport("room", ("light.secret",), "unsafe", "Anna goes to bed")
    entry = await async_set_up(
        hass,
        [suggestion_of(1), suggestion_of(2, status=Status.DISMISSED, dismiss_reason="Anna")],
        reports=[report_of(near_misses=(miss,), reason="Too few days.")],
        options={"automation_users": ["0123"], "excluded_entities": ["light.secret"]},
    )
    told = await async_get_config_entry_diagnostics(hass, entry)
    text = json_dumps(told)
    for private in ("Anna", "light.", "Lamp", "22:00", "0123", "kitchen", "2026-01-02T03:04:05Z"):
        assert private not in text, private
    told = json.loads(text)
    assert told["statuses"] == {"draft": 1, "dismissed": 1}
    assert told["runs"][0]["events"] == 1234
    assert told["runs"][0]["reason"] == "Too few days."
    assert told["runs"][0]["near_misses"][0]["reason"] == "unsafe"
    assert told["suggestions"][0]["evidence"]["right"] == 18
    assert told["suggestions"][0]["domains"] == ["light"]
    assert told["error"] is None
