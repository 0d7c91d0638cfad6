"""What configurations of automations listen to and do, odd ones too."""

from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import References

HOUSE = References(
    registry_ids={"f" * 32: "binary_sensor.door"},
    devices={"device": ("light.hall", "sensor.power")},
    areas={"hall": ("binary_sensor.pir", "light.hall")},
    scripts={
        "script.loop": {"sequence": [{"action": "script.loop"}, {"action": "script.end"}]},
        "script.end": {"sequence": {"action": "light.turn_off", "entity_id": "light.end"}},
    },
)


def read(config: dict[str, Any]) -> tuple[set[str], set[tuple[str, str]]]:
    found = existing_automation("automation.a", "A", config, HOUSE)
    return set(found.triggers), set(found.effects)


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ({"trigger": "state", "entity_id": ["light.a", "light.b"]}, {"light.a", "light.b"}),
        ({"platform": "numeric_state", "entity_id": "sensor.lux", "below": 5}, {"sensor.lux"}),
        ({"trigger": "sun", "event": "sunrise"}, {"sunrise"}),
        ({"trigger": "sun", "event": "noon"}, set()),
        ({"trigger": "time", "at": ["7:05", "22:00:30"]}, {"07:05:00", "22:00:30"}),
        ({"trigger": "time", "at": 64800}, {"18:00:00"}),
        ({"trigger": "time", "at": "input_datetime.wake"}, {"input_datetime.wake"}),
        (
            {"trigger": "time", "at": {"entity_id": "sensor.alarm", "offset": "-00:10:00"}},
            {"sensor.alarm"},
        ),
        ({"trigger": "time", "at": "{{ odd }}"}, set()),
        ({"trigger": "time_pattern", "minutes": "/5"}, set()),
        ({"trigger": "zone", "entity_id": "person.anna", "zone": "zone.home"}, {"person.anna"}),
        ({"trigger": "device", "device_id": "x", "entity_id": "f" * 32}, {"binary_sensor.door"}),
        (
            {
                "trigger": "template",
                "value_template": "{{ is_state('light.a', 'on') and states.sun.sun.state }}",
            },
            {"light.a", "sun.sun"},
        ),
        ({"trigger": "template", "value_template": None}, set()),
        (
            {"trigger": "event", "event_type": "x", "event_data": {"entity_id": "event.button"}},
            {"event.button"},
        ),
        ({"trigger": "light.turned_on", "target": {"entity_id": "light.a"}}, {"light.a"}),
        ({"trigger": "motion.detected", "target": {"area_id": "hall"}}, {"binary_sensor.pir"}),
        (
            {"trigger": "light.turned_on", "target": {"area_id": "hall"}},
            {"light.hall", "binary_sensor.pir"},
        ),
        ({"triggers": [{"trigger": "state", "entity_id": "light.a"}]}, {"light.a"}),
        ({"trigger": "state", "entity_id": "light.a", "enabled": False}, set()),
    ],
)
def test_triggers(trigger: dict[str, Any], expected: set[str]) -> None:
    assert read({"triggers": [trigger]})[0] == expected
    assert read({"trigger": trigger})[0] == expected


