"""Which devices and entities of Home Assistant are Zigbee2MQTT's."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.exposes import settables
from custom_components.homeiq.devices.zigbee2mqtt.matching import entity_ids, matched
from tests.devices.zigbee2mqtt.samples import ADDRESS, device_of, feature, network, record_of

DEVICE = device_of()


def ids_of(
    device: Z2mDevice, record: DeviceRecord, base_topic: str = "zigbee2mqtt"
) -> dict[str, tuple[str, ...]]:
    return {
        one.expose.property_name: entity_ids(one, device, record, base_topic)
        for one in settables(device.exposes)
    }


@pytest.mark.parametrize(
    "identifiers",
    [
        {"mqtt", f"zigbee2mqtt_{ADDRESS}"},
        {"mqtt", f"zigbee2mqtt_{ADDRESS.upper()}"},
        {"mqtt", ADDRESS},
        {"mqtt", "aa:bb:cc:dd:ee:ff", f"zigbee2mqtt_{ADDRESS}", "zigbee2mqtt_0x01"},
    ],
)
def test_a_device_is_known_by_its_identifiers(identifiers: set[str]) -> None:
    record = DeviceRecord("here", identifiers=frozenset(identifiers))
    assert matched([DEVICE], [record]) == {"here": DEVICE}


def test_a_device_with_identifiers_of_its_own_is_known_by_its_entities() -> None:
    entity = DeviceEntity("light.it", unique_id=f"{ADDRESS}_light_zigbee2mqtt", platform="mqtt")
    record = DeviceRecord("here", identifiers=frozenset({"mqtt", "lamps"}), entities=(entity,))
    assert matched([DEVICE], [record]) == {"here": DEVICE}
    stranger = replace(record, entities=(replace(entity, platform="zha"),))
    assert matched([DEVICE], [stranger]) == {}


def test_others_and_the_bridge_are_nobody() -> None:
    records = [
        DeviceRecord("bridge", identifiers=frozenset({"mqtt", f"zigbee2mqtt_bridge_{ADDRESS}"})),
        DeviceRecord("zha", identifiers=frozenset({"zha", "00:15:8d:00:01:ab:cd:ef"})),
        DeviceRecord("light.alone"),
    ]
    assert matched([DEVICE], records) == {}


def test_all_devices_of_a_network_find_their_own() -> None:
    devices = network().values()
    records = [record_of(device) for device in devices]
    assert matched(devices, reversed(records)) == {
        f"id of {device.friendly_name}": device for device in devices
    }


def test_features_of_a_light_are_set_by_the_light_and_its_effects_too() -> None:
    lamp = network()["living_room/floor_lamp"]
    record = record_of(
        lamp,
        light__lamp="light",
        select__lamp_power_on_behavior="power_on_behavior",
        number__lamp_linkquality="linkquality",
    )
    found = ids_of(lamp, record)
    light = {"state", "brightness", "color_temp", "color_temp_startup", "color", "effect"}
    assert {name for name, ids in found.items() if ids == ("light.lamp",)} == light
    assert found["power_on_behavior"] == ("select.lamp_power_on_behavior",)


def test_each_endpoint_has_its_own_entity() -> None:
    dimmer = network()["dining/dimmer"]
    record = record_of(
        dimmer,
        light__one="light_l1",
        light__two="light_l2",
        select__one="power_on_behavior_l1",
        select__two="power_on_behavior_l2",
    )
    found = ids_of(dimmer, record)
    assert found["brightness_l1"] == ("light.one",)
    assert found["brightness_l2"] == ("light.two",)
    assert found["power_on_behavior_l2"] == ("select.two",)
    assert found["effect"] == ("light.one", "light.two")


def test_binary_settings_are_switches_and_old_locks_have_names_of_their_own() -> None:
    plug = network()["heater/plug"]
    record = record_of(plug, switch__plug="switch", switch__plug_lock="switch_button_lock")
    assert ids_of(plug, record)["button_lock"] == ("switch.plug_lock",)
    keypad = device_of(
        {
            "type": "lock",
            "features": [feature("binary", "state", property="keypad_lockout")],
        }
    )
    record = record_of(keypad, lock__keypad="keypad_lock")
    assert ids_of(keypad, record)["keypad_lockout"] == ("lock.keypad",)


def test_the_calibration_of_a_thermostat_is_a_number_and_not_the_thermostat() -> None:
    trv = network()["kids/trv"]
    record = record_of(
        trv,
        climate__kids="climate",
        number__kids_calibration="local_temperature_calibration",
        switch__kids_window="window_detection",
    )
    found = ids_of(trv, record)
    assert found["local_temperature_calibration"] == ("number.kids_calibration",)
    assert found["preset"] == ("climate.kids",)
    assert found["window_detection"] == ("switch.kids_window",)
    assert found["programming_mode"] == ()


def test_a_sensor_of_the_same_unique_id_sets_nothing() -> None:
    motion = network()["hall/motion"]
    record = record_of(
        motion,
        sensor__motion_timeout="occupancy_timeout",
        number__motion_timeout="occupancy_timeout",
    )
    assert ids_of(motion, record)["occupancy_timeout"] == ("number.motion_timeout",)


def test_another_base_topic_is_part_of_unique_ids() -> None:
    lamp = network()["terrace/strip"]
    here = DeviceEntity("light.here", unique_id=f"{lamp.ieee_address}_light_home/z2m")
    record = DeviceRecord("it", entities=(here,))
    assert ids_of(lamp, record, "home/z2m")["brightness"] == ("light.here",)
    assert ids_of(lamp, record)["brightness"] == ()
