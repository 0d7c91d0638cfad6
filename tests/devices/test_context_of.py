"""The context of a device of a running home."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
import pytest

from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.context import ContextCache, DeviceContext
from custom_components.homeiq.devices.context_of import context_of
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory

LAMP = DeviceRecord(
    "lamp",
    "Desk lamp",
    "Acme",
    "Bulb",
    integration="mqtt",
    area_id="study",
    entities=(DeviceEntity("light.desk"), DeviceEntity("sensor.desk")),
)
PLAIN = DeviceRecord("light.plain", "Plain")
LOST = DeviceRecord("lost", integration="no_such_integration", area_id="nowhere")
INVENTORY = Inventory.of([LAMP, PLAIN, LOST])
KEYS = ("light.effect", "light.brightness")
CAPABILITIES = Capabilities({"lamp": {key: Capability(key) for key in KEYS}})
HEALTH = {"lamp": Health(0.9, availability=0.95)}


async def test_a_device_is_told_in_names(hass: HomeAssistant) -> None:
    ar.async_get(hass).async_create("Study")
    fetch = context_of(hass, INVENTORY, CAPABILITIES, HEALTH)
    assert await fetch("lamp") == DeviceContext(
        device_id="lamp",
        name="Desk lamp",
        area_id="study",
        area="Study",
        manufacturer="Acme",
        model="Bulb",
        integration="MQTT",
        entity_ids=("light.desk", "sensor.desk"),
        capabilities=("light.brightness", "light.effect"),
        health=HEALTH["lamp"],
    )


async def test_what_is_not_known_is_left_out(hass: HomeAssistant) -> None:
    fetch = context_of(hass, INVENTORY, CAPABILITIES, HEALTH)
    assert await fetch("light.plain") == DeviceContext("light.plain", "Plain")
    lost = DeviceContext("lost", area_id="nowhere", integration="no_such_integration")
    assert await fetch("lost") == lost


async def test_a_device_that_takes_no_part_is_empty(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    cache = ContextCache()
    fetch = context_of(hass, INVENTORY, CAPABILITIES, HEALTH)
    found = await cache.async_prefetch(["gone", "light.plain"], fetch)
    assert found["gone"] == DeviceContext("gone")
    assert found["light.plain"].name == "Plain"
    assert "Nothing is known of the device gone: it does not take part" in caplog.text
