"""What automations do, and when two of them do the same."""

from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.suggestions.doing import Act, Doing, doing_of, fits

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
