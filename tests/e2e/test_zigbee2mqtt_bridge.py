"""The list of devices of Zigbee2MQTT, kept by a real broker, read by Home Assistant's own MQTT."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from homeassistant.core import HomeAssistant
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.zigbee2mqtt import bridge as module
from custom_components.homeiq.devices.zigbee2mqtt.bridge import Zigbee2Mqtt, async_zigbee2mqtt
from tests.devices.zigbee2mqtt.samples import PAYLOAD, network
from tests.e2e.broker import Broker, broker_running
from tests.e2e.parts import Program

TOPIC = "zigbee2mqtt/bridge/devices"


def keep(broker: Broker, topic: str, payload: bytes) -> None:
    """Have the broker keep a message."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    client.publish(topic, payload, qos=1, retain=True).wait_for_publish(20)
    client.disconnect()
    client.loop_stop()


@asynccontextmanager
async def mqtt_of(hass: HomeAssistant, broker: Broker) -> AsyncIterator[None]:
    """Set Home Assistant's MQTT up, and unload it in the end."""
    await hass.async_add_executor_job(Path(hass.config.path("configuration.yaml")).touch)
    entry = MockConfigEntry(
        domain="mqtt", version=2, data={"broker": "127.0.0.1", "port": broker.port, "protocol": "5"}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    try:
        yield
    finally:
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_the_broker_keeps_is_read_as_often_as_it_is_asked_for(
    hass: HomeAssistant, tmp_path: Path, mosquitto: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broker_running(mosquitto, tmp_path / "broker") as broker:
        keep(broker, TOPIC, PAYLOAD)
        async with mqtt_of(hass, broker):
            for _ in range(2):
                found = await async_zigbee2mqtt(hass)
                assert found == Zigbee2Mqtt(tuple(network().values()))
            keep(broker, TOPIC, b"[]")
            assert await async_zigbee2mqtt(hass) == Zigbee2Mqtt(())
            keep(broker, TOPIC, b"offline")
            assert (await async_zigbee2mqtt(hass)).devices is None
            monkeypatch.setattr(module, "_SECONDS", 2)
            keep(broker, TOPIC, b"")  # to keep nothing is to forget
            found = await async_zigbee2mqtt(hass)
            assert found == Zigbee2Mqtt(None, f"Zigbee2MQTT has left no list of devices on {TOPIC}")
