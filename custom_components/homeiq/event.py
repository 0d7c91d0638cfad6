"""The event entity that tells how runs end."""

from typing import Any

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from custom_components.homeiq.coordinator import HomeIQConfigEntry
from custom_components.homeiq.entity import HomeIQEntity
from custom_components.homeiq.publish import COMPLETED, FAILED, NEW_SUGGESTION, SIGNAL_ANALYSIS

PARALLEL_UPDATES = 0

ANALYSIS = EventEntityDescription(
    key="analysis",
    translation_key="analysis",
    event_types=[COMPLETED, FAILED, NEW_SUGGESTION],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HomeIQConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entity."""
    async_add_entities([AnalysisEvent(entry.runtime_data, Platform.EVENT, ANALYSIS)])


class AnalysisEvent(HomeIQEntity, EventEntity):
    """Fires when a run has ended, and for each suggestion that is new."""

    async def async_added_to_hass(self) -> None:
        """Listen to the end of runs."""
        await super().async_added_to_hass()
        signal = SIGNAL_ANALYSIS.format(self.coordinator.config_entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._async_fire))

    @callback
    def _async_fire(self, event_type: str, attributes: dict[str, Any]) -> None:
        self._trigger_event(event_type, attributes)
        self.async_write_ha_state()
