"""Set HomeIQ up, and change how it works."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from custom_components.homeiq.const import CONF_INFLUXDB, DOMAIN, NAME
from custom_components.homeiq.flow_fields import basics
from custom_components.homeiq.flow_influxdb import InfluxDBSteps
from custom_components.homeiq.flow_options import HomeIQOptionsFlow
from custom_components.homeiq.flow_wording import WordingSteps
from custom_components.homeiq.issues import INFLUXDB_UNREACHABLE
from custom_components.homeiq.options import Options, whole_numbers


class HomeIQConfigFlow(InfluxDBSteps, WordingSteps, domain=DOMAIN):
    """One form to set it up, one menu to change it."""

    VERSION = 1

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry) -> HomeIQOptionsFlow:
        """Return the flow behind Configure."""
        return HomeIQOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how far to look back and when to run."""
        if user_input is not None:
            return self.async_create_entry(title=NAME, data={}, options=whole_numbers(user_input))
        return self.async_show_form(step_id="user", data_schema=basics(Options()))

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what can be changed."""
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=[
                "basics",
                "recorder",
                "recorder_influxdb",
                "templates",
                "openai",
                "ai_task",
            ],
        )

    async def async_step_basics(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask again what the user step asked."""
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            return self.async_update_reload_and_abort(
                entry, options={**entry.options, **whole_numbers(user_input)}
            )
        return self.async_show_form(
            step_id="basics", data_schema=basics(Options.from_mapping(entry.options))
        )

    async def async_step_recorder(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Confirm that only the recorder is read from now on."""
        if user_input is None:
            return self.async_show_form(step_id="recorder", data_schema=vol.Schema({}))
        ir.async_delete_issue(self.hass, DOMAIN, INFLUXDB_UNREACHABLE)
        return await self.async_drop(CONF_INFLUXDB)
