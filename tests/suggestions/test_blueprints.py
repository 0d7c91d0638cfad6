"""Which blueprints do what an automation of ours does."""

from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.blueprints import (
    Template,
    all_uses,
    blueprint_sentence,
    uses,
)
from custom_components.homeiq.suggestions.filling import Kind
from custom_components.homeiq.suggestions.words import load_words
from tests.blueprint_files import LEAVING_ZONE, MOTION_LIGHT, PLAIN, SECTIONS, template

KINDS = {"binary_sensor.hall": Kind("motion"), "binary_sensor.door": Kind("door")}
NAMES = Names({"light.hall": "Hall light", "lock.front": "Front door"})
LIGHT = {"action": "light.turn_on", "target": {"entity_id": ["light.hall"]}}
DARK = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
WORKDAYS = {"condition": "time", "weekday": ["mon", "tue", "wed", "thu", "fri"]}


def ours(**changes: Any) -> dict[str, Any]:
    return {
        "alias": "Hall light by motion",
        "description": "",
        "triggers": [
            {"trigger": "state", "entity_id": ["binary_sensor.hall"], "from": "off", "to": "on"}
        ],
        "conditions": [],
        "actions": [LIGHT],
        "mode": "single",
        **changes,
    }


def found(
    automation: Mapping[str, Any], *templates: Template, references: References | None = None
) -> tuple[BlueprintUse, ...]:
    return uses(automation, templates, references or References(), KINDS, NAMES)


def changed(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after)


def test_the_motion_light_that_home_assistant_ships_is_found_with_what_it_does_besides() -> None:
    assert found(ours(), template(MOTION_LIGHT, "homeassistant/motion_light.yaml")) == (
        BlueprintUse(
            "homeassistant/motion_light.yaml",
            "Motion-activated Light",
            {"motion_entity": "binary_sensor.hall", "light_target": {"entity_id": ["light.hall"]}},
            ("light.hall off",),
        ),
    )


def test_inputs_without_selectors_are_filled_by_where_they_stand() -> None:
    (use,) = found(ours(), template(PLAIN))
    assert use.inputs == {"sensor": ["binary_sensor.hall"], "light": ["light.hall"]}
    assert use.more == ()


def test_inputs_in_sections_take_a_wait_and_conditions_of_ours() -> None:
    automation = ours(
        conditions=[WORKDAYS, DARK],
        actions=[
            LIGHT,
            {"delay": {"seconds": 600}},
            {"action": "light.turn_off", "target": {"entity_id": ["light.hall"]}},
        ],
    )
    (use,) = found(automation, template(SECTIONS))
    assert use.inputs == {
        "sensor": ["binary_sensor.hall"],
        "light": {"entity_id": ["light.hall"]},
        "minutes": 10,
        "only_if": [WORKDAYS, DARK],
    }
    assert use.more == ()


def test_what_may_stay_as_it_is_stays() -> None:
    (use,) = found(ours(), template(SECTIONS))
    assert use.inputs.keys() == {"sensor", "light"}
    assert use.more == ("light.hall off",)


