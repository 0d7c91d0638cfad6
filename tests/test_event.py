"""The event entity."""

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.homeiq.publish import async_announce
from custom_components.homeiq.report import RunStatus
from tests.samples import async_set_up, report_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_it_tells_what_is_new_and_how_runs_end(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    state = hass.states.get("event.homeiq_analysis")
    assert state is not None
    assert state.state == "unknown"
    assert state.attributes["event_types"] == ["completed", "failed", "new_suggestion"]
    seen: list[tuple[str, str | None]] = []

    @callback
    def remember(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        assert new is not None
        seen.append((new.attributes["event_type"], new.attributes.get("suggestion_id")))

    stop = async_track_state_change_event(hass, "event.homeiq_analysis", remember)
    async_announce(hass, entry.entry_id, report_of(), [suggestion_of(1), suggestion_of(2)])
    async_announce(hass, entry.entry_id, report_of(status=RunStatus.FAILED), [])
    await hass.async_block_till_done()
    stop()
    assert seen == [
        ("new_suggestion", "s1"),
        ("new_suggestion", "s2"),
        ("completed", None),
        ("failed", None),
    ]
    state = hass.states.get("event.homeiq_analysis")
    assert state is not None
    assert state.attributes["event_type"] == "failed"


async def test_runs_of_another_entry_are_none_of_its_business(hass: HomeAssistant) -> None:
    await async_set_up(hass)
    async_announce(hass, "another", report_of(), [])
    await hass.async_block_till_done()
    state = hass.states.get("event.homeiq_analysis")
    assert state is not None
    assert state.state == "unknown"
