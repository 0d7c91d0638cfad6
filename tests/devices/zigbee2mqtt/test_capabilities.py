"""What a device can do according to Zigbee2MQTT, and which of it a message uses."""

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.capabilities import (
    capabilities,
    property_keys,
    used_by,
)
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.exposes import settables
from tests.devices.zigbee2mqtt.samples import device_of, feature, network, record_of

UNKNOWN = DeviceRecord("unknown")


def keys_of(name: str) -> set[str]:
    return set(capabilities(network()[name], UNKNOWN))


def test_a_color_bulb_can_do_what_its_entities_can_and_what_no_entity_shows() -> None:
    lamp = network()["living_room/floor_lamp"]
    found = capabilities(lamp, record_of(lamp, light__lamp="light"))
    assert set(found) == {
        "light.brightness",
        "light.color_temperature",
        "light.color",
        "light.effect",
        "setting.startup",
        "setting.power_on_behavior",
    }
    assert found["light.color_temperature"] == Capability(
        "light.color_temperature",
        ("light.lamp",),
        lowest=150,
        highest=500,
        unit="mired",
        property="color_temp",
    )
    # What ends an effect is none.
    assert found["light.effect"] == Capability(
        "light.effect",
        ("light.lamp",),
        values=(
            *("blink", "breathe", "okay", "channel_change"),
            *("candle", "fireplace", "colorloop"),
        ),
        property="effect",
    )
    assert found["setting.power_on_behavior"].entity_ids == ()
    assert found["setting.power_on_behavior"].values == ("off", "on", "toggle", "previous")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("living_room/remote", set()),
        ("hall/friends_of_hue", set()),
        ("kitchen/window", set()),
        ("attic/smoke", set()),
        ("hall/repeater", set()),
        ("bedroom/plug", {"setting.power_on_behavior"}),
        ("desk/power_strip", {"setting.power_on_behavior"}),
        (
            "laundry/washer_plug",
            {
                "setting.auto_off",
                "setting.power_on_behavior",
                "setting.led",
                "setting.child_lock",
            },
        ),
        ("hall/motion", {"setting.sensitivity", "setting.led", "setting.timeout"}),
        ("living_room/blind", {"cover.position"}),
        ("living_room/fan", {"light.brightness", "light.effect", "fan.percentage"}),
        ("attic/siren", {"zigbee2mqtt.warning", "zigbee2mqtt.max_duration"}),
    ],
)
def test_devices_of_all_kinds_can_do_what_can_be_set_of_them(name: str, keys: set[str]) -> None:
    assert keys_of(name) - {"fan.preset_mode"} == keys


def test_values_of_a_fan_are_its_speeds_and_its_presets_each_for_itself() -> None:
    found = capabilities(network()["living_room/fan"], UNKNOWN)
    assert found["fan.percentage"].values == ("low", "medium", "high")
    assert found["fan.preset_mode"].values == ("on", "smart")


def test_what_both_rockers_can_do_is_one_capability_with_both_entities() -> None:
    strip = network()["desk/power_strip"]
    record = record_of(
        strip,
        select__first="power_on_behavior_l1",
        select__third="power_on_behavior_l3",
    )
    (found,) = capabilities(strip, record).values()
    assert found.entity_ids == ("select.first", "select.third")
    assert found.property == "power_on_behavior_l1"


def test_choices_in_a_list_are_its_values() -> None:
    days = feature("list", "days", item_type=feature("enum", "day", values=["mo", "tu"]))
    times = feature("list", "times", item_type=feature("numeric", "time"))
    found = capabilities(device_of(days, times), UNKNOWN)
    assert found["zigbee2mqtt.days"].values == ("mo", "tu")
    assert found["zigbee2mqtt.times"].values == ()


@pytest.mark.parametrize("device", network().values(), ids=lambda device: device.friendly_name)
def test_only_what_can_be_set_counts(device: Z2mDevice) -> None:
    settable = {one.expose.property_name for one in settables(device.exposes)}
    for key, capability in capabilities(device, UNKNOWN).items():
        assert capability.key == key
        assert capability.property in settable
    assert {key for keys in property_keys(device).values() for key in keys} == set(
        capabilities(device, UNKNOWN)
    )


def test_a_message_uses_what_its_properties_set() -> None:
    lamp = network()["living_room/floor_lamp"]
    assert used_by(lamp, {"state", "effect", "transition"}) == {"light.effect"}
    assert used_by(lamp, {"color"}) == {"light.color"}
    assert used_by(lamp, {"brightness_step", "hue_move", "color_temp_move"}) == {
        "light.brightness",
        "light.color",
        "light.color_temperature",
    }
    assert used_by(lamp, {"state", "linkquality"}) == set()


def test_a_message_to_an_endpoint_uses_what_is_there() -> None:
    dimmer = network()["dining/dimmer"]
    assert used_by(dimmer, {"brightness_l2"}) == {"light.brightness"}
    assert used_by(dimmer, {"brightness_move_l1"}) == {"light.brightness"}
    fan = network()["bedroom/purifier"]
    assert used_by(fan, {"fan_mode"}) == {"fan.percentage", "fan.preset_mode"}


def test_what_has_no_property_goes_by_its_name() -> None:
    plain = device_of(feature("numeric", "depth", property=""))
    assert property_keys(plain) == {"depth": ("zigbee2mqtt.depth",)}