@pytest.mark.parametrize(
    "changes",
    [
        # It is off, or something else, that triggers ours.
        {"triggers": [{**ours()["triggers"][0], "from": "on", "to": "off"}]},
        {"triggers": [{**ours()["triggers"][0], "entity_id": ["binary_sensor.door"]}]},
        {"triggers": [{"trigger": "time", "at": "18:00:00"}]},
        {"triggers": [{**ours()["triggers"][0], "for": {"seconds": 60}}]},
        {"triggers": [*ours()["triggers"], {"trigger": "sun", "event": "sunset"}]},
        # Conditions and numbers of ours would be lost.
        {"conditions": [DARK]},
        {"conditions": [WORKDAYS]},
        {"actions": [{**LIGHT, "data": {"brightness_pct": 30}}]},
        {"actions": [{"delay": {"seconds": 60}}, LIGHT]},
        # It does something else.
        {"actions": [{**LIGHT, "action": "light.turn_off"}]},
        {"actions": [{"action": "switch.turn_on", "target": {"entity_id": ["switch.hall"]}}]},
        {"actions": [LIGHT, {"action": "switch.turn_on", "target": {"entity_id": "switch.a"}}]},
        {"actions": [{"choose": [{"conditions": [DARK], "sequence": [LIGHT]}]}]},
        {"actions": [{"action": "persistent_notification.create", "data": {"message": "Hi"}}]},
        {"actions": []},
    ],
)
def test_what_differs_in_something_of_ours_is_no_match(changes: dict[str, Any]) -> None:
    assert found(ours(**changes), template(MOTION_LIGHT)) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trigger:\n", 'condition: \'{{ is_state("sun.sun", "below_horizon") }}\'\ntrigger:\n'),
        ("trigger:\n", "condition:\n  condition: time\n  after: '18:00'\ntrigger:\n"),
        ('to: "on"', 'to: "off"'),
        ('to: "on"', 'to: "on"\n    for: 60'),
        ('to: "on"', 'to: "on"\n    enabled: "{{ false }}"'),
        ('to: "on"', 'to: "on"\n  - platform: sun\n    event: sunset'),
        ("trigger:\n", "trigger:\n  - 5\n"),
        ("action:\n", "action:\n  - wait_template: '{{ false }}'\n"),
        ("action:\n", "action:\n  - condition: state\n    entity_id: sun.sun\n    state: a\n"),
        ("action:\n", "action:\n  - delay: 5\n"),
        ("action:\n", "action:\n  - delay: '{{ 5 }}'\n"),
        ("action:\n", "action:\n  - stop: Enough\n"),
        ("action:\n", "action:\n  - 5\n"),
        ("entity_id: !input light", "data:\n      brightness_pct: 30\n    entity_id: !input light"),
        ("service: light.turn_on", "service: light.turn_off"),
        ("service: light.turn_on", "service: light.turn_on\n    enabled: '{{ false }}'"),
        ("service: light.turn_on", "service: light.turn_on\n    enabled: false"),
        # It does what nobody can tell, or what would have to be told and is not seen in states.
        ("action:\n", "action:\n  - service: notify.all\n    data:\n      message: Hi\n"),
        ("action:\n", "action:\n  - event: something\n"),
        ("action:\n", "action:\n  - service: '{{ what }}'\n"),
        ("action:\n", "action:\n  - service: light.turn_off\n    entity_id: '{{ what }}'\n"),
        ("action:\n", "action:\n  - service: light.turn_off\n    data: '{{ what }}'\n"),
        (
            "action:\n",
            (
                "action:\n  - service: light.turn_on\n    entity_id: !input light\n"
                "    data:\n      brightness: 3\n"
            ),
        ),
    ],
)
def test_what_does_not_surely_do_the_same_is_no_match(before: str, after: str) -> None:
    assert len(found(ours(), template(PLAIN))) == 1
    assert found(ours(), template(changed(PLAIN, before, after))) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trigger:\n", "condition: []\ntrigger:\n"),
        ("trigger:\n", "condition: '{{ true }}'\ntrigger:\n"),
        ("trigger:\n", "condition:\n  - and: []\ntrigger:\n"),
        ("trigger:\n", "condition:\n  - condition: time\n    enabled: false\ntrigger:\n"),
        (
            'to: "on"',
            'to: ["on"]\n    for: 0\n    id: motion\n    alias: Motion\n    enabled: true',
        ),
        ('to: "on"', 'to: "on"\n    not_from: [unavailable, unknown]'),
        ("  - platform: state", "  - triggers:\n    platform: state".replace("triggers", "alias")),
        ("service: light.turn_on", "service: homeassistant.turn_on"),
        ("service: light.turn_on", "alias: On\n    enabled: true\n    service: light.turn_on"),
        ("action:\n", "action:\n  - variables:\n      a: 5\n"),
        ("action:\n", "action:\n  - delay: 0\n"),
        ("action:\n", "action:\n  - service: logbook.log\n    data:\n      message: Hi\n"),
    ],
)
def test_what_makes_no_difference_makes_none(before: str, after: str) -> None:
    (use,) = found(ours(), template(changed(PLAIN, before, after)))
    assert use.more == ()


def test_what_nothing_of_ours_fits_is_no_match() -> None:
    assert found(ours(), template(LEAVING_ZONE)) == ()
    device_class = changed(MOTION_LIGHT, "device_class: motion", "device_class: door")
    assert found(ours(), template(device_class)) == ()
    no_default = changed(MOTION_LIGHT, "      default: 120\n", "")
    assert found(ours(), template(no_default)) == ()


def test_what_a_rule_of_safety_is_about_is_not_done_besides() -> None:
    unlocking = f"{PLAIN}  - service: lock.unlock\n    entity_id: lock.front\n"
    assert found(ours(), template(unlocking)) == ()
    fan = f"{PLAIN}  - service: fan.toggle\n    entity_id: fan.hall\n"
    assert [use.more for use in found(ours(), template(fan))] == [("fan.hall *",)]


