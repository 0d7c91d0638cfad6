"""What the tests of forms share."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

MENU = ["basics", "recorder", "recorder_influxdb", "templates", "openai", "ai_task"]


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """Return what the fields of a form hold, where they hold something."""
    schema = form["data_schema"]
    assert schema is not None
    held = {str(key): (key.description or {}).get("suggested_value") for key in schema.schema}
    return {name: value for name, value in held.items() if value not in {None, ""}}


def fields(form: ConfigFlowResult) -> list[str]:
    schema = form["data_schema"]
    assert schema is not None
    return [str(key) for key in schema.schema]


async def choose(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["menu_options"] == MENU
    return await enter(hass, menu, {"next_step_id": step})


async def enter(
    hass: HomeAssistant, form: ConfigFlowResult, values: dict[str, Any]
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_configure(form["flow_id"], values)


async def is_kept(
    hass: HomeAssistant, done: ConfigFlowResult, reason: str = "reconfigure_successful"
) -> None:
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, reason)
    await hass.async_block_till_done()
