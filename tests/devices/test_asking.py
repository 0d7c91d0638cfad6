"""What a call uses."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.devices.asking import Used, asked, set_by
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.shown import Call
from tests.devices import owned

HOME = Capabilities(
    {
        **owned.lamp("brightness", "color", "color_temperature", "effect", "flash").of_device,
        **owned.of(
            "strip", {"light.brightness": "light.strip", "light.transition": "light.strip"}
        ).of_device,
        **owned.of(
            "blind",
            {
                "cover.position": "cover.blind",
                "cover.tilt_position": "cover.blind",
                "cover.stop": "cover.blind",
            },
        ).of_device,
        **owned.of(
            "speaker",
            {
                "media_player.volume": "media_player.speaker",
                "media_player.announce": "media_player.speaker",
                "media_player.group": "media_player.speaker",
                "media_player.shuffle": "media_player.speaker",
            },
        ).of_device,
        **owned.of("fan", {"fan.percentage": "fan.fan", "fan.preset_mode": "fan.fan"}).of_device,
        **owned.of("panel", {"alarm_control_panel.arm_night": "alarm_control_panel.a"}).of_device,
        **owned.of(
            "plug", {"setting.child_lock": "switch.plug_lock", "setting.led": "select.plug_led"}
        ).of_device,
    }
)
OWNERS = Owners.of(HOME)
HOUSE = References(
    registry_ids={"f" * 32: "light.lamp"},
    devices={"lamp": ("light.lamp",), "blind": ("cover.blind",)},
    areas={"hall": ("light.lamp", "fan.fan", "cover.blind")},
    labels={"evening": ("light.strip",)},
    groups={"light.all": ("light.lamp", "light.strip"), "group.all": ("light.all",)},
    scenes={"scene.film": {"light.strip": "on", "cover.blind": "closed"}},
)
LAMP, STRIP = "lamp", "strip"


def used(action: str, **data: Any) -> set[Used]:
    return asked(Call(0.0, action, data), OWNERS, HOUSE)


def keys(action: str, **data: Any) -> set[str]:
    return {key for _, key in used(action, **data)}


@pytest.mark.parametrize(
    ("action", "data", "expected"),
    [
        ("light.turn_on", {"entity_id": "light.lamp"}, set()),
        ("light.turn_on", {"entity_id": "light.lamp", "brightness": 20}, {"light.brightness"}),
        ("light.turn_on", {"entity_id": "light.lamp", "brightness": None}, set()),
        ("light.turn_on", {"entity_id": "light.lamp", "effect": "None"}, set()),
        ("light.turn_on", {"entity_id": "light.lamp", "effect": "{{ e }}"}, {"light.effect"}),
        ("light.toggle", {"entity_id": "light.lamp", "hs_color": [1, 2]}, {"light.color"}),
        (
            "homeassistant.turn_on",
            {"entity_id": "light.lamp", "kelvin": 2700},
            {"light.color_temperature"},
        ),
        ("wled.effect", {"entity_id": "light.lamp", "effect": "Rainbow"}, {"light.effect"}),
        ("cover.open_cover", {"entity_id": "cover.blind"}, set()),
        ("cover.stop_cover", {"entity_id": "cover.blind"}, {"cover.stop"}),
        (
            "cover.set_cover_position",
            {"entity_id": "cover.blind", "position": 40},
            {"cover.position"},
        ),
        ("cover.set_cover_position", {"entity_id": "cover.blind", "position": 100}, set()),
        ("cover.toggle_cover_tilt", {"entity_id": "cover.blind"}, {"cover.tilt_position"}),
        (
            "cover.set_cover_tilt_position",
            {"entity_id": "cover.blind", "tilt_position": 100},
            {"cover.tilt_position"},
        ),
        ("fan.increase_speed", {"entity_id": "fan.fan"}, {"fan.percentage"}),
        ("fan.set_percentage", {"entity_id": "fan.fan", "percentage": 33}, {"fan.percentage"}),
        ("fan.set_percentage", {"entity_id": "fan.fan", "percentage": 0}, set()),
        ("fan.turn_on", {"entity_id": "fan.fan", "preset_mode": "sleep"}, {"fan.preset_mode"}),
        ("media_player.volume_up", {"entity_id": "media_player.speaker"}, {"media_player.volume"}),
        (
            "media_player.play_media",
            {"entity_id": "media_player.speaker", "announce": True},
            {"media_player.announce"},
        ),
        (
            "media_player.shuffle_set",
            {"entity_id": "media_player.speaker", "shuffle": False},
            set(),
        ),
        (
            "media_player.join",
            {"entity_id": "media_player.speaker", "group_members": ["media_player.other"]},
            {"media_player.group"},
        ),
        (
            "tts.speak",
            {"entity_id": "tts.voice", "media_player_entity_id": "media_player.speaker"},
            {"media_player.announce"},
        ),
        (
            "alarm_control_panel.alarm_arm_night",
            {"entity_id": "alarm_control_panel.a"},
            {"alarm_control_panel.arm_night"},
        ),
        ("switch.turn_on", {"entity_id": "switch.plug_lock"}, {"setting.child_lock"}),
        ("homeassistant.toggle", {"entity_id": "switch.plug_lock"}, {"setting.child_lock"}),
        ("select.select_option", {"entity_id": "select.plug_led", "option": "on"}, {"setting.led"}),
        # What people choose of a device in an automation.
        ("light.brightness_increase", {"entity_id": "light.lamp"}, {"light.brightness"}),
        ("light.flash", {"entity_id": "light.lamp"}, {"light.flash"}),
        ("cover.set_position", {"entity_id": "cover.blind", "position": 40}, {"cover.position"}),
        (
            "cover.set_tilt_position",
            {"entity_id": "cover.blind", "position": 40},
            {"cover.tilt_position"},
        ),
        ("cover.stop", {"entity_id": "cover.blind"}, {"cover.stop"}),
        (
            "alarm_control_panel.arm_night",
            {"entity_id": "alarm_control_panel.a"},
            {"alarm_control_panel.arm_night"},
        ),
        # Odd ones.
        ("", {"brightness": 3}, set()),
        ("light", {"entity_id": 7, "brightness": 3}, set()),
        ("light.turn_on", {"entity_id": ["light.nowhere"], "brightness": 3}, set()),
        ("scene.apply", {"entities": ["light.lamp"]}, set()),
        ("scene.apply", {"entities": {3: {"brightness": 4}}}, set()),
        ("mqtt.publish", {"topic": "zigbee2mqtt/Lamp/set", "payload": "{}"}, set()),
    ],
)
def test_a_call_uses_what_it_performs_or_passes(
    action: str, data: dict[str, Any], expected: set[str]
) -> None:
    assert keys(action, **data) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"area_id": "hall"}, {LAMP}),
        ({"device_id": ["lamp"]}, {LAMP}),
        ({"label_id": "evening"}, {STRIP}),
        ({"entity_id": "light.all"}, {LAMP, STRIP}),
        ({"entity_id": "group.all"}, {LAMP, STRIP}),
        ({"entity_id": "all"}, {LAMP, STRIP}),
        ({"entity_id": "light.lamp, light.strip"}, {LAMP, STRIP}),
        ({"entity_id": "f" * 32}, {LAMP}),
        ({}, set()),
    ],
)
def test_targets_are_resolved(target: dict[str, Any], expected: set[str]) -> None:
    assert used("light.turn_on", brightness_pct=30, **target) == {
        (device_id, "light.brightness") for device_id in expected
    }


def test_a_scene_that_is_applied_uses_what_it_sets() -> None:
    entities = {"light.lamp": {"state": "on", "brightness": 20}, "cover.blind": "open"}
    assert used("scene.apply", entities=entities) == {(LAMP, "light.brightness")}
    assert used("scene.create", entities=entities, scene_id="x") == {(LAMP, "light.brightness")}
    assert used("scene.delete", entities=entities) == set()


def test_a_transition_of_a_scene_is_one_of_its_lights() -> None:
    fading = {(STRIP, "light.transition")}
    assert used("scene.turn_on", entity_id="scene.film", transition=2) == fading
    assert used("scene.turn_on", entity_id="scene.film") == set()
    assert used("scene.apply", entities={"light.strip": "on"}, transition=2) == fading


def test_what_a_message_sets_is_told_by_who_knows_the_messages() -> None:
    def published(call: Call) -> Iterator[Used]:
        yield LAMP, f"zigbee2mqtt.{call.data['payload']}"

    message = Call(0.0, "mqtt.publish", {"topic": "zigbee2mqtt/lamp/set", "payload": "effect"})
    assert asked(message, OWNERS, HOUSE, published) == {(LAMP, "zigbee2mqtt.effect")}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("on", set()),
        ({"state": "on", "brightness": 20}, {"light.brightness"}),
        ({"state": "on", "color_temp_kelvin": 2700}, {"light.color_temperature"}),
        ({"state": "on", "rgb_color": [255, 0, 0]}, {"light.color"}),
        # A lamp in white tells a colour too.
        ({"color_mode": "color_temp", "rgb_color": [255, 166, 87], "effect": "none"}, set()),
        ({"color_mode": "hs", "effect": "rainbow"}, {"light.color", "light.effect"}),
        (None, set()),
    ],
)
def test_a_scene_sets_what_it_has(wanted: object, expected: set[str]) -> None:
    assert {key for _, key in set_by("light.lamp", wanted, OWNERS, HOUSE)} == expected


def test_a_scene_sets_members_of_groups_and_states_too() -> None:
    dimmed = {(LAMP, "light.brightness"), (STRIP, "light.brightness")}
    assert set(set_by("light.all", {"brightness": 3}, OWNERS, HOUSE)) == dimmed
    armed = set(set_by("alarm_control_panel.a", "armed_night", OWNERS, HOUSE))
    assert armed == {("panel", "alarm_control_panel.arm_night")}
    assert set(set_by("switch.plug_lock", "off", OWNERS, HOUSE)) == {("plug", "setting.child_lock")}


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(["light.turn_on", "scene.apply", "scene.turn_on", "cover.set_cover_position"]),
    st.dictionaries(
        st.sampled_from(["entity_id", "area_id", "entities", "transition", "position", "effect"]),
        ODD,
    ),
)
@settings(max_examples=100, deadline=None)
def test_no_call_is_too_odd(action: str, data: dict[str, Any]) -> None:
    asked(Call(0.0, action, data), OWNERS, HOUSE)
