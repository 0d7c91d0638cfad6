"""Simulated thermostats."""

from typing import Any

from homeassistant.components.climate import ClimateEntity
from homeassistant.components.climate.const import (
    ATTR_PRESET_MODE,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE, Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, Simulated, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedThermostat(one) for one in of_platform(entry, Platform.CLIMATE))


class SimulatedThermostat(SimulatedEntity, ClimateEntity):
    """A thermostat."""

    _attr_hvac_modes = [HVACMode.OFF, HVACMode.HEAT]  # noqa: RUF012 - as Home Assistant declares it
    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.TURN_ON
        | ClimateEntityFeature.TURN_OFF
    )
    _attr_target_temperature: float | None = 20.0
    _attr_temperature_unit = UnitOfTemperature.CELSIUS

    def __init__(self, simulated: Simulated) -> None:
        """Be able to do what its model can."""
        super().__init__(simulated)
        if presets := simulated.attributes.get("preset_modes"):
            self._attr_preset_modes = presets
            self._attr_supported_features |= ClimateEntityFeature.PRESET_MODE

    @property
    def preset_mode(self) -> str | None:
        """The preset that it follows."""
        return self.shows.get(ATTR_PRESET_MODE)

    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Follow another preset."""
        self.become(self.now, preset_mode=preset_mode)

    @property
    def hvac_mode(self) -> HVACMode:
        """What it does."""
        return HVACMode.HEAT if self.now == "heat" else HVACMode.OFF

    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Heat or rest."""
        self.become(hvac_mode.value)

    async def async_turn_on(self) -> None:
        """Heat."""
        self.become("heat")

    async def async_turn_off(self) -> None:
        """Rest."""
        self.become("off")

    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Aim at another temperature."""
        self._attr_target_temperature = kwargs.get(ATTR_TEMPERATURE)
        self.async_write_ha_state()
