"""What messages to Zigbee2MQTT set."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.devices.zigbee2mqtt.messages import Addressees, set_by
from tests.devices.zigbee2mqtt.samples import network

LAMP = "living_room/floor_lamp"


def properties(topic: object, payload: object, base: str = "zigbee2mqtt") -> set[str] | None:
    found = set_by(topic, payload, base)
    return None if found is None else set(found.properties)


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ('{"effect": "blink", "state": "ON"}', {"effect", "state"}),
        (b'{"effect": "blink"}', {"effect"}),
        ({"brightness": 3, "color": {"x": 0.1}}, {"brightness", "color"}),
        ("ON", {"state"}),
        ("{broken", {"state"}),
        ("[" * 100_000, {"state"}),
        ('["effect"]', set()),
        ("3", set()),
        ("", {"state"}),
        (None, set()),
        (b"\xff", {"state"}),
        ('{"brightness": {{ states("input_number.level") }} }', {"brightness"}),
        ("{% if x %}{'effect' : 'candle'}{% else %}{\"state\": \"OFF\"}{% endif %}", {"effect"}),
        ("{{ dict(effect='okay', brightness=level) | to_json }}", {"effect", "brightness"}),
        ("{{ 'ON' if a == b else 'OFF' }}", set()),
    ],
)
def test_a_payload_names_what_it_sets(payload: object, found: set[str]) -> None:
    named = properties("zigbee2mqtt/lamp/set", payload)
    assert named is not None
    assert named >= found
    assert named - found <= {"state"}


@pytest.mark.parametrize(
    ("topic", "name", "named"),
    [
        ("zigbee2mqtt/lamp/set", "lamp", {"effect"}),
        ("zigbee2mqtt/living room/floor lamp/set", "living room/floor lamp", {"effect"}),
        ("zigbee2mqtt/lamp/set/brightness", "lamp", {"brightness"}),
        ("zigbee2mqtt/lamp/l1/set/state", "lamp/l1", {"state"}),
        ("zigbee2mqtt/0x01/set/{{ what }}", "0x01", {"{{ what }}"}),
    ],
)
def test_a_topic_says_whom_it_is_for(topic: str, name: str, named: set[str]) -> None:
    found = set_by(topic, '{"effect": "blink"}')
    assert found is not None
    assert (found.name, found.properties) == (name, named)


@pytest.mark.parametrize(
    "topic",
    [
        "zigbee2mqtt/lamp",
        "zigbee2mqtt/lamp/get",
        "zigbee2mqtt/set",
        "zigbee2mqtt/bridge/request/device/set",
        "zigbee2mqtt/{{ name }}/set",
        "zigbee2mqttlamp/set",
        "home/lamp/set",
        "{{ topic }}",
        None,
        4,
        ["zigbee2mqtt/lamp/set"],
    ],
)
def test_other_messages_set_nothing(topic: object) -> None:
    assert set_by(topic, '{"effect": "blink"}') is None


def test_the_base_topic_may_have_levels_of_its_own() -> None:
    assert properties("home/up.stairs/lamp/set", '{"effect": 1}', "home/up.stairs") == {"effect"}
    assert properties("zigbee2mqtt/lamp/set", '{"effect": 1}', "home/up.stairs") is None


def test_devices_are_addressed_by_name_or_by_address() -> None:
    lamp = network()[LAMP]
    known = Addressees.of(network().values())
    for name in (LAMP, lamp.ieee_address):
        found = known.properties_set(f"zigbee2mqtt/{name}/set", '{"effect": "candle"}')
        assert found == (lamp, {"effect"})
    assert known.properties_set(f"z2m/{LAMP}/set", {"state": ""}, "z2m") == (lamp, {"state"})


def test_groups_and_other_messages_are_nobodys() -> None:
    known = Addressees.of(network().values())
    assert known.properties_set("zigbee2mqtt/all lights/set", '{"effect": "candle"}') is None
    assert known.properties_set("zigbee2mqtt/group/all/set", '{"effect": "candle"}') is None
    assert known.properties_set(f"zigbee2mqtt/{LAMP}/get", '{"effect": ""}') is None


def test_an_endpoint_in_the_topic_is_put_behind_each_property() -> None:
    dimmer = network()["dining/dimmer"]
    known = Addressees.of([dimmer])
    found = known.properties_set("zigbee2mqtt/dining/dimmer/l2/set", '{"brightness": 20}')
    assert found == (dimmer, {"brightness_l2"})
    assert known.properties_set("zigbee2mqtt/dining/dimmer/l9/set", '{"brightness": 2}') is None


@given(st.text(max_size=30), st.text(max_size=40) | st.binary(max_size=20))
def test_no_message_is_odd_enough_to_raise(rest: str, payload: object) -> None:
    found = set_by(f"zigbee2mqtt/{rest}/set", payload)
    assert found is None or json.dumps(sorted(found.properties))
