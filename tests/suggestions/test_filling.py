"""What of an automation fills the inputs of a blueprint."""

from typing import Any

from homeassistant.util.yaml import Input
import pytest

from custom_components.homeiq.suggestions.filling import (
    AS_IT_IS,
    Kind,
    choices,
    fillings_of,
    slots_of,
    ways,
)

SENSOR, DOOR, LAMP, FAN = "binary_sensor.hall", "binary_sensor.door", "light.hall", "fan.hall"
KINDS = {
    SENSOR: Kind("motion", "acme", 0),
    DOOR: Kind("door"),
    LAMP: Kind(None, "hue", 0b101),
    FAN: Kind(None, None, 0b1),
}
LAMP_ON = {
    "action": "light.turn_on",
    "target": {"entity_id": [LAMP]},
    "data": {"brightness_pct": 30, "effect": "calm", "flash": True},
}
OURS = fillings_of(
    {
        "triggers": [
            {"trigger": "state", "entity_id": [SENSOR], "to": "on", "for": {"seconds": 90}},
            {"trigger": "time", "at": "18:00:00"},
        ],
        "conditions": [
            {"condition": "state", "entity_id": DOOR, "state": "off"},
            {"condition": "numeric_state", "entity_id": "sensor.lux", "below": 20.5},
        ],
        "actions": [
            LAMP_ON,
            {"delay": {"minutes": 10}},
            {"action": "fan.turn_on", "target": {"entity_id": [FAN]}},
            {"action": "notify.notify", "data": {"message": "Hi"}},
        ],
    },
    KINDS,
)
TRIGGER = {"triggers": [{"trigger": "state", "entity_id": Input("x"), "to": "on"}]}
TARGET = {"actions": [{"action": "light.turn_on", "target": Input("x")}]}
ACTED = {"actions": [{"action": "light.turn_on", "target": {"entity_id": Input("x")}}]}
ASKED = {"conditions": [{"condition": "state", "entity_id": Input("x"), "state": "on"}]}


def fill(about: Any, parts: dict[str, Any]) -> list[Any]:
    """Return what may fill the input `x`, in order; ... where it stays as it is."""
    among = choices(slots_of({"x": about}, parts), OURS)
    return [] if among is None else [way.get("x", ...) for way in ways(among)]


def asks(kind: str, **wanted: Any) -> dict[str, Any]:
    return {"selector": {kind: wanted}}


