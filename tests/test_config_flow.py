"""Set up, and reconfigure."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.options import Options
from tests.flows import MENU
from tests.samples import async_set_up, coordinator_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


def defaults(result: Any) -> dict[str, Any]:
    """Return what the form holds when it opens."""
    return {
        str(key): key.default()
        for key in result["data_schema"].schema
        if callable(getattr(key, "default", None))
    }


async def test_the_form_as_it_stands_is_a_good_configuration(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert defaults(result) == {"history_days": 30, "run_at": "03:00:00"}
    done = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "HomeIQ"
    assert done["data"] == {}
    assert done["options"] == {"history_days": 30, "run_at": "03:00:00"}
    assert Options.from_mapping(done["options"]) == Options()
    await hass.async_block_till_done()


async def test_what_is_entered_is_stored_as_whole_numbers(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    done = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"history_days": 90.0, "run_at": "04:30:00"}
    )
    assert done["options"] == {"history_days": 90, "run_at": "04:30:00"}
    assert type(done["options"]["history_days"]) is int
    await hass.async_block_till_done()


async def test_what_is_out_of_range_is_refused(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for entered in (
        {"history_days": 6},
        {"history_days": 366},
        {"history_days": "many"},
        {"run_at": "25:00"},
    ):
        with pytest.raises(InvalidData):
            await hass.config_entries.flow.async_configure(result["flow_id"], entered)
    assert hass.config_entries.async_entries(DOMAIN) == []


async def test_there_is_one_entry_only(hass: HomeAssistant) -> None:
    MockConfigEntry(domain=DOMAIN).add_to_hass(hass)
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


async def test_reconfigure_is_a_menu_that_leads_to_the_same_form(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, options={"history_days": 60, "repairs_shown": 5})
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "reconfigure"
    assert menu["menu_options"] == MENU
    form = await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": "basics"}
    )
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "basics")
    assert defaults(form) == {"history_days": 60, "run_at": "03:00:00"}
    done = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"history_days": 14, "run_at": "02:15:00"}
    )
    await hass.async_block_till_done()
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.options == {"history_days": 14, "run_at": "02:15:00", "repairs_shown": 5}
    assert coordinator_of(entry).options.history_days == 14
