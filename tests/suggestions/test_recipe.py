"""Automations of recipes, as Home Assistant reads and runs them."""

from dataclasses import replace
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.homeiq.devices.recipe import (
    Branch,
    Notification,
    Recipe,
    StartTrigger,
    Step,
)
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    NumericTrigger,
    RunTrigger,
    StateCondition,
    StateTrigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions.automation import Notice
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.recipe import recipe_config
from tests.devices.opportunities.cases import CASES, RECIPES, Case

NIGHT = WindowCondition(22 * 3600, 6 * 3600)
DIM = Step("light.turn_on", "light.a", {"brightness_pct": 30})
DIMMED = Recipe((Branch(StateTrigger("light.a", "on", "off"), (DIM,), (NIGHT,)),))
LOCKED = Recipe(
    (
        Branch(ClockTrigger(22 * 3600), (Step("switch.turn_on", "switch.lock"),)),
        Branch(ClockTrigger(6 * 3600), (Step("switch.turn_off", "switch.lock"),)),
    )
)


def config_of(recipe: Recipe) -> dict[str, Any]:
    return recipe_config(recipe, "Alias", "Description")


def test_one_branch_is_a_plain_automation() -> None:
    assert config_of(DIMMED) == {
        "alias": "Alias",
        "description": "Description",
        "triggers": [
            {"trigger": "state", "entity_id": ["light.a"], "from": "off", "to": "on"},
        ],
        "conditions": [{"condition": "time", "after": "22:00:00", "before": "06:00:00"}],
        "actions": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": ["light.a"]},
                "data": {"brightness_pct": 30},
            }
        ],
        "mode": "single",
    }


def test_branches_that_differ_are_chosen_by_their_triggers() -> None:
    config = config_of(LOCKED)
    assert config["triggers"] == [
        {"trigger": "time", "at": "22:00:00", "id": "1"},
        {"trigger": "time", "at": "06:00:00", "id": "2"},
    ]
    assert config["conditions"] == []
    (choice,) = config["actions"]
    assert [option["conditions"] for option in choice["choose"]] == [
        [{"condition": "trigger", "id": ["1"]}],
        [{"condition": "trigger", "id": ["2"]}],
    ]
    assert [option["sequence"][0]["action"] for option in choice["choose"]] == [
        "switch.turn_on",
        "switch.turn_off",
    ]


def test_branches_that_do_the_same_need_no_choice() -> None:
    other = Branch(StateTrigger("light.a", "on", "standby"), (DIM,), (NIGHT,))
    config = config_of(Recipe((*DIMMED.branches, other)))
    assert len(config["triggers"]) == 2
    assert all("id" not in trigger for trigger in config["triggers"])
    assert [action["action"] for action in config["actions"]] == ["light.turn_on"]


def test_one_trigger_with_two_sets_of_conditions_is_one_trigger() -> None:
    trigger = StateTrigger("light.a", "on", "off")
    bright = Step("light.turn_on", "light.a", {"brightness_pct": 90})
    recipe = Recipe(
        (
            Branch(trigger, (DIM,), (NIGHT,)),
            Branch(trigger, (bright,), (StateCondition("person.a", "home"),)),
        )
    )
    config = config_of(recipe)
    assert [trigger["id"] for trigger in config["triggers"]] == ["1"]
    assert [len(option["conditions"]) for option in config["actions"][0]["choose"]] == [2, 2]


def test_entities_that_are_treated_alike_are_one_action_and_others_keep_their_order() -> None:
    steps = (
        Step("light.turn_on", "light.a"),
        Step("light.turn_on", "light.b"),
        Step("light.turn_on", "light.c", {"brightness_pct": 9}),
        Step("homeassistant.save_persistent_states"),
    )
    config = config_of(Recipe((Branch(StartTrigger(), steps),)))
    assert config["triggers"] == [{"trigger": "homeassistant", "event": "start"}]
    assert config["actions"] == [
        {"action": "light.turn_on", "target": {"entity_id": ["light.a", "light.b"]}},
        {
            "action": "light.turn_on",
            "target": {"entity_id": ["light.c"]},
            "data": {"brightness_pct": 9},
        },
        {"action": "homeassistant.save_persistent_states"},
    ]