@pytest.mark.parametrize(
    ("about", "parts", "values"),
    [
        (asks("entity"), TRIGGER, [SENSOR]),
        (asks("entity", multiple=True), TRIGGER, [[SENSOR]]),
        (asks("entity", multiple=True, domain="light"), TRIGGER, []),
        (asks("entity", domain=["binary_sensor"], device_class=["motion"]), TRIGGER, [SENSOR]),
        (asks("entity", device_class=["door"]), TRIGGER, []),
        (asks("entity", domain="light"), TRIGGER, []),
        (asks("entity", integration="acme"), TRIGGER, [SENSOR]),
        (asks("entity", integration="other"), TRIGGER, []),
        (asks("entity", filter={"domain": "binary_sensor"}), TRIGGER, [SENSOR]),
        (asks("entity", filter=[{"domain": ["sun"]}, {"integration": "acme"}]), TRIGGER, [SENSOR]),
        (asks("entity", filter=[{"device": {"model": "a"}}]), TRIGGER, []),
        (asks("entity", exclude_entities=[SENSOR]), TRIGGER, []),
        (asks("entity", include_entities=[SENSOR]), TRIGGER, [SENSOR]),
        (asks("entity", include_entities=[DOOR]), TRIGGER, []),
        (asks("entity"), ACTED, [LAMP, FAN]),
        (asks("entity", multiple=True), ACTED, [[LAMP, FAN], [LAMP], [FAN]]),
        (asks("entity", filter=[{"supported_features": [0b100]}]), ACTED, [LAMP]),
        (asks("entity", filter=[{"supported_features": [0b110]}]), ACTED, []),
        (asks("entity", domain="binary_sensor"), ASKED, [SENSOR, DOOR]),
        (asks("entity", domain="binary_sensor"), {}, [SENSOR, DOOR]),
        (
            asks("target"),
            TARGET,
            [{"entity_id": [LAMP, FAN]}, {"entity_id": [LAMP]}, {"entity_id": [FAN]}],
        ),
        (asks("target", entity=[{"domain": ["fan"]}]), TARGET, [{"entity_id": [FAN]}]),
        (asks("target", entity={"domain": "lock"}), TARGET, []),
        (asks("target", device=[{"integration": "hue"}]), TARGET, []),
        (asks("number"), {"actions": [{"delay": Input("x")}]}, [600]),
        (asks("number", max=100), {"actions": [{"delay": Input("x")}]}, []),
        (asks("number", min=10), {"actions": [{"delay": {"minutes": Input("x")}}]}, [10]),
        (asks("number", min=11), {"actions": [{"delay": {"minutes": Input("x")}}]}, []),
        (asks("number"), {"triggers": [{"for": {"minutes": Input("x")}}]}, [1.5]),
        (asks("number"), {"conditions": [{"below": Input("x")}]}, [20.5]),
        (asks("number"), {"actions": [{"action": "a.b", "data": {"c": Input("x")}}]}, [30]),
        (asks("number"), {"variables": Input("x")}, []),
        (asks("duration"), {"actions": [{"delay": Input("x")}]}, [{"seconds": 600}]),
        (asks("duration"), {"triggers": [{"for": Input("x")}]}, [{"seconds": 90}]),
        (asks("time"), {"triggers": [{"at": Input("x")}]}, ["18:00:00"]),
        (
            asks("text"),
            {"actions": [{"action": "a.b", "data": {"c": Input("x")}}]},
            [30, "calm", True, "Hi"],
        ),
        (asks("device"), {"triggers": [{"device_id": Input("x")}]}, []),
        (asks("trigger"), {"triggers": Input("x")}, []),
        (asks("condition"), {"conditions": Input("x")}, [list(OURS.conditions)]),
        (asks("action"), {"actions": Input("x")}, [list(OURS.actions)]),
        (None, TRIGGER, [[SENSOR], SENSOR]),
        ({}, TARGET, [{"entity_id": [LAMP, FAN]}, {"entity_id": [LAMP]}, {"entity_id": [FAN]}]),
        ({}, {"actions": [{"delay": {"seconds": Input("x")}}]}, [600]),
        ({}, {"triggers": [{"at": Input("x")}]}, ["18:00:00"]),
        ({}, {"actions": [{"action": "a.b", "data": {"c": Input("x")}}]}, [30, "calm", True, "Hi"]),
        ({}, {"triggers": [{"to": Input("x")}]}, []),
        ({}, {}, []),
        ({"selector": None}, {}, []),
        ({"selector": {"entity": None}}, TRIGGER, [SENSOR]),
    ],
)
def test_an_input_is_filled_by_its_selector_and_where_it_stands(
    about: Any, parts: dict[str, Any], values: list[Any]
) -> None:
    assert fill(about, parts) == values


def test_one_with_a_default_may_stay_as_it_is() -> None:
    optional = {"default": 5, **asks("number")}
    assert fill(optional, {"actions": [{"delay": Input("x")}]}) == [..., 600]
    assert fill(optional, {"actions": [{"delay": {"hours": Input("x")}}]})[0] is ...
    assert fill({"default": ""}, {}) == [...]
    assert fill({"default": None, **asks("device")}, {}) == [...]


def test_an_automation_that_waits_for_nothing_holds_for_no_time() -> None:
    trigger = {"trigger": "state", "entity_id": SENSOR, "to": "on"}
    ours = fillings_of({"triggers": [trigger], "conditions": [], "actions": []}, KINDS)
    slots = slots_of({"x": asks("number")}, {"triggers": [{"for": Input("x")}]})
    assert choices(slots, ours) == {"x": [0]}
    assert choices(slots_of({"x": asks("condition")}, {}), ours) is None


def test_a_blueprint_without_inputs_is_used_in_one_way() -> None:
    assert choices((), OURS) == {}
    assert list(ways({})) == [{}]


def test_several_inputs_are_filled_in_all_ways() -> None:
    among: dict[str, list[Any]] = {"x": [AS_IT_IS, 5], "y": ["a", "b"]}
    assert list(ways(among)) == [
        {"y": "a"},
        {"y": "b"},
        {"x": 5, "y": "a"},
        {"x": 5, "y": "b"},
    ]
