"""Which settings configuration entities are, and whether anybody has touched them."""

import pytest

from custom_components.homeiq.devices.capabilities.settings import (
    PREFIX,
    SETTINGS,
    is_untouched,
    setting_of,
)
from custom_components.homeiq.devices.inventory import CONFIG, DeviceEntity, DeviceRecord

STRIP = DeviceRecord("strip", name="LED strip")


def entity(entity_id: str, state: str = "unknown", **more: str) -> DeviceEntity:
    return DeviceEntity(entity_id, **{"category": CONFIG, "state": state, **more})


def key_of(one: DeviceEntity) -> str | None:
    found = setting_of(one, STRIP)
    return found.key if found is not None else None


@pytest.mark.parametrize(
    ("domain", "words", "key"),
    [
        # As integrations of Home Assistant translate them, and as Zigbee2MQTT names them.
        ("select", "start_up_on_off", "setting.power_on_behavior"),
        ("select", "startup_on_off", "setting.power_on_behavior"),
        ("select", "relay_status", "setting.power_on_behavior"),
        ("select", "power_on_state", "setting.power_on_behavior"),
        ("select", "0x00158d0001_power_on_behavior_zigbee2mqtt", "setting.power_on_behavior"),
        ("select", "State after power failure", "setting.power_on_behavior"),
        ("switch", "power_outage_memory", "setting.power_on_behavior"),
        ("number", "start_up_current_level", "setting.startup"),
        ("number", "start_up_color_temperature", "setting.startup"),
        ("number", "power_on_level", "setting.startup"),
        ("switch", "child_lock", "setting.child_lock"),
        ("switch", "childLock", "setting.child_lock"),
        ("select", "keypad_lockout", "setting.child_lock"),
        ("switch", "led_indicator", "setting.led"),
        ("switch", "disable_led", "setting.led"),
        ("switch", "led_disabled_night", "setting.led"),
        ("number", "led_indicator_intensity_on", "setting.led"),
        ("select", "backlight_mode", "setting.led"),
        ("switch", "status_indicator", "setting.led"),
        ("switch", "dnd_switch", "setting.do_not_disturb"),
        ("switch", "open_window_detection", "setting.window_detection"),
        ("switch", "frost_protection", "setting.frost_protection"),
        ("number", "auto_relock_timer", "setting.auto_lock"),
        ("switch", "auto_off_enabled", "setting.auto_off"),
        ("number", "countdown_to_turn_off", "setting.auto_off"),
        ("select", "countdown", "setting.auto_off"),
        ("switch", "away_mode", "setting.away"),
        ("select", "eco_mode", "setting.eco"),
        ("switch", "detach_relay", "setting.detached_relay"),
        ("select", "detection_sensitivity", "setting.sensitivity"),
        ("number", "sensitivity_level", "setting.sensitivity"),
        ("number", "on_off_transition_time", "setting.transition"),
        ("number", "dimming_speed_up_remote", "setting.ramp"),
        ("number", "occupancy_timeout", "setting.timeout"),
        ("number", "detection_delay", "setting.timeout"),
        ("number", "keep_time", "setting.timeout"),
        ("number", "local_temperature_calibration", "setting.calibration"),
        ("number", "temperature_offset", "setting.calibration"),
        ("number", "sound_volume", "setting.volume"),
        # These are others.
        ("number", "countdown_to_turn_on", None),
        ("number", "calibration_vertical_run_time_up", None),
        ("select", "led_type", None),
        ("switch", "sensitivity", None),
        ("select", "mode", None),
        ("number", "controlled_load", None),
    ],
)
def test_words_tell_what_a_setting_is(domain: str, words: str, key: str | None) -> None:
    assert key_of(entity(f"{domain}.x", translation_key=words)) == key
    assert key_of(entity(f"{domain}.x", unique_id=words)) == key
    assert key_of(entity(f"{domain}.x", name=words)) == key


def test_the_entity_id_tells_too() -> None:
    assert key_of(entity("switch.plug_child_lock")) == "setting.child_lock"


def test_what_the_integration_calls_it_counts_before_what_people_do() -> None:
    one = entity("switch.x", translation_key="child_lock", name="LED of the lock")
    assert key_of(one) == "setting.child_lock"


def test_the_name_of_the_device_is_no_word_of_its_settings() -> None:
    assert key_of(entity("number.led_strip_ramp_rate", name="LED strip Rate")) == "setting.ramp"
    assert key_of(entity("number.led_strip_speed", name="LED strip Speed")) is None
    assert key_of(entity("switch.led_strip_led")) == "setting.led"


def test_only_entities_that_configure_are_settings() -> None:
    assert key_of(DeviceEntity("switch.x_child_lock")) is None
    assert key_of(entity("button.x_child_lock")) is None
    assert key_of(entity("sensor.x_child_lock")) is None


@pytest.mark.parametrize(
    ("entity_id", "state", "untouched"),
    [
        ("switch.child_lock", "off", True),
        ("switch.child_lock", "on", False),
        ("switch.child_lock", "unavailable", True),
        ("switch.child_lock", "unknown", True),
        ("select.power_on_behavior", "on", True),
        ("select.power_on_behavior", "Toggle", True),
        ("select.power_on_behavior", "previous", False),
        ("select.power_on_behavior", "off", False),
        ("switch.power_outage_memory", "off", True),
        ("switch.power_outage_memory", "on", False),
        ("switch.led", "on", True),
        ("switch.led", "off", False),
        ("switch.disable_led", "off", True),
        ("switch.disable_led", "on", False),
        ("number.temperature_calibration", "0", True),
        ("number.temperature_calibration", "0.0", True),
        ("number.temperature_calibration", "-1.5", False),
        ("number.temperature_calibration", "nan", False),
        ("number.occupancy_timeout", "90.0", True),
        ("number.occupancy_timeout", "300", False),
        ("number.sensitivity", "7", True),  # nobody knows what it came with
        ("select.sensitivity", "medium", True),
        ("select.sensitivity", "high", False),
    ],
)
def test_a_state_that_devices_come_with_is_untouched(
    entity_id: str, state: str, *, untouched: bool
) -> None:
    one = entity(entity_id, state)
    found = setting_of(one, STRIP)
    assert found is not None
    assert is_untouched(found, one) is untouched


def test_of_another_domain_nothing_is_touched() -> None:
    assert is_untouched(SETTINGS[0], entity("text.x", "words"))


def test_every_kind_of_setting_is_of_some_domain_and_has_its_prefix() -> None:
    for row in SETTINGS:
        assert row.key.startswith(PREFIX)
        assert any(row.untouched(domain) for domain in ("number", "select", "switch"))