@pytest.mark.parametrize("recipe", [DIMMED, LOCKED])
async def test_it_tells_people_last_whatever_was_done(hass: HomeAssistant, recipe: Recipe) -> None:
    telling = replace(recipe, notification=Notification("leak", "binary_sensor.leak"))
    config = recipe_config(telling, "A", "", Notice("Water", "It leaks."), "homeiq_1")
    assert config["actions"][-1] == {
        "action": "persistent_notification.create",
        "data": {"title": "Water", "message": "It leaks.", "notification_id": "homeiq_1"},
    }
    assert len(config["actions"]) == 2
    assert await async_validate_config_item(hass, "test", config)


def test_a_notice_without_a_title_has_none() -> None:
    telling = Recipe((), Notification("leak", "binary_sensor.leak"))
    config = recipe_config(telling, "A", "", Notice(message="It leaks."))
    assert config["actions"][-1]["data"] == {"message": "It leaks."}


def test_the_run_of_an_automation_is_no_trigger() -> None:
    run = RunTrigger("automation.evening", "light.a", "on")
    with pytest.raises(ValueError, match=r"automation\.evening"):
        config_of(Recipe((Branch(run, (DIM,)),)))


SERVED = ("climate", "fan", "light", "media_player", "select", "switch", "zone")


@pytest.mark.parametrize("case", RECIPES, ids=lambda case: case.rule)
async def test_home_assistant_accepts_what_each_rule_proposes(
    hass: HomeAssistant, case: Case
) -> None:
    for domain in SERVED:
        assert await async_setup_component(hass, domain, {})
    for entity in case.device.entities:
        hass.states.async_set(entity.entity_id, entity.state, dict(entity.attributes))
    idea = case.idea()
    assert idea is not None
    assert idea.recipe is not None
    config = config_of(idea.recipe)
    assert await async_check(hass, config) == ()
    hass.states.async_remove(idea.recipe.branches[0].steps[0].entity_id)
    assert await async_check(hass, config) != ()


async def test_home_assistant_dims_what_is_switched_on_at_night_and_only_then(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("UTC")
    calls = async_mock_service(hass, "light", "turn_on")
    hass.states.async_set("light.a", "off")
    assert await async_setup_component(hass, "automation", {"automation": config_of(DIMMED)})
    told = []
    for clock, before in (("20:00", "off"), ("23:00", "off"), ("23:30", "unavailable")):
        freezer.move_to(f"2026-10-05 {clock}:00+00:00")
        hass.states.async_set("light.a", before)
        await hass.async_block_till_done()
        hass.states.async_set("light.a", "on")
        await hass.async_block_till_done()
        told.append(len(calls))
    assert told == [0, 1, 1]
    assert calls[0].data == {"entity_id": ["light.a"], "brightness_pct": 30}


async def test_home_assistant_locks_at_night_and_unlocks_in_the_morning(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-10-05 20:00:00+00:00")
    await hass.config.async_set_time_zone("UTC")
    locks = async_mock_service(hass, "switch", "turn_on")
    unlocks = async_mock_service(hass, "switch", "turn_off")
    assert await async_setup_component(hass, "automation", {"automation": config_of(LOCKED)})
    await hass.async_block_till_done()
    told = []
    for moment in ("2026-10-05 22:00:01", "2026-10-06 06:00:01"):
        freezer.move_to(f"{moment}+00:00")
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        told.append((len(locks), len(unlocks)))
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.alias"}, blocking=True
    )
    assert told == [(1, 0), (1, 1)]


async def test_home_assistant_saves_when_the_last_one_leaves_until_somebody_comes(
    hass: HomeAssistant,
) -> None:
    calls = async_mock_service(hass, "climate", "set_preset_mode")
    (case, _) = CASES["eco_when_away"]
    idea = case.idea()
    assert idea is not None
    assert idea.recipe is not None
    assert isinstance(idea.recipe.branches[0].trigger, NumericTrigger)
    hass.states.async_set("zone.home", "2")
    config = {"automation": config_of(idea.recipe)}
    assert await async_setup_component(hass, "automation", config)
    told = []
    for people in ("1", "0", "1", "2"):
        hass.states.async_set("zone.home", people)
        await hass.async_block_till_done()
        told.append([call.data["preset_mode"] for call in calls])
    assert told == [[], ["eco"], ["eco", "none"], ["eco", "none"]]
