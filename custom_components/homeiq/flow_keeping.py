"""What all steps share that keep something which was tried out before."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)

from custom_components.homeiq.refusals import STEPS, asked_first, forget, refusing


class KeepingFlow(ConfigFlow):
    """Keeps what was entered in the entry that it was entered for."""

    @property
    def is_reauth(self) -> bool:
        """Whether somebody was called because something refuses us."""
        return self.source == SOURCE_REAUTH

    @property
    def entry(self) -> ConfigEntry:
        """The entry that is being changed."""
        return self._get_reauth_entry() if self.is_reauth else self._get_reconfigure_entry()

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin where something no longer takes what opened it."""
        return await self._async_ask(asked_first(entry_data))

    async def async_keep(self, what: str, kept: dict[str, Any]) -> ConfigFlowResult:
        """Keep it, and ask for what else refuses us; what was changed is loaded at the end."""
        forget(self.hass, what)
        entry = self.entry
        if self.is_reauth and (others := refusing(self.hass, entry)):
            self.hass.config_entries.async_update_entry(entry, data={**entry.data, what: kept})
            return await self._async_ask(others[0])
        return self.async_update_reload_and_abort(entry, data_updates={what: kept})

    async def async_drop(self, what: str) -> ConfigFlowResult:
        """Do without it from now on."""
        forget(self.hass, what)
        entry = self.entry
        return self.async_update_reload_and_abort(
            entry, data={key: kept for key, kept in entry.data.items() if key != what}
        )

    async def _async_ask(self, what: str) -> ConfigFlowResult:
        step: ConfigFlowResult = await getattr(self, f"async_step_{STEPS[what]}")()
        return step
