"""Stands in for Zigbee2MQTT, which needs a radio: it lists its devices, announces and obeys.

What it sends has the form of what Zigbee2MQTT 2 sends.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from tests.devices.zigbee2mqtt.samples import PAYLOAD, RAW
from tests.e2e.broker import Broker

_STATUS: Final = "homeassistant/status"  # where Home Assistant says that it is there
_STATE, _SET = 1, 2  # bits of an expose's access
# What Home Assistant is told of some exposes besides.
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "battery": {"device_class": "battery", "entity_category": "diagnostic"},
    "child_lock": {"entity_category": "config", "icon": "mdi:account-lock"},
    "effect": {"enabled_by_default": False, "icon": "mdi:palette"},
    "energy": {"device_class": "energy", "state_class": "total_increasing"},
    "illuminance": {"device_class": "illuminance", "state_class": "measurement"},
    "indicator_mode": {"entity_category": "config", "icon": "mdi:led-on"},
    "linkquality": {"enabled_by_default": False, "state_class": "measurement"},
    "occupancy": {"device_class": "motion"},
    "power": {"device_class": "power", "state_class": "measurement"},
    "power_on_behavior": {"entity_category": "config", "icon": "mdi:power-settings"},
    "power_outage_memory": {"entity_category": "config", "icon": "mdi:power-settings"},
    "temperature": {"device_class": "temperature", "state_class": "measurement"},
}

type Json = dict[str, Any]


@dataclass(slots=True)
class FakeZigbee2Mqtt:
    """A bridge with some devices; the list that it keeps at the broker has the whole network."""

    broker: Broker
    states: dict[str, Json]  # of the devices that are announced, by friendly name
    base_topic: str = "zigbee2mqtt"
    received: list[tuple[str, str]] = field(default_factory=list)  # topics and payloads of orders

    def connected(self, client: Client) -> None:
        """Tell everything, and listen; also after the broker was away."""
        client.subscribe([(_STATUS, 1), (f"{self.base_topic}/#", 1)])
        for topic, payload in self._kept():
            client.publish(topic, payload, qos=1, retain=True)

    def told(self, client: Client, message: MQTTMessage) -> None:
        """Obey an order, and tell all states where Home Assistant has come."""
        payload = message.payload.decode()
        if message.topic == _STATUS:
            for name in self.states if payload == "online" else ():
                self._tell(client, name)
            return
        name, found, set_property = message.topic.partition("/set")
        name = name.removeprefix(f"{self.base_topic}/")
        if not found or name not in self.states:
            return
        self.received.append((message.topic, payload))
        order = {set_property[1:]: payload} if set_property else json.loads(payload)
        # What only acts is no state.
        self.states[name] |= {key: one for key, one in order.items() if key != "effect"}
        self._tell(client, name)

    def _tell(self, client: Client, name: str) -> None:
        client.publish(f"{self.base_topic}/{name}", json.dumps(self.states[name]), qos=1)

    def _kept(self) -> Iterator[tuple[str, bytes | str]]:
        """Yield the messages that the broker is to keep."""
        yield f"{self.base_topic}/bridge/state", json.dumps({"state": "online"})
        yield f"{self.base_topic}/bridge/devices", PAYLOAD
        for device in RAW:
            if device["friendly_name"] in self.states:
                for topic, config in announced(device, self.base_topic):
                    yield topic, json.dumps(config)


@contextmanager
def bridge_running(bridge: FakeZigbee2Mqtt) -> Iterator[FakeZigbee2Mqtt]:
    """Connect a bridge to its broker; it comes back by itself when the broker was away."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.reconnect_delay_set(1, 1)
    client.on_connect = lambda *_: bridge.connected(client)
    client.on_message = lambda _client, _data, message: bridge.told(client, message)
    client.connect("127.0.0.1", bridge.broker.port)
    client.loop_start()
    try:
        yield bridge
    finally:
        client.disconnect()
        client.loop_stop()


