"""What all devices of a home can do, and what messages to them use."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.homeiq.devices.abilities import Abilities, abilities
from custom_components.homeiq.devices.freshness import GOOD_FOR, Kept
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.mining.shown import Call
from tests.devices.zigbee2mqtt.samples import ADDRESS, device_of, feature

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DIMMABLE = {"supported_color_modes": ["brightness"]}
LAMP = DeviceRecord(
    "lamp",
    "Lamp",
    "Acme",
    "L1",
    identifiers=frozenset({f"zigbee2mqtt_{ADDRESS}"}),
    entities=(DeviceEntity("light.lamp", platform="mqtt", attributes=DIMMABLE, state="on"),),
)
BULB = device_of(
    {
        "type": "light",
        "features": [feature("binary", "state"), feature("numeric", "brightness")],
    },
    feature("enum", "effect", access=2, values=["blink", "breathe", "stop_effect"]),
    name="bulb",
)
PLUG = device_of(feature("enum", "effect", values=["blink", "off"]), address="0x01", name="plug")
HOME = Inventory.of(
    [
        DeviceRecord(
            "fan",
            identifiers=frozenset({"zigbee2mqtt_0x01"}),
            entities=(DeviceEntity("fan.attic", state="on"),),
        ),
        LAMP,
    ]
)


def able(kept: Kept | None = None, bridged: tuple[Z2mDevice, ...] = (BULB,), days: int = 0) -> Any:
    return abilities(HOME, bridged, kept or {}, NOW + timedelta(days=days))


def keys(found: Abilities, device_id: str = "lamp") -> set[str]:
    return set(found.capabilities.of_device[device_id])


def used(found: Abilities, topic: object, payload: object) -> set[tuple[str, str]]:
    return set(found.published(Call(0.0, "mqtt.publish", {"topic": topic, "payload": payload})))


def test_what_home_assistant_shows_and_what_only_zigbee2mqtt_tells_are_joined() -> None:
    found = able()
    assert keys(found) == {"light.brightness", "light.effect"}
    of_lamp = found.capabilities.of_device["lamp"]
    assert of_lamp["light.brightness"].entity_ids == ("light.lamp",)
    assert of_lamp["light.brightness"].property == "brightness"
    assert of_lamp["light.effect"].values == ("blink", "breathe")
    assert found.zigbee == {"lamp": BULB}


def test_without_zigbee2mqtt_there_is_what_home_assistant_shows() -> None:
    found = able(bridged=())
    assert keys(found) == {"light.brightness"}
    assert keys(found, "fan") == set()
    assert (found.zigbee, used(found, "zigbee2mqtt/bulb/set", '{"effect": "blink"}')) == ({}, set())


def test_what_an_entity_sets_that_takes_no_part_zigbee2mqtt_does_not_bring_back() -> None:
    update = DeviceEntity("update.lamp", platform="mqtt", state="off")
    light = ("light", f"{ADDRESS}_light_zigbee2mqtt")
    for aside, known in ((light, set()), (("sensor", light[1]), {"light.brightness"})):
        lamp = replace(LAMP, entities=(update,), aside=frozenset({aside}))
        found = abilities(Inventory.of([lamp]), (BULB,), {}, NOW)
        assert keys(found) & {"light.brightness", "light.effect"} >= known
        assert ("light.effect" in keys(found)) is bool(known)


def test_what_zigbee2mqtt_told_holds_while_it_is_silent_however_long_that_is() -> None:
    first = able()
    assert first.anew.keys() == {"lamp", "fan"}
    assert keys(able(first.anew, ())) == {"light.brightness", "light.effect"}
    late = able(first.anew, (), days=GOOD_FOR.days + 1)
    assert keys(late) == {"light.brightness", "light.effect"}
    assert late.anew.keys() == {"lamp", "fan"}


def test_what_is_fresh_is_not_news() -> None:
    assert able(able().anew).anew == {}


def test_a_message_uses_what_it_sets_of_the_device_it_is_for() -> None:
    found = able()
    both = {("lamp", "light.brightness"), ("lamp", "light.effect")}
    assert used(found, "zigbee2mqtt/bulb/set", '{"effect": "blink", "brightness": 9}') == both
    assert used(found, "zigbee2mqtt/bulb/set/effect", "blink") == {("lamp", "light.effect")}
    assert used(found, f"zigbee2mqtt/{ADDRESS}/set", {"brightness": 9}) == {
        ("lamp", "light.brightness")
    }


def test_of_several_devices_only_the_one_that_is_meant_is_used() -> None:
    found = able(bridged=(PLUG, BULB))
    assert found.zigbee.keys() == {"fan", "lamp"}
    for name, device_id in (("plug", "fan"), ("bulb", "lamp")):
        (used_there,) = used(found, f"zigbee2mqtt/{name}/set", {"effect": "blink"})
        assert used_there[0] == device_id


def test_other_messages_use_nothing() -> None:
    found = able()
    assert used(found, "zigbee2mqtt/other/set", '{"effect": "blink"}') == set()
    assert used(found, "zigbee2mqtt/bulb/get", '{"effect": ""}') == set()
    assert used(found, "zigbee2mqtt/bulb/set", '{"state": "ON"}') == set()
    assert used(found, None, None) == set()


def test_the_base_topic_may_be_another_one() -> None:
    found = abilities(HOME, (BULB,), {}, NOW, "upstairs")
    assert used(found, "upstairs/bulb/set", '{"effect": "blink"}') == {("lamp", "light.effect")}
    assert used(found, "zigbee2mqtt/bulb/set", '{"effect": "blink"}') == set()


def test_a_home_without_devices_can_do_nothing() -> None:
    found = abilities(Inventory(), (BULB,), {}, NOW)
    assert (found.capabilities.of_device, found.anew, found.zigbee) == ({}, {}, {})
