"""The list of devices that Zigbee2MQTT keeps at the broker, read through Home Assistant's MQTT."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice, read
from custom_components.homeiq.devices.zigbee2mqtt.matching import BASE_TOPIC

_MQTT: Final = "mqtt"
# Home Assistant gathers subscriptions for some tenths of a second, and when it has just connected
# it asks for its own first.
_SECONDS: Final = 8.0
# What a broker keeps follows at once on its word that one is subscribed.
_AFTER: Final = 2.0
# Home Assistant reaches a broker that is there in less; who is away for longer is not waited for.
_CONNECTING: Final = 2.0
_QOS: Final = 0


@dataclass(frozen=True, slots=True)
class Zigbee2Mqtt:
    """What a bridge tells; without any where there is none."""

    devices: tuple[Z2mDevice, ...] | None  # None: nothing is known
    reason: str = ""  # why nothing is known


async def async_zigbee2mqtt(hass: HomeAssistant, base_topic: str = BASE_TOPIC) -> Zigbee2Mqtt:
    """Return the devices of a bridge; never raises, and takes some seconds at most."""
    # What that integration imports is installed only where it is set up.
    if not hass.config_entries.async_loaded_entries(_MQTT):
        return Zigbee2Mqtt(None, "MQTT is not set up in Home Assistant")
    try:
        payload = await _async_kept(hass, f"{base_topic}/bridge/devices")
        if payload is None:
            return Zigbee2Mqtt(None, _silence(hass, base_topic))
        definitions = await hass.async_add_executor_job(read, payload)
    except Exception as err:  # noqa: BLE001  # of another integration, and all else can go on
        cause = str(err) or type(err).__name__
        return Zigbee2Mqtt(None, f"the devices of Zigbee2MQTT cannot be read: {cause}")
    if definitions.problem:
        return Zigbee2Mqtt(None, f"Zigbee2MQTT: {definitions.problem}")
    return Zigbee2Mqtt(definitions.devices)


async def _async_kept(hass: HomeAssistant, topic: str) -> bytes | None:
    """Return the first message on a topic: the one that the broker keeps; None if none comes."""
    from homeassistant.components import mqtt  # noqa: PLC0415  # see above

    if not await _async_connected(hass):
        return None
    first: asyncio.Future[bytes] = hass.loop.create_future()
    patience = asyncio.timeout(_SECONDS)

    @callback
    def receive(message: mqtt.ReceiveMessage) -> None:
        # An empty one only has the broker forget what it kept.
        if message.payload and not first.done():
            first.set_result(_bytes(message.payload))

    @callback
    def subscribed() -> None:
        if not first.done():
            patience.reschedule(hass.loop.time() + _AFTER)

    # Without an encoding it is not decoded in the event loop, megabytes that it may be.
    unsubscribe = await mqtt.async_subscribe(hass, topic, receive, qos=_QOS, encoding=None)
    try:
        async with patience:
            ignore = mqtt.async_on_subscribe_done(hass, topic, _QOS, subscribed)
            try:
                return await first
            finally:
                ignore()
    except TimeoutError:
        return None
    finally:
        unsubscribe()


async def _async_connected(hass: HomeAssistant) -> bool:
    """Return whether a broker is there; one that Home Assistant has just begun to reach may be."""
    from homeassistant.components import mqtt  # noqa: PLC0415  # as above

    connected = asyncio.Event()

    @callback
    def changed(is_connected: bool) -> None:  # noqa: FBT001  # as Home Assistant calls it
        if is_connected:
            connected.set()

    changed(mqtt.is_connected(hass))
    stop = mqtt.async_subscribe_connection_status(hass, changed)
    try:
        async with asyncio.timeout(_CONNECTING):
            return await connected.wait()
    except TimeoutError:
        return False
    finally:
        stop()


def _bytes(payload: Any) -> bytes:
    return payload.encode() if isinstance(payload, str) else bytes(payload)


def _silence(hass: HomeAssistant, base_topic: str) -> str:
    from homeassistant.components import mqtt  # noqa: PLC0415  # as above

    if not mqtt.is_connected(hass):
        return "Home Assistant is not connected to the MQTT broker"
    return f"Zigbee2MQTT has left no list of devices on {base_topic}/bridge/devices"