def announced(device: Json, base_topic: str) -> Iterator[tuple[str, Json]]:
    """Yield the topics and messages by which Home Assistant gets to know a device's entities."""
    address, name, definition = (
        device[key] for key in ("ieee_address", "friendly_name", "definition")
    )
    shared = {
        "availability": [
            {
                "topic": f"{base_topic}/bridge/state",
                "value_template": "{{ value_json.state }}",
            }
        ],
        "device": {
            "identifiers": [f"zigbee2mqtt_{address}"],
            "manufacturer": definition["vendor"],
            "model": definition["description"],
            "model_id": definition["model"],
            "name": name,
            **({"sw_version": build} if (build := device.get("software_build_id")) else {}),
        },
        "origin": {"name": "Zigbee2MQTT", "sw": "2.7.0", "url": "https://www.zigbee2mqtt.io"},
    }
    for domain, object_id, config in _entities(definition["exposes"], f"{base_topic}/{name}"):
        about = object_id.removeprefix(domain).removeprefix("_")
        own = {
            "default_entity_id": f"{domain}.{name}" + (f"_{about}" if about else ""),
            "unique_id": f"{address}_{object_id}_{base_topic}",
        }
        yield f"homeassistant/{domain}/{address}/{object_id}/config", shared | own | config


def _entities(exposes: Iterable[Json], topic: str) -> Iterator[tuple[str, str, Json]]:
    """Yield domain, object id and settings of the entities that exposes become."""
    effects = next((one["values"] for one in exposes if one.get("name") == "effect"), None)
    for expose in exposes:
        match expose["type"]:
            case "light":
                yield "light", "light", _light(expose, effects, topic)
            case "switch":
                yield "switch", "switch", _switch(expose["features"][0], topic) | {"name": None}
            case "binary" | "enum" | "numeric" if expose["name"] != "action":
                yield _generic(expose, topic)


def _light(expose: Json, effects: list[str] | None, topic: str) -> Json:
    features = {one["name"]: one for one in expose["features"]}
    colours = {"xy": "color_xy", "color_temp": "color_temp"}
    modes = [mode for mode, feature in colours.items() if feature in features]
    config: Json = {
        "name": None,
        "schema": "json",
        "brightness": True,
        "brightness_scale": 254,
        "supported_color_modes": modes or ["brightness"],
        "state_topic": topic,
        "command_topic": f"{topic}/set",
    }
    if white := features.get("color_temp"):
        config |= {"min_mireds": white["value_min"], "max_mireds": white["value_max"]}
    return config | ({"effect": True, "effect_list": effects} if effects else {})


def _switch(expose: Json, topic: str) -> Json:
    shown = f"value_json.{expose['property']}"
    is_bool = isinstance(expose["value_on"], bool)
    return {
        "state_topic": topic,
        "command_topic": f"{topic}/set",
        "value_template": f"{{{{ {shown} | string | lower }}}}"
        if is_bool
        else f"{{{{ {shown} }}}}",
        "payload_on": _text(expose["value_on"]),
        "payload_off": _text(expose["value_off"]),
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _generic(expose: Json, topic: str) -> tuple[str, str, Json]:
    """Return domain, object id and settings of what is an entity of its own."""
    name, settable = expose["name"], bool(expose["access"] & _SET)
    config: Json = {"name": expose["label"], **_LOOKS.get(name, {})}
    if "device_class" in config:
        del config["name"]
    if "category" in expose:
        config["entity_category"] = expose["category"]
    if expose["access"] & _STATE:
        config["state_topic"] = topic
        config["value_template"] = f"{{{{ value_json.{name} }}}}"
    if settable:
        config["command_topic"] = f"{topic}/set/{name}"
    if "unit" in expose:
        config["unit_of_measurement"] = expose["unit"]
    match expose["type"]:
        case "binary" if settable:
            switch = _switch(expose, topic) | config
            switch["value_template"] = _switch(expose, topic)["value_template"]
            return "switch", f"switch_{name}", switch
        case "binary":
            on_off = {"payload_on": expose["value_on"], "payload_off": expose["value_off"]}
            return "binary_sensor", name, config | on_off
        case "enum" if settable:
            return "select", name, config | {"options": expose["values"]}
        case "numeric" if settable:
            span = {"min": expose["value_min"], "max": expose["value_max"]}
            return "number", name, config | span
    return "sensor", name, config
