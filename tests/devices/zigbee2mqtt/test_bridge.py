"""The list of devices that Zigbee2MQTT keeps at the broker."""

import asyncio
from collections.abc import Callable
import json
import threading
from typing import Any
from unittest.mock import MagicMock

from homeassistant.components.mqtt.const import MQTT_PROCESSED_SUBSCRIPTIONS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
)

from custom_components.homeiq.devices.zigbee2mqtt import bridge as module
from custom_components.homeiq.devices.zigbee2mqtt.bridge import Zigbee2Mqtt, async_zigbee2mqtt
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Definitions, read
from tests.devices.zigbee2mqtt.samples import PAYLOAD, RAW, network

TOPIC = "zigbee2mqtt/bridge/devices"

# The client of Home Assistant's MQTT has a timer of its own.
lingering = pytest.mark.parametrize("expected_lingering_timers", [True])


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.3)


class Keeping:
    """Stands between Home Assistant's MQTT and its client that is none: a broker that keeps."""

    def __init__(self, hass: HomeAssistant, mqtt_mock: MagicMock) -> None:
        self.hass = hass
        self.kept: dict[str, bytes | str] = {}
        self.subscribed: list[str] = []
        self.left: list[str] = []
        self.error: Exception | None = None
        self.subscribe: Callable[..., Callable[[], None]] = mqtt_mock.async_subscribe
        mqtt_mock.async_subscribe = self.async_subscribe

    def async_subscribe(self, topic: str, *args: Any) -> Callable[[], None]:
        if self.error is not None:
            raise self.error
        unsubscribe = self.subscribe(topic, *args)
        self.subscribed.append(topic)
        if topic in self.kept:
            self.hass.loop.call_soon(self.send, topic)

        def leave() -> None:
            unsubscribe()
            self.left.append(topic)

        return leave

    def send(self, topic: str) -> None:
        async_fire_mqtt_message(self.hass, topic, self.kept[topic], retain=True)


@pytest.fixture
def broker(hass: HomeAssistant, mqtt_mock: MagicMock) -> Keeping:
    return Keeping(hass, mqtt_mock)


@lingering
async def test_the_devices_that_the_broker_keeps_are_read(
    hass: HomeAssistant, broker: Keeping
) -> None:
    broker.kept[TOPIC] = PAYLOAD
    found = await async_zigbee2mqtt(hass)
    assert found == Zigbee2Mqtt(tuple(network().values()))
    assert broker.subscribed == broker.left == [TOPIC]


@lingering
async def test_the_base_topic_is_the_users(hass: HomeAssistant, broker: Keeping) -> None:
    broker.kept["home/zigbee/bridge/devices"] = PAYLOAD.decode()
    found = await async_zigbee2mqtt(hass, "home/zigbee")
    assert found.devices is not None
    assert len(found.devices) == len(network())
    assert broker.left == ["home/zigbee/bridge/devices"]


@lingering
async def test_of_two_messages_the_first_counts(hass: HomeAssistant, broker: Keeping) -> None:
    task = hass.async_create_task(async_zigbee2mqtt(hass), eager_start=True)
    async_fire_mqtt_message(hass, TOPIC, b"[]")
    async_fire_mqtt_message(hass, TOPIC, PAYLOAD)
    assert await task == Zigbee2Mqtt(())


@lingering
async def test_an_empty_message_is_no_list(hass: HomeAssistant, broker: Keeping) -> None:
    task = hass.async_create_task(async_zigbee2mqtt(hass), eager_start=True)
    async_fire_mqtt_message(hass, TOPIC, b"")
    async_fire_mqtt_message(hass, TOPIC, PAYLOAD)
    assert (await task).devices == tuple(network().values())


@lingering
async def test_without_an_answer_it_says_so_and_listens_no_longer(
    hass: HomeAssistant, broker: Keeping
) -> None:
    found = await async_zigbee2mqtt(hass)
    assert found == Zigbee2Mqtt(None, f"Zigbee2MQTT has left no list of devices on {TOPIC}")
    assert broker.left == [TOPIC]


