"""What all entities have in common."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.homeiq.const import DOMAIN
from tests.samples import async_set_up

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_an_id_that_the_user_chose_stays(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    registry = er.async_get(hass)
    registry.async_update_entity("sensor.homeiq_status", new_entity_id="sensor.my_status")
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get("sensor.my_status") is not None
    assert hass.states.get("sensor.homeiq_status") is None


async def test_ids_do_not_follow_the_language(hass: HomeAssistant) -> None:
    hass.config.language = "de"
    entry = await async_set_up(hass)
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert {each.entity_id.partition(".")[2].startswith(f"{DOMAIN}_") for each in found} == {True}
    state = hass.states.get("button.homeiq_run_analysis")
    assert state is not None
    assert state.attributes["friendly_name"] == "HomeIQ Analyse starten"