THE_LIGHT = {"entity_id": "light.a"}
ON = {"action": "light.turn_on", "target": THE_LIGHT}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ON, {("light.a", "on")}),
        ({**ON, "enabled": False}, set()),
        ({"service": "light.turn_on", "data": THE_LIGHT}, {("light.a", "on")}),
        (
            {"service": "light.turn_on", "data_template": {"entity_id": "light.a"}},
            {("light.a", "on")},
        ),
        ({"choose": [{"conditions": [], "sequence": [ON]}], "default": []}, {("light.a", "on")}),
        ({"choose": [], "default": [ON]}, {("light.a", "on")}),
        ({"if": [], "then": ON, "else": [ON]}, {("light.a", "on")}),
        ({"repeat": {"count": 2, "sequence": [ON]}}, {("light.a", "on")}),
        ({"parallel": [{"sequence": [ON]}, {"delay": 5}]}, {("light.a", "on")}),
        ({"sequence": [ON]}, {("light.a", "on")}),
        ({"device_id": "device", "domain": "light", "type": "turn_off"}, {("light.hall", "off")}),
        (
            {"device_id": "x", "domain": "cover", "type": "open", "entity_id": "cover.x"},
            {("cover.x", "open")},
        ),
        ({"device_id": "x", "type": 5}, set()),
        ({"action": "script.end"}, {("script.end", "on"), ("light.end", "off")}),
        (
            {"action": "script.turn_on", "target": {"entity_id": "script.loop"}},
            {("script.loop", "on"), ("script.end", "on"), ("light.end", "off")},
        ),
        (
            {"action": "script.turn_off", "target": {"entity_id": "script.end"}},
            {("script.end", "off")},
        ),
        ({"action": "{{ odd }}", "target": "{{ odd }}"}, set()),
        ({**ON, "action": "light.turn_{{ 'on' if x else 'off' }}"}, {("light.a", "*")}),
        ({"action": "{{ what }}", "target": {"device_id": "x"}}, set()),
        (
            {"action": "light.turn_off", "target": {"entity_id": "{{ ['light.a', 'light.b'] }}"}},
            {("light.a", "off"), ("light.b", "off")},
        ),
        ({"delay": "00:00:05"}, set()),
    ],
)
def test_effects(action: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert read({"actions": [action]})[1] == expected


MEASURED = {
    "trigger": "humidity.crossed_threshold",
    "target": {"device_id": "device"},
    "options": {"threshold": {"type": "above", "entity": "input_number.damp"}},
}
IN_THE_HALL = {"condition": "motion.is_detected", "target": {"area_id": "hall"}}


def mentions(config: dict[str, Any]) -> set[str]:
    """Return the entities that an automation mentions, without actions, which look like them."""
    found = existing_automation("automation.a", "A", config, HOUSE).mentions
    return {one for one in found if not one.startswith(("light.turn", "motion.", "humidity."))}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, set()),
        ({"alias": "Hall. Light", "description": "at 7.30", "actions": [ON]}, {"light.a"}),
        (
            {"triggers": [{"trigger": "state", "entity_id": ["light.a", "light.b, light.c"]}]},
            {"light.a", "light.b", "light.c"},
        ),
        (
            {"conditions": "{{ is_state('sun.sun', 'below_horizon') and states.light.a.state }}"},
            {"sun.sun", "light.a"},
        ),
        ({"conditions": {"or": [{"condition": "sun"}, IN_THE_HALL]}}, {"binary_sensor.pir"}),
        (
            {"conditions": [{"condition": "device", "device_id": "x", "entity_id": "f" * 32}]},
            {"binary_sensor.door"},
        ),
        ({"triggers": [MEASURED]}, {"sensor.power", "input_number.damp"}),
        ({"actions": [{"wait_for_trigger": [MEASURED]}]}, {"sensor.power", "input_number.damp"}),
        ({"actions": [{"wait_template": "{{ states('sensor.x') }}"}]}, {"sensor.x"}),
        ({"variables": {"lamps": ["light.a"], "n": 5}}, {"light.a"}),
        # Who acts on all of an area has not looked at its sensors.
        ({"actions": [{"action": "light.turn_on", "target": {"area_id": "hall"}}]}, set()),
        ({"conditions": [{**IN_THE_HALL, "enabled": False}]}, {"binary_sensor.pir"}),
    ],
)
def test_whatever_an_automation_names_anywhere_is_mentioned(
    config: dict[str, Any], expected: set[str]
) -> None:
    assert mentions(config) == expected


@pytest.mark.parametrize(
    ("trigger", "states"),
    [
        ({"trigger": "state", "entity_id": "light.a", "to": "on"}, {"on"}),
        ({"platform": "state", "entity_id": "light.a", "to": ["on", "off"]}, {"on", "off"}),
        ({"trigger": "state", "entity_id": "light.a", "to": True}, {"on"}),
        ({"trigger": "state", "entity_id": "light.a", "to": False}, {"off"}),
        ({"trigger": "state", "entity_id": "light.a", "to": None}, {"*"}),
        ({"trigger": "state", "entity_id": "light.a", "to": "{{ x }}"}, {"*"}),
        ({"trigger": "state", "entity_id": "light.a", "from": "on"}, {"*"}),
        ({"trigger": "state", "entity_id": "light.a", "to": "1", "attribute": "x"}, {"*"}),
        ({"trigger": "numeric_state", "entity_id": "light.a", "above": 1}, {"*"}),
        ({"trigger": "device", "entity_id": "light.a", "type": "turned_off"}, {"off"}),
        ({"trigger": "device", "entity_id": "light.a", "type": "brightness"}, {"*"}),
        ({"trigger": "light.turned_on", "target": {"entity_id": "light.a"}}, {"on"}),
        # A door's sensor is on where a cover is open.
        ({"trigger": "device", "entity_id": "light.a", "type": "opened"}, {"*"}),
        ({"trigger": "door.opened", "target": {"entity_id": "light.a"}}, {"*"}),
        ({"trigger": "light.dimmed", "target": {"entity_id": "light.a"}}, {"*"}),
        ({"trigger": "template", "value_template": "{{ states('light.a') }}"}, {"*"}),
        ({"triggers": [{"trigger": "state", "entity_id": "light.a", "to": "on"}]}, {"on"}),
        ({"trigger": "time", "at": "07:00"}, set()),
        ({"trigger": "sun", "event": "sunset"}, set()),
    ],
)
def test_the_states_that_trigger_it(trigger: dict[str, Any], states: set[str]) -> None:
    found = existing_automation("automation.a", "A", {"triggers": [trigger]}, HOUSE)
    assert found.hears == {("light.a", state) for state in states}


