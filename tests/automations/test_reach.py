"""What actions are about, before they are performed."""

from typing import Any

import pytest

from custom_components.homeiq.automations.reach import Branch, Reach, first_branch, reach_of
from custom_components.homeiq.mining.effects import References

HOME = References(
    registry_ids={"f00": "light.desk"},
    devices={"d1": ("light.floor", "sensor.power")},
    areas={"attic": ("light.attic", "switch.fan")},
    labels={"party": ("light.disco",)},
    groups={"light.all": ("light.left", "light.inner"), "light.inner": ("light.right",)},
    scenes={"scene.film": {"light.tv": "on", "light.sofa": "off"}},
    scripts={
        "script.cosy": {
            "sequence": [{"action": "light.turn_on", "target": {"entity_id": "light.rug"}}]
        }
    },
)
ON = {"action": "light.turn_on", "target": {"entity_id": "light.lamp"}}
OFF = {"action": "light.turn_off", "target": {"entity_id": ["light.lamp"]}}


def to(**target: Any) -> dict[str, Any]:
    return {"action": "light.turn_on", "target": target}


def way(sequence: Any, *ids: Any, **more: Any) -> dict[str, Any]:
    conditions = [{"condition": "trigger", "id": an_id} for an_id in ids]
    return {"conditions": [*conditions, {"condition": "state"}], "sequence": sequence, **more}


@pytest.mark.parametrize(
    ("actions", "entity_ids"),
    [
        ([], ()),
        (None, ()),
        (ON, ("light.lamp",)),
        ([OFF, ON], ("light.lamp",)),
        ([to(entity_id="f00")], ("light.desk",)),
        ([to(device_id="d1")], ("light.floor",)),
        ([to(area_id="attic")], ("light.attic",)),
        ([to(label_id=["party"])], ("light.disco",)),
        ([to(entity_id="light.all")], ("light.all", "light.inner", "light.right", "light.left")),
        ([{"scene": "scene.film"}], ("scene.film", "light.sofa", "light.tv")),
        ([{"action": "script.cosy"}], ("script.cosy", "light.rug")),
        ([{"if": [], "then": [ON], "else": [to(device_id="d1")]}], ("light.lamp", "light.floor")),
        ([{"parallel": [{"sequence": [ON]}, to(area_id="attic")]}], ("light.lamp", "light.attic")),
        ([{"repeat": {"count": 2, "sequence": [ON]}}], ("light.lamp",)),
        ([{"action": "number.set_value", "target": {"entity_id": "number.n"}}], ("number.n",)),
        ([{"action": "persistent_notification.create", "data": {"message": "light.lamp"}}], ()),
        ([{"action": "notify.send_message", "target": {"entity_id": "notify.phone"}}], ()),
        ([{"delay": 3}, {"stop": "it"}, {"event": "my_event"}], ()),
        ([{**ON, "enabled": False}], ()),
    ],
)
def test_everything_that_actions_name_is_reached(actions: Any, entity_ids: tuple[str, ...]) -> None:
    reach = reach_of(actions, HOME)
    assert set(reach.entity_ids) == set(entity_ids)
    assert len(reach.entity_ids) == len(entity_ids), "each once"
    assert not reach.is_open


def test_what_is_named_itself_is_known_apart_from_what_is_behind_it() -> None:
    reach = reach_of([to(entity_id="light.all", area_id="attic")], HOME)
    assert reach.named == {"light.all"}
    assert ("light.right", "on") in reach.effects


@pytest.mark.parametrize(
    "action",
    [
        {"action": "light.turn_{{ 'on' }}", "target": {"entity_id": "light.lamp"}},
        {"action": "light.turn_on", "target": {"entity_id": ["{{ lamp }}"]}},
        {"action": "light.turn_on", "target": "{{ where }}"},
        {"action": "light.turn_on", "data": {"area_id": "{{ area }}"}},
        {"if": [], "then": [{"scene": "{{ scene }}"}]},
        {"action": "light.turn_off", "target": {"entity_id": "all"}},
    ],
)
def test_what_shows_only_when_it_is_performed_is_told(action: Any) -> None:
    assert reach_of([action], HOME).is_open


def test_what_a_script_acts_on_may_show_only_then_too() -> None:
    inner = {"sequence": [{"action": "cover.open_cover", "target": {"entity_id": "{{ door }}"}}]}
    outer = {"sequence": [{"action": "script.turn_on", "target": {"entity_id": "script.inner"}}]}
    scripts = References(scripts={"script.inner": inner, "script.outer": outer, "script.odd": {}})
    assert reach_of([{"action": "script.outer"}], scripts).is_open
    assert not reach_of([{"action": "script.odd"}], scripts).is_open


def test_a_template_that_says_how_is_none_of_it() -> None:
    bright = {**ON, "data": {"brightness": "{{ 3 }}"}}
    assert reach_of([bright, {"delay": "{{ 5 }}"}], HOME).is_open is False


def test_nothing_reaches_nothing() -> None:
    assert reach_of([], References()) == Reach()


def test_without_a_choice_all_actions_are_performed() -> None:
    config = {"triggers": [{"trigger": "time", "id": "late"}], "actions": [ON, OFF]}
    assert first_branch(config) == Branch((ON, OFF), "late")


@pytest.mark.parametrize(
    "triggers", [{}, {"triggers": []}, {"triggers": ["odd"]}, {"trigger": {"platform": "time"}}]
)
def test_a_trigger_without_an_id_has_its_number(triggers: dict[str, Any]) -> None:
    assert first_branch({**triggers, "action": ON}) == Branch((ON,), "0")


def test_a_choice_by_trigger_takes_the_first_way_and_asks_nothing_else() -> None:
    choose = {"choose": [way([ON], ["2", "3"]), way([OFF], "1")]}
    told = {"action": "notify.me"}
    config = {"triggers": [{"id": "1"}], "actions": [choose, told]}
    assert first_branch(config) == Branch((ON, told), "2")


def test_a_later_choice_follows_the_same_trigger() -> None:
    first = {"choose": [way(ON, "1")]}
    second = {"choose": [way([OFF], "2"), way([OFF, OFF], "1")]}
    neither = {"choose": [way([OFF], "2")], "default": [ON]}
    nothing = {"choose": way([OFF], "2")}
    config = {"actions": [first, second, neither, nothing]}
    assert first_branch(config) == Branch((ON, OFF, OFF, ON), "1")


def test_a_choice_by_anything_else_stays_one() -> None:
    choose = {"choose": [way([ON]), "odd"], "default": [OFF]}
    assert first_branch({"actions": ["odd", choose]}) == Branch(("odd", choose), "0")


def test_an_automation_without_actions_has_none() -> None:
    assert first_branch({}) == Branch((), "0")