@lingering
async def test_without_a_broker_it_says_so(
    hass: HomeAssistant, mqtt_mock: MagicMock, broker: Keeping
) -> None:
    mqtt_mock.connected = False
    found = await async_zigbee2mqtt(hass)
    assert found == Zigbee2Mqtt(None, "Home Assistant is not connected to the MQTT broker")
    assert broker.subscribed == []


@lingering
async def test_where_the_broker_keeps_nothing_it_does_not_wait_for_long(
    hass: HomeAssistant, broker: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS", 60)
    monkeypatch.setattr(module, "_AFTER", 0.1)
    task = hass.async_create_task(async_zigbee2mqtt(hass), eager_start=True)
    async_dispatcher_send(hass, MQTT_PROCESSED_SUBSCRIPTIONS, [(TOPIC, 0)])
    async with asyncio.timeout(10):
        assert (await task).devices is None
    assert broker.left == [TOPIC]


@lingering
async def test_word_of_the_subscription_that_comes_late_changes_nothing(
    hass: HomeAssistant, broker: Keeping
) -> None:
    task = hass.async_create_task(async_zigbee2mqtt(hass), eager_start=True)
    async_dispatcher_send(hass, MQTT_PROCESSED_SUBSCRIPTIONS, [(TOPIC, 0)])
    async_fire_mqtt_message(hass, TOPIC, PAYLOAD)
    assert (await task).devices == tuple(network().values())
    assert broker.left == [TOPIC]


@lingering
@pytest.mark.parametrize("payload", [b"{", b"\xff", b'{"devices": []}'])
async def test_nonsense_is_told(hass: HomeAssistant, broker: Keeping, payload: bytes) -> None:
    broker.kept[TOPIC] = payload
    found = await async_zigbee2mqtt(hass)
    assert found.devices is None
    assert found.reason.startswith("Zigbee2MQTT: the list of devices cannot be read: ")
    assert broker.left == [TOPIC]


@lingering
async def test_who_is_cancelled_listens_no_longer(
    hass: HomeAssistant, broker: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS", 60)
    task = hass.async_create_task(async_zigbee2mqtt(hass), eager_start=True)
    await asyncio.sleep(0)
    assert broker.subscribed == [TOPIC]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert broker.left == [TOPIC]


@lingering
@pytest.mark.parametrize(
    ("error", "cause"), [(HomeAssistantError("no"), "no"), (KeyError(), "KeyError")]
)
async def test_what_mqtt_raises_is_told_and_not_raised(
    hass: HomeAssistant, broker: Keeping, error: Exception, cause: str
) -> None:
    broker.error = error
    found = await async_zigbee2mqtt(hass)
    assert found == Zigbee2Mqtt(None, f"the devices of Zigbee2MQTT cannot be read: {cause}")


@lingering
async def test_a_large_network_is_read_beside_the_event_loop(
    hass: HomeAssistant, broker: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[threading.Thread] = []

    def watched(payload: bytes) -> Definitions:
        readers.append(threading.current_thread())
        return read(payload)

    monkeypatch.setattr(module, "read", watched)
    raw = [
        {**one, "ieee_address": f"0x{nth:04x}{one['ieee_address'][6:]}"}
        for nth in range(12)
        for one in RAW
    ]
    broker.kept[TOPIC] = json.dumps(raw)
    found = await async_zigbee2mqtt(hass)
    assert found.devices is not None
    assert len(found.devices) == 12 * len(network())
    assert threading.current_thread() not in readers
    assert len(readers) == 1


async def test_without_mqtt_it_says_so(hass: HomeAssistant) -> None:
    nothing = Zigbee2Mqtt(None, "MQTT is not set up in Home Assistant")
    assert await async_zigbee2mqtt(hass) == nothing
    failed = MockConfigEntry(domain="mqtt", state=ConfigEntryState.SETUP_RETRY)
    failed.add_to_hass(hass)
    assert await async_zigbee2mqtt(hass) == nothing
