"""The flow behind an accepted automation that people undo too often."""

from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.data_entry_flow import AbortFlow

from custom_components.homeiq.automations.aftercare import AfterCare
from custom_components.homeiq.coordinator import HomeIQCoordinator, loaded_coordinator
from custom_components.homeiq.issues_tending import undone_placeholders
from custom_components.homeiq.report import CausedError


class UndoneFlow(RepairsFlow):
    """A menu of what can be done with an automation: retire it, or keep it as it is."""

    def __init__(self, suggestion_id: str) -> None:
        """Remember which suggestion it came from."""
        self._suggestion_id = suggestion_id

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show how often it is undone and what can be done."""
        _, cared = self._find()
        return self.async_show_menu(
            step_id="init",
            menu_options=["retire", "keep"],
            description_placeholders=undone_placeholders(self.hass, cared),
        )

    async def async_step_retire(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Turn the automation off, which it stays; it is not deleted."""
        coordinator, _ = self._find()
        await coordinator.tending.async_renew()  # it may have been renamed meanwhile
        _, cared = self._find()
        await self.hass.services.async_call(
            AUTOMATION, SERVICE_TURN_OFF, {ATTR_ENTITY_ID: cared.entity_id}, blocking=True
        )
        await coordinator.tending.async_renew()
        return self.async_create_entry(data={})

    async def async_step_keep(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Leave the automation alone, and do not ask for a month."""
        coordinator, _ = self._find()
        try:
            await coordinator.tending.async_stays(self._suggestion_id)
        except CausedError:
            return self.async_abort(reason="not_kept")
        return self.async_create_entry(data={})

    def _find(self) -> tuple[HomeIQCoordinator, AfterCare]:
        """Return the automation's figures as they are; raises AbortFlow where nobody is asked."""
        coordinator = loaded_coordinator(self.hass)
        if coordinator is None:
            raise AbortFlow("not_loaded")
        for each in coordinator.data.care:
            if each.suggestion_id == self._suggestion_id and each.retire is not None:
                return coordinator, each
        raise AbortFlow("no_longer_asked")