def test_all_of_a_kind_are_all_that_the_home_has() -> None:
    home = References(
        groups={"switch.both": ("switch.a", "fan.b")},
        every={"switch": ("switch.a", "switch.both"), "light": ("light.a",)},
        scripts={"script.off": {"sequence": [{"action": "switch.turn_off", "entity_id": "all"}]}},
    )
    for action in (
        {"action": "switch.turn_off", "target": {"entity_id": "all"}},
        {"action": "switch.turn_off", "data": {"entity_id": ["all"]}},
        {"action": "script.off"},
    ):
        effects = existing_automation("automation.a", "A", {"actions": [action]}, home).effects
        assert effects - {("script.off", "on")} == {
            ("switch.a", "off"),
            ("switch.both", "off"),
            ("fan.b", "off"),
        }
    nothing = {"actions": [{"action": "siren.turn_on", "entity_id": "all"}]}
    assert existing_automation("automation.a", "A", nothing, home).effects == frozenset()


def test_what_is_opened_is_a_cover_and_what_is_locked_a_lock() -> None:
    opened = {"trigger": "device", "entity_id": "cover.c", "type": "opened"}
    locked = {"trigger": "lock.locked", "target": {"entity_id": "lock.l"}}
    found = existing_automation("automation.a", "A", {"triggers": [opened, locked]}, HOUSE)
    assert found.hears == {("cover.c", "open"), ("lock.l", "locked")}


@pytest.mark.parametrize(
    ("action", "tells"),
    [
        ({"action": "notify.phone", "data": {"message": "x"}}, True),
        ({"service": "persistent_notification.create"}, True),
        ({"device_id": "x", "domain": "mobile_app", "type": "notify"}, True),
        ({"if": [], "then": [{"action": "notify.send_message"}]}, True),
        ({"action": "notify.phone", "enabled": False}, False),
        ({"action": "persistent_notification.dismiss"}, False),
        ({"action": "light.turn_on"}, False),
    ],
)
def test_whether_it_tells_people_something(action: dict[str, Any], *, tells: bool) -> None:
    assert existing_automation("automation.a", "A", {"actions": [action]}, HOUSE).tells is tells


@pytest.mark.parametrize(
    ("config", "waits"),
    [
        ({"triggers": [{"trigger": "state", "entity_id": "light.a", "for": "00:05"}]}, True),
        ({"actions": [{"delay": 5}]}, True),
        ({"actions": {"if": [], "then": [{"wait_for_trigger": []}]}}, True),
        ({"actions": [{"wait_template": "{{ true }}"}]}, True),
        ({"actions": [{"delay": 5, "enabled": False}]}, False),
        ({"actions": [{"action": "light.turn_on"}]}, False),
        ({}, False),
    ],
)
def test_whether_it_waits(config: dict[str, Any], *, waits: bool) -> None:
    assert existing_automation("automation.a", "A", config, HOUSE).waits is waits


def test_its_own_id_is_known() -> None:
    assert existing_automation("automation.a", "A", {"id": 17}, HOUSE).config_id == "17"
    assert existing_automation("automation.a", "A", {}, HOUSE).config_id == ""


def test_a_trigger_about_what_is_measured_listens_to_sensors_of_its_target() -> None:
    assert read({"triggers": [MEASURED]})[0] == {"sensor.power"}
    moved = {"trigger": "light.turned_on", "target": {"device_id": "device"}}
    assert read({"triggers": [moved]})[0] == {"light.hall"}


KEYS = (
    *("trigger", "triggers", "platform", "at", "action", "actions", "service", "target"),
    *("entity_id", "data", "choose", "sequence", "enabled", "device_id", "type", "event"),
    *("repeat", "scene", "entities", "area_id", "event_data", "value_template"),
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("light.a"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["triggers", "trigger", "actions", "action", "conditions", "condition"]),
        odd,
    )
)
def test_no_configuration_is_too_odd(config: dict[str, Any]) -> None:
    triggers, effects = read(config)
    assert all(isinstance(one, str) for one in triggers)
    assert all(isinstance(state, str) for _, state in effects)