def test_a_script_that_it_runs_counts_with_all_that_it_does() -> None:
    sequence = [{"action": "fan.turn_on", "target": {"entity_id": "fan.hall"}}]
    references = References(scripts={"script.air": {"sequence": sequence}})
    text = f"{PLAIN}  - service: script.air\n"
    (use,) = found(ours(), template(text), references=references)
    assert use.more == ("fan.hall on", "script.air on")


def test_what_is_used_most_comes_first_then_what_does_least_besides_then_by_path() -> None:
    listed = found(
        ours(),
        template(PLAIN, "b.yaml"),
        template(PLAIN, "a.yaml"),
        template(MOTION_LIGHT, "0.yaml"),
        template(MOTION_LIGHT, "used.yaml", used=2),
    )
    assert [use.path for use in listed] == ["used.yaml", "a.yaml", "b.yaml", "0.yaml"]


def test_a_wrapper_that_leaves_the_actions_open_is_filled_with_ours() -> None:
    text = changed(
        MOTION_LIGHT, "target:\n          entity:\n            domain: light", "action: {}"
    )
    text = f"{text.partition('actions:')[0]}actions: !input light_target\n"
    automation = ours(actions=[{**LIGHT, "data": {"brightness_pct": 30}}])
    (use,) = found(automation, template(text))
    assert use.inputs["light_target"] == automation["actions"]


def test_one_that_leaves_its_triggers_open_is_no_match() -> None:
    head, _, rest = PLAIN.partition("trigger:")
    text = f"{head}trigger: !input sensor\naction:{rest.partition('action:')[2]}"
    assert found(ours(), template(text)) == ()


def test_one_with_very_many_inputs_is_left_alone() -> None:
    inputs = "".join(f"    more_{number}:\n      default: 5\n" for number in range(50))
    text = changed(PLAIN, "    sensor:\n", f"    sensor:\n{inputs}")
    assert found(ours(), template(text)) == ()


@pytest.mark.parametrize("default", ["a", "", "[]", "{}", "null", "5", "[5, [6]]"])
def test_odd_defaults_do_no_harm(default: str) -> None:
    names = ("entity_id", "for", "condition", "target", "delay")
    inputs = "".join(f"    odd_{name}:\n      default: {default}\n" for name in names)
    text = changed(PLAIN, "    sensor:\n", f"    sensor:\n{inputs}")
    text = changed(text, "trigger:\n", "condition: !input odd_condition\ntrigger:\n")
    text = changed(text, 'to: "on"', 'to: "on"\n    for: !input odd_for')
    text += "  - delay: !input odd_delay\n  - service: fan.turn_on\n    target: !input odd_target\n"
    assert found(ours(), template(text)) == ()


def test_one_that_cannot_be_compared_does_not_cost_the_others() -> None:
    odd = changed(PLAIN, 'to: "on"', 'to: "on"\n    for: {5: 1, a: 2}')
    assert found(ours(), template(odd)) == ()
    assert len(found(ours(), template(odd), template(PLAIN))) == 1


def test_those_that_are_not_reached_in_time_have_none() -> None:
    answers = iter([False, True])
    by_key = all_uses(
        {"one": ours(), "two": ours()},
        [template(PLAIN)],
        References(),
        KINDS,
        NAMES,
        lambda: next(answers),
    )
    assert {key: len(each) for key, each in by_key.items()} == {"one": 1}


@pytest.mark.parametrize(
    ("more", "english", "german"),
    [
        (
            (),
            "Your blueprint “Motion” does the same.",
            "Dein Blueprint „Motion“ tut dasselbe.",
        ),
        (
            ("light.hall off", "fan.hall *"),
            "Your blueprint “Motion” does this; it would also turn off Hall light and change Hall.",
            (
                "Dein Blueprint „Motion“ tut das; er würde außerdem Hall light ausschalten und Hall"
                " ändern."
            ),
        ),
    ],
)
def test_it_is_told_in_a_sentence(more: tuple[str, ...], english: str, german: str) -> None:
    use = BlueprintUse("motion.yaml", "Motion", {}, more)
    assert blueprint_sentence(use, NAMES, load_words("en")) == english
    assert blueprint_sentence(use, NAMES, load_words("de")) == german
