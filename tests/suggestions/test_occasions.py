"""What sets automations off and what must hold, told alike however it is written."""

from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.suggestions import occasions
from custom_components.homeiq.suggestions.occasions import (
    as_json,
    conditions_of,
    span,
    triggers_of,
)

SENSOR = "binary_sensor.hall"
REFERENCES = References(registry_ids={"0123": SENSOR})


def same_triggers(one: object, other: object) -> bool:
    ours, theirs = (triggers_of({"triggers": each}, REFERENCES) for each in (one, other))
    return occasions.same_triggers(ours, theirs)


def same_conditions(one: object, other: object) -> bool:
    ours, theirs = (conditions_of({"conditions": each}, REFERENCES) for each in (one, other))
    return ours == theirs


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (90, 90),
        (1.5, 1.5),
        ("90", 90),
        ("00:01:30", 90),
        ("1:30", 5400),
        ("-00:20:00", -1200),
        ("+00:20:00", 1200),
        ("00:00:01.5", 1.5),
        ({"minutes": 1, "seconds": "30"}, 90),
        ({"days": 1, "hours": 1, "milliseconds": 500}, 90000.5),
        ({"seconds": 0}, 0),
        ({}, None),
        ({"minutes": "{{ 5 }}"}, None),
        ({"weeks": 1}, None),
        ({"minutes": True}, None),
        ("{{ 5 }}", None),
        ("soon", None),
        (True, None),
        (None, None),
        ([5], None),
    ],
)
def test_a_span_is_read_however_it_is_written(value: object, seconds: float | None) -> None:
    assert span(value) == seconds


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            {"trigger": "state", "entity_id": [SENSOR], "from": "off", "to": "on"},
            {"platform": "state", "entity_id": "0123", "from": ["off"], "to": ["on"], "id": "1"},
        ),
        (
            {"trigger": "state", "entity_id": [SENSOR], "from": "off", "to": "on"},
            [{"triggers": [{"trigger": "state", "entity_id": SENSOR, "to": "on", "for": 0}]}],
        ),
        (
            {"trigger": "state", "entity_id": ["a.a", "a.b"], "to": "on", "for": {"minutes": 1}},
            [
                {"trigger": "state", "entity_id": "a.b", "to": "on", "for": "00:01:00"},
                {"trigger": "state", "entity_id": "a.a", "to": "on", "for": 60},
            ],
        ),
        ({"trigger": "time", "at": "18:00:00"}, {"trigger": "time", "at": 64800}),
        (
            {"trigger": "time", "at": ["18:00:00", "19:00"]},
            [{"trigger": "time", "at": "19:00"}, {"trigger": "time", "at": "18:00"}],
        ),
        (
            {"trigger": "time", "at": "input_datetime.a"},
            {"platform": "time", "at": "input_datetime.a"},
        ),
        (
            {"trigger": "sun", "event": "sunset", "offset": "-00:20:00"},
            {"trigger": "sun", "event": "sunset", "offset": {"minutes": -20}},
        ),
        (
            {"trigger": "numeric_state", "entity_id": ["sensor.a"], "above": 20},
            {"trigger": "numeric_state", "entity_id": "sensor.a", "above": "20.0"},
        ),
        (
            {"trigger": "numeric_state", "entity_id": ["sensor.a"], "above": "input_number.a"},
            {"trigger": "numeric_state", "entity_id": "sensor.a", "above": "input_number.a"},
        ),
        ({"trigger": "event", "event_type": "a", "event_data": {"b": [1]}},) * 2,
        (
            {"trigger": "template", "value_template": "{{ a }}"},
            {"trigger": "template", "value_template": "{{ a }} "},
        ),
    ],
)
def test_triggers_that_come_to_the_same_are_the_same(ours: object, theirs: object) -> None:
    assert same_triggers(ours, theirs)


@pytest.mark.parametrize(
    "theirs",
    [
        {"to": "off"},
        {"from": "on"},
        {"for": 5},
        {"for": "{{ 5 }}"},
        {"entity_id": "binary_sensor.other"},
        {"entity_id": "nonsense"},
        {"attribute": "brightness"},
        {"not_from": ["unavailable", "on"]},
        {"enabled": False},
        {"enabled": "{{ a }}"},
        {"trigger": "event"},
    ],
)
def test_triggers_that_differ_are_not(theirs: dict[str, Any]) -> None:
    trigger = {"trigger": "state", "entity_id": SENSOR, "from": "off", "to": "on"}
    assert same_triggers(trigger, trigger)
    assert not same_triggers(trigger, {**trigger, **theirs})


def test_one_that_says_from_which_state_on_is_not_widened_by_ours() -> None:
    trigger = {"trigger": "state", "entity_id": SENSOR, "to": "on"}
    assert not same_triggers(trigger, {**trigger, "from": "off"})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([], None),
        ([], {"condition": "and", "conditions": []}),
        ([], [{"and": []}, "true", "{{ True }}", True, {"condition": "state", "enabled": False}]),
        ([], {"condition": "time", "weekday": "mon,tue,wed,thu,fri,sat,sun"}),
        (
            [
                {"condition": "time", "after": "18:00:00", "before": "00:00:00"},
                {"condition": "time", "weekday": ["sat", "sun"]},
            ],
            {
                "condition": "time",
                "alias": "Evenings",
                "weekday": ["sun", "sat"],
                "after": "18:00",
                "before": "0:00",
            },
        ),
        (
            {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"},
            {"and": [{"condition": "state", "entity_id": ["sun.sun"], "state": ["below_horizon"]}]},
        ),
        ("{{ a }}", {"condition": "template", "value_template": "{{ a }}"}),
        ({"condition": "trigger", "id": "a"},) * 2,
        ({"condition": "sun", "after": "sunset", "after_offset": "-1:00"},) * 2,
        ({"condition": "not", "conditions": [{"condition": "state", "entity_id": "a.b"}]},) * 2,
    ],
)
def test_conditions_that_come_to_the_same_are_the_same(ours: object, theirs: object) -> None:
    assert same_conditions(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([], "{{ a }}"),
        ([], {"condition": "time", "weekday": ["mon"]}),
        ([], {"condition": "state", "entity_id": "a.b", "state": "on", "enabled": "{{ a }}"}),
        ({"condition": "trigger", "id": "a"}, {"condition": "trigger", "id": "b"}),
        (
            {"or": [{"condition": "sun", "after": "sunset"}]},
            {"condition": "sun", "after": "sunset"},
        ),
    ],
)
def test_conditions_that_differ_are_not(ours: object, theirs: object) -> None:
    assert not same_conditions(ours, theirs)


def test_what_is_there_in_no_known_form_differs_from_all_else() -> None:
    assert not same_triggers([], 5)
    assert not same_conditions([], 5)


def test_the_order_of_keys_makes_no_difference() -> None:
    assert as_json({"a": 1, "b": [2]}) == as_json({"b": [2], "a": 1})
