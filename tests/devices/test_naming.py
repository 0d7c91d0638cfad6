"""What automations, scripts and scenes refer to."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.devices.asking import Used
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.naming import named_in
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.shown import Call
from tests.devices import owned

HOME = Capabilities(
    {
        **owned.lamp("brightness", "color", "color_temperature", "effect", "flash").of_device,
        **owned.of(
            "thermostat",
            {"climate.preset_mode": "climate.room", "climate.target_humidity": "climate.room"},
        ).of_device,
        **owned.of("blind", {"cover.position": "cover.blind"}).of_device,
        **owned.of("panel", {"alarm_control_panel.arm_night": "alarm_control_panel.a"}).of_device,
        **owned.of("plug", {"setting.child_lock": "switch.plug_lock"}).of_device,
    }
)
HOUSE = References(
    registry_ids={"f" * 32: "light.lamp", "e" * 32: "climate.room"},
    devices={"lamp": ("light.lamp",), "thermostat": ("climate.room",)},
    areas={"hall": ("light.lamp", "climate.room")},
    groups={"light.all": ("light.lamp",)},
    scripts={"script.dim": {"sequence": [{"action": "script.dim"}]}},
)
DIM = {
    "action": "light.turn_on",
    "target": {"entity_id": "light.lamp"},
    "data": {"brightness_pct": 30},
}
BRIGHTNESS = {"light.brightness"}
PRESET = {"climate.preset_mode"}
HUMIDITY = {"climate.target_humidity"}


def named(*configs: dict[str, Any], **scenes: dict[str, Any]) -> set[str]:
    return {key for _, key in named_in(configs, scenes.values(), HOUSE, HOME)}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (DIM, BRIGHTNESS),
        ({**DIM, "enabled": False}, set()),
        ({"action": "light.turn_on", "target": {"entity_id": "light.lamp"}}, set()),
        (
            {
                "service": "light.turn_on",
                "entity_id": "light.lamp",
                "data_template": {"brightness": "{{ level }}"},
            },
            BRIGHTNESS,
        ),
        ({"action": "light.turn_on", "target": {"area_id": "hall"}, "data": "{{ data }}"}, set()),
        (
            {
                "action": "light.turn_{{ 'on' }}",
                "target": {"area_id": "hall"},
                "data": {"hs_color": [1, 2]},
            },
            {"light.color"},
        ),
        ({"choose": [{"conditions": [], "sequence": [DIM]}]}, BRIGHTNESS),
        ({"choose": [], "default": DIM}, BRIGHTNESS),
        ({"if": [], "then": [], "else": [DIM]}, BRIGHTNESS),
        ({"repeat": {"count": 3, "sequence": [DIM]}}, BRIGHTNESS),
        ({"parallel": [{"sequence": [DIM]}]}, BRIGHTNESS),
        (
            {"device_id": "lamp", "entity_id": "f" * 32, "domain": "light", "type": "flash"},
            {"light.flash"},
        ),
        (
            {
                "device_id": "lamp",
                "entity_id": "f" * 32,
                "domain": "light",
                "type": "turn_on",
                "brightness_pct": 30,
            },
            BRIGHTNESS,
        ),
        (
            {
                "device_id": "thermostat",
                "domain": "climate",
                "type": "set_preset_mode",
                "preset_mode": "eco",
            },
            PRESET,
        ),
        (
            {"action": "scene.apply", "data": {"entities": {"light.all": {"effect": "rainbow"}}}},
            {"light.effect"},
        ),
        (
            {"action": "switch.turn_on", "target": {"entity_id": "switch.plug_lock"}},
            {"setting.child_lock"},
        ),
        ({"delay": 5}, set()),
        ({"action": "script.dim"}, set()),
    ],
)
def test_actions_of_automations_and_scripts_use_what_they_ask_for(
    action: dict[str, Any], expected: set[str]
) -> None:
    assert named({"triggers": [], "actions": [action]}) == expected
    assert named({"trigger": [], "action": action}) == expected
    assert named({"sequence": [action]}) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"trigger": "state", "entity_id": "light.lamp"}, set()),
        ({"trigger": "state", "entity_id": "light.lamp", "attribute": "brightness"}, BRIGHTNESS),
        (
            {"trigger": "state", "entity_id": "light.lamp", "attribute": "rgb_color"},
            {"light.color"},
        ),
        ({"platform": "state", "entity_id": ["f" * 32], "attribute": "brightness"}, BRIGHTNESS),
        (
            {
                "condition": "numeric_state",
                "entity_id": "cover.blind",
                "attribute": "current_position",
                "above": 20,
            },
            {"cover.position"},
        ),
        (
            {
                "condition": "state",
                "entity_id": "climate.room",
                "attribute": "preset_mode",
                "state": "eco",
                "enabled": False,
            },
            set(),
        ),
        (
            {
                "condition": "or",
                "conditions": [
                    {
                        "condition": "state",
                        "entity_id": "climate.room",
                        "attribute": "preset_mode",
                        "state": "eco",
                    }
                ],
            },
            PRESET,
        ),
        ({"condition": "state", "entity_id": "light.lamp", "attribute": "friendly_name"}, set()),
        ({"condition": "state", "entity_id": "light.lamp", "attribute": ["odd"]}, set()),
        # Those that are made for one purpose.
        ({"trigger": "light.brightness_changed", "target": {"area_id": "hall"}}, BRIGHTNESS),
        (
            {
                "trigger": "climate.target_humidity_crossed_threshold",
                "target": {"entity_id": "climate.room"},
            },
            HUMIDITY,
        ),
        (
            {"condition": "climate.is_target_humidity", "target": {"device_id": "thermostat"}},
            HUMIDITY,
        ),
        (
            {
                "trigger": "alarm_control_panel.armed_night",
                "target": {"entity_id": "alarm_control_panel.a"},
            },
            {"alarm_control_panel.arm_night"},
        ),
        ({"trigger": "light.turned_on", "target": {"area_id": "hall"}}, set()),
        ({"trigger": "light.brightness_changed"}, set()),
        (
            {
                "condition": "device",
                "device_id": "thermostat",
                "entity_id": "e" * 32,
                "domain": "climate",
                "type": "is_preset_mode",
            },
            PRESET,
        ),
        (
            {
                "trigger": "device",
                "device_id": "thermostat",
                "domain": "climate",
                "type": "target_humidity_changed",
            },
            HUMIDITY,
        ),
        ({"trigger": "device", "device_id": "thermostat", "domain": "climate"}, set()),
        ({"trigger": None}, set()),
        # In templates.
        ("{{ state_attr('light.lamp', 'brightness') | int > 5 }}", BRIGHTNESS),
        ('{{ is_state_attr("climate.room", "preset_mode", "eco") }}', PRESET),
        ("{{ 'climate.room' | state_attr('preset_mode') }}", PRESET),
        ("{{ states.light.lamp.attributes.brightness }}", BRIGHTNESS),
        ("{{ states['light.lamp'].attributes.effect }}", {"light.effect"}),
        ("{{ state_attr('light.lamp', 'friendly_name') }}", set()),
        ("{{ is_state('light.lamp', 'on') }}", set()),
    ],
)
def test_what_an_automation_listens_to_or_asks_is_used_too(
    part: object, expected: set[str]
) -> None:
    waiting = {"wait_for_trigger": [part]}
    assert named({"triggers": [part]}) == expected
    assert named({"conditions": [part]}) == expected
    assert named({"sequence": [{"choose": [{"conditions": part}]}, waiting]}) == expected


def test_a_scene_uses_what_it_sets() -> None:
    film = {
        "light.lamp": {"state": "on", "brightness": 20, "effect": "none", "color_mode": "hs"},
        "climate.room": {"state": "heat", "preset_mode": "none"},
        "cover.blind": {"state": "open", "current_position": 100},
        "alarm_control_panel.a": "armed_night",
    }
    assert named(film=film) == {"light.brightness", "light.color", "alarm_control_panel.arm_night"}


def test_messages_count_where_somebody_can_read_them() -> None:
    def published(call: Call) -> Iterator[Used]:
        assert call.data["topic"] == "zigbee2mqtt/lamp/set"
        yield "lamp", "zigbee2mqtt.effect"

    publishing = {
        "actions": [{"action": "mqtt.publish", "data": {"topic": "zigbee2mqtt/lamp/set"}}]
    }
    assert named_in([publishing], [], HOUSE, HOME, published) == {("lamp", "zigbee2mqtt.effect")}


def test_a_home_without_automations_names_nothing() -> None:
    assert named() == set()
    assert named({}) == set()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["action", "data", "target", "entity_id", "attribute", "trigger", "domain", "type"]
            ),
            inner,
        )
    ),
    max_leaves=10,
)


@given(ODD)
@settings(max_examples=100, deadline=None)
def test_no_configuration_is_too_odd(odd: object) -> None:
    named({"actions": odd, "triggers": odd, "sequence": odd}, odd={"light.lamp": odd})
