"""Which capabilities an expose gives."""

from typing import Any

import pytest

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.settings import SETTINGS
from custom_components.homeiq.devices.zigbee2mqtt.exposes import settables
from custom_components.homeiq.devices.zigbee2mqtt.keys import keys
from custom_components.homeiq.devices.zigbee2mqtt.parsing import parsed
from tests.devices.zigbee2mqtt.samples import feature, network


def keys_of(*exposes: dict[str, Any], lights: bool = False) -> list[str]:
    read = parsed(list(exposes))
    return [key for one in settables(read) for key in keys(one, lights=lights)]


def part(kind: str, *features: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "features": list(features)}


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("light", "brightness", "light.brightness"),
        ("light", "color_temp", "light.color_temperature"),
        ("light", "color_xy", "light.color"),
        ("light", "color_hs", "light.color"),
        ("light", "effect", "light.effect"),
        ("light", "color_temp_startup", "setting.startup"),
        ("light", "min_brightness", "zigbee2mqtt.min_brightness"),
        ("cover", "position", "cover.position"),
        ("cover", "tilt", "cover.tilt_position"),
        ("fan", "speed", "fan.percentage"),
        ("climate", "preset", "climate.preset_mode"),
        ("climate", "fan_mode", "climate.fan_mode"),
        ("climate", "mode", "climate.fan_mode"),
        ("climate", "swing_mode", "climate.swing_mode"),
        ("climate", "local_temperature_calibration", "setting.calibration"),
        ("climate", "unoccupied_heating_setpoint", "zigbee2mqtt.unoccupied_heating_setpoint"),
    ],
)
def test_features_have_the_keys_of_home_assistants_own(kind: str, name: str, key: str) -> None:
    assert keys_of(part(kind, feature("numeric", name))) == [key]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("light", "state"),
        ("switch", "state"),
        ("lock", "state"),
        ("cover", "state"),
        ("fan", "state"),
        ("climate", "system_mode"),
        ("climate", "occupied_heating_setpoint"),
        ("climate", "current_heating_setpoint"),
        ("climate", "occupied_cooling_setpoint"),
    ],
)
def test_what_a_thing_is_there_for_is_no_capability(kind: str, name: str) -> None:
    assert keys_of(part(kind, feature("binary", name))) == []


def test_a_state_is_the_main_thing_on_each_endpoint_and_on_its_own() -> None:
    left = feature("binary", "state", property="state_left", endpoint="left")
    assert keys_of(part("switch", left)) == []
    assert keys_of(feature("binary", "state")) == []
    fan = feature("binary", "state", property="fan_state")
    assert keys_of(part("fan", fan)) == []


def test_switches_and_locks_besides_the_main_one_are_what_their_property_says() -> None:
    window = feature("binary", "state", property="window_detection")
    frost = feature("binary", "state", property="boost")
    keypad = feature("binary", "state", property="keypad_lockout")
    assert keys_of(part("switch", window)) == ["setting.window_detection"]
    assert keys_of(part("switch", frost)) == ["zigbee2mqtt.boost"]
    assert keys_of(part("lock", keypad)) == ["setting.child_lock"]


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("enum", "power_on_behavior", "setting.power_on_behavior"),
        ("binary", "power_outage_memory", "setting.power_on_behavior"),
        ("numeric", "color_temp_startup", "setting.startup"),
        ("binary", "child_lock", "setting.child_lock"),
        ("binary", "keypad_lockout", "setting.child_lock"),
        ("binary", "button_lock", "setting.child_lock"),
        ("binary", "led_disabled_night", "setting.led"),
        ("enum", "indicator_mode", "setting.led"),
        ("numeric", "ledIntensityWhenOn", "setting.led"),
        ("enum", "motion_sensitivity", "setting.sensitivity"),
        ("numeric", "radar_sensitivity", "setting.sensitivity"),
        ("numeric", "occupancy_timeout", "setting.timeout"),
        ("numeric", "detection_delay", "setting.timeout"),
        ("numeric", "cooldown", "setting.timeout"),
        ("numeric", "temperature_calibration", "setting.calibration"),
        ("numeric", "regulation_setpoint_offset", "setting.calibration"),
        ("numeric", "countdown", "setting.auto_off"),
        ("binary", "auto_off", "setting.auto_off"),
        ("binary", "window_detection", "setting.window_detection"),
        ("binary", "open_window", "setting.window_detection"),
        ("enum", "operation_mode", "zigbee2mqtt.operation_mode"),
        ("text", "child_lock", "zigbee2mqtt.child_lock"),
        ("numeric", "calibration_time", "zigbee2mqtt.calibration_time"),
        ("composite", "led_effect", "zigbee2mqtt.led_effect"),
    ],
)
def test_settings_have_the_keys_of_the_entities_that_they_become(
    kind: str, name: str, key: str
) -> None:
    assert keys_of(feature(kind, name, values=["a", "b"])) == [key]


def test_equal_settings_of_several_endpoints_are_one() -> None:
    gangs = [
        feature("numeric", "brightness", property=f"countdown_l{gang}", endpoint=f"l{gang}")
        for gang in (1, 2)
    ]
    assert keys_of(*gangs) == ["setting.auto_off", "setting.auto_off"]


def test_an_effect_is_one_of_the_light_where_there_is_a_light() -> None:
    effect = feature("enum", "effect", values=["blink", "okay"], access=2)
    assert keys_of(effect, lights=True) == ["light.effect"]
    assert keys_of(effect) == ["zigbee2mqtt.effect"]


def test_a_choice_of_one_is_a_button_and_no_capability() -> None:
    assert keys_of(feature("enum", "identify", values=["identify"])) == []


@pytest.mark.parametrize(
    ("modes", "found"),
    [
        (["off", "low", "medium", "high"], ["fan.percentage"]),
        (["off", "low", "high", "auto"], ["fan.percentage", "fan.preset_mode"]),
        (["off", "1", "2", "10"], ["fan.percentage"]),
        (["on", "smart"], ["fan.preset_mode"]),
        (["off", "high"], []),
    ],
)
def test_modes_of_a_fan_are_speeds_and_presets(modes: list[str], found: list[str]) -> None:
    assert keys_of(part("fan", feature("enum", "mode", values=modes))) == found


def test_a_mode_of_a_fan_that_is_no_choice_gives_nothing() -> None:
    assert keys_of(part("fan", feature("numeric", "mode"))) == []


def test_every_key_is_one_that_others_know_or_is_plainly_zigbee2mqtts() -> None:
    known = {kind.key for kind in KINDS} | {setting.key for setting in SETTINGS}
    for device in network().values():
        for settable in settables(device.exposes):
            for key in keys(settable, lights=True):
                assert key in known or key.startswith("zigbee2mqtt."), key
