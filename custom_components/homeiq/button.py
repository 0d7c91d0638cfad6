"""The button that starts an analysis."""

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from custom_components.homeiq.coordinator import HomeIQConfigEntry
from custom_components.homeiq.entity import HomeIQEntity

PARALLEL_UPDATES = 0

RUN_ANALYSIS = ButtonEntityDescription(key="run_analysis", translation_key="run_analysis")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HomeIQConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the button."""
    async_add_entities([RunAnalysisButton(entry.runtime_data, Platform.BUTTON, RUN_ANALYSIS)])


class RunAnalysisButton(HomeIQEntity, ButtonEntity):
    """Starts an analysis, or joins the one that goes on."""

    async def async_press(self) -> None:
        """Run, and return when the run has ended."""
        await self.coordinator.async_run_analysis()
