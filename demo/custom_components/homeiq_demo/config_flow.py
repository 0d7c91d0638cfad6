"""The simulation is set up by the demo's configuration, never by hand."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .simulated import DOMAIN


class DemoConfigFlow(ConfigFlow, domain=DOMAIN):
    """One entry, made from the configuration."""

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry."""
        return self.async_create_entry(title="Simulated household", data={})
