"""What automations do, and when two of them do the same."""

from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.suggestions.doing import Act, Doing, doing_of, fits, span

SENSOR = "binary_sensor.hall"
REFERENCES = References(
    registry_ids={"0123": SENSOR},
    areas={"hall": ("light.hall", "switch.hall")},
    scripts={"script.air": {"sequence": [{"action": "fan.turn_on", "entity_id": "fan.hall"}]}},
)
ON = {"action": "light.turn_on", "target": {"entity_id": "light.hall"}}


def doing(**parts: Any) -> Doing:
    given = {"triggers": [], "actions": [ON], **parts}
    return doing_of(given, REFERENCES)


def same_triggers(one: object, other: object) -> bool:
    return fits(doing(triggers=one), doing(triggers=other))


def same_conditions(one: object, other: object) -> bool:
    return doing(conditions=one).conditions == doing(conditions=other).conditions


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


def acts(*actions: Any) -> tuple[set[tuple[float, str, str]], bool]:
    done = doing(actions=list(actions))
    return {(each.after, each.entity_id, each.action) for each in done.acts}, done.is_plain


def test_acts_are_told_by_entity_with_the_time_that_passed() -> None:
    several = {"action": "homeassistant.turn_off", "target": {"entity_id": ["light.a", "fan.b"]}}
    assert acts({"delay": 5}, ON, {"delay": {"minutes": 1}}, {"sequence": [several]}) == (
        {
            (5, "light.hall", "light.turn_on"),
            (65, "light.a", "light.turn_off"),
            (65, "fan.b", "fan.turn_off"),
        },
        True,
    )
    area = {"service": "light.turn_on", "target": {"area_id": "hall"}}
    assert acts(area) == acts(ON)
    assert acts({"action": "notify.notify"}) == ({(0, "", "notify.notify")}, True)
    assert acts({"action": "homeassistant.toggle"}) == ({(0, "", "homeassistant.toggle")}, True)
    assert acts({"action": "homeassistant.restart"}) == ({(0, "", "homeassistant.restart")}, True)


@pytest.mark.parametrize(
    "step",
    [
        {"wait_template": "{{ a }}"},
        {"delay": "{{ a }}"},
        {"condition": "state"},
        {"repeat": {"count": 2, "sequence": [ON]}},
        {"choose": []},
        {"scene": "scene.a"},
        "{{ a }}",
        {**ON, "enabled": "{{ a }}"},
    ],
)
def test_what_comes_after_something_else_is_not_sure(step: object) -> None:
    assert acts(ON, step, {**ON, "action": "light.turn_off"}) == (
        {(0, "light.hall", "light.turn_on")},
        False,
    )


def test_data_counts_however_numbers_are_written() -> None:
    (one,) = doing(actions=[{**ON, "data": {"brightness": 30, "flags": [True, 1]}}]).acts
    (other,) = doing(actions=[{**ON, "data": {"flags": [True, 1.0], "brightness": 30.0}}]).acts
    assert one == other
    assert one == Act(
        0, "light.hall", "light.turn_on", '{"brightness": 30.0, "flags": [true, 1.0]}'
    )


def test_a_script_is_called_with_all_that_it_does() -> None:
    done = doing(actions=[{"action": "script.air"}])
    assert {each.action for each in done.acts} == {"script.air"}
    assert {each.action: leads for each, leads in done.called.items()} == {
        "script.air": {("script.air", "on")},
        "fan.turn_on": {("fan.hall", "on")},
    }


@pytest.mark.parametrize(
    ("step", "is_known"),
    [
        (ON, True),
        ({"wait_for_trigger": [{"trigger": "event", "event": "a"}]}, True),
        ({"event": "a"}, False),
        ({"choose": [{"sequence": [{"event": "a"}]}]}, False),
        ({"action": "{{ a }}"}, False),
        ({"action": "light.turn_on", "target": "{{ a }}"}, False),
        ({"action": "light.turn_on", "target": {"area_id": ["{{ a }}"]}}, False),
        ({"action": "light.turn_on", "data_template": {"entity_id": "{{ a }}"}}, False),
    ],
)
def test_events_and_templates_hide_what_is_done(step: object, *, is_known: bool) -> None:
    assert doing(actions=[step]).is_known is is_known


def test_what_does_more_fits_only_where_its_effects_tell_it() -> None:
    off = {**ON, "action": "light.turn_off"}
    dimmed = {**ON, "data": {"brightness": 3}}
    told = {"action": "notify.notify"}
    ours = doing()
    assert fits(ours, doing(actions=[ON, {"delay": 5}, off]))
    assert fits(ours, doing(actions=[ON, {"delay": 5}, ON]))
    assert not fits(ours, doing(actions=[ON, dimmed]))
    assert not fits(ours, doing(actions=[ON, told]))
    assert not fits(doing(actions=[]), doing())
    setting = {"action": "number.set_value", "target": {"entity_id": "number.a"}}
    ours = doing(actions=[{**setting, "data": {"value": 5}}])
    assert fits(ours, doing(actions=[{**setting, "data": {"value": 5}}, off]))
    assert not fits(ours, doing(actions=[{**setting, "data": {"value": 6}}]))


def test_what_is_there_in_no_known_form_is_nothing_or_differs() -> None:
    odd = doing_of({"triggers": 5, "conditions": 5, "actions": 5}, REFERENCES)
    assert not fits(doing(), odd)
    assert odd.acts == frozenset()
