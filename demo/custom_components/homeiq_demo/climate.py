"""Simulated thermostats."""

from typing import Any

from homeassistant.components.climate import ClimateEntity
from homeassistant.components.climate.const import ClimateEntityFeature, HVACMode
from homeassistant.const import ATTR_TEMPERATURE, Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


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
