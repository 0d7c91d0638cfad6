"""Home Assistant's own demonstration lamps, switched and dimmed without any action."""

from homeassistant.components.demo.light import DemoLight
from homeassistant.components.light import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component


async def async_lamps(hass: HomeAssistant, *names: str) -> list[DemoLight]:
    """Return lamps that are off; `light.NAME` each, and of no device."""
    assert await async_setup_component(hass, "light", {})
    lamps = [DemoLight(name, name, state=False, ct=2700) for name in names]
    for lamp, name in zip(lamps, names, strict=True):
        lamp.entity_id = f"light.{name}"
    await hass.data[DATA_COMPONENT].async_add_entities(lamps)
    return lamps


def by_remote(lamp: DemoLight, brightness: int | None) -> None:
    """Have a lamp shine, or not, as a remote that is bound to it makes it: nothing is called."""
    lamp._attr_is_on = brightness is not None
    if brightness is not None:
        lamp._attr_brightness = brightness
    lamp.async_write_ha_state()
