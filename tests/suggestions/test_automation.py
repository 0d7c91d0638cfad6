"""Automations of patterns, as Home Assistant reads them."""

import asyncio
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

from custom_components.homeiq.mining.commands import COMMANDABLE, is_commandable
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions.automation import (
    COMMANDS,
    CommandError,
    Notice,
    automation_config,
    command_for,
)

LAMP = Effect("light.lamp", "on")
BASE = Pattern("time_of_day", ClockTrigger(6 * 3600 + 45 * 60), (LAMP,))


def config_of(pattern: Pattern) -> dict[str, Any]:
    return automation_config(pattern, "Alias", "Description")


TRIGGERS: list[tuple[Trigger, dict[str, Any]]] = [
    (ClockTrigger(0), {"trigger": "time", "at": "00:00:00"}),
    (ClockTrigger(86399), {"trigger": "time", "at": "23:59:59"}),
    (SunTrigger("sunset", 0), {"trigger": "sun", "event": "sunset"}),
    (
        SunTrigger("sunrise", -1200),
        {"trigger": "sun", "event": "sunrise", "offset": "-00:20:00"},
    ),
    (
        SunTrigger("sunset", 3661),
        {"trigger": "sun", "event": "sunset", "offset": "01:01:01"},
    ),
    (
        StateTrigger("binary_sensor.motion", "on", "off"),
        {
            "trigger": "state",
            "entity_id": ["binary_sensor.motion"],
            "from": "off",
            "to": "on",
        },
    ),
    (
        StateTrigger("binary_sensor.motion", "off", "on", hold=600),
        {
            "trigger": "state",
            "entity_id": ["binary_sensor.motion"],
            "from": "on",
            "to": "off",
            "for": {"seconds": 600},
        },
    ),
    (
        NumericTrigger("sensor.lux", below=12.5),
        {"trigger": "numeric_state", "entity_id": ["sensor.lux"], "below": 12.5},
    ),
    (
        NumericTrigger("sensor.watt", above=0.0, hold=30),
        {
            "trigger": "numeric_state",
            "entity_id": ["sensor.watt"],
            "above": 0.0,
            "for": {"seconds": 30},
        },
    ),
]

CONDITIONS: list[tuple[Condition, dict[str, Any]]] = [
    (
        DarkCondition(),
        {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"},
    ),
    (
        DarkCondition(dark=False),
        {"condition": "state", "entity_id": "sun.sun", "state": "above_horizon"},
    ),
    (
        DarkCondition(elevation=-4.0),
        {
            "condition": "numeric_state",
            "entity_id": "sun.sun",
            "attribute": "elevation",
            "below": -4.0,
        },
    ),
    (
        DarkCondition(dark=False, elevation=6.0),
        {
            "condition": "numeric_state",
            "entity_id": "sun.sun",
            "attribute": "elevation",
            "above": 6.0,
        },
    ),
    (
        WindowCondition(22 * 3600, 6 * 3600),
        {"condition": "time", "after": "22:00:00", "before": "06:00:00"},
    ),
    (
        StateCondition("person.anna", "home"),
        {"condition": "state", "entity_id": "person.anna", "state": "home"},
    ),
    (
        NumericCondition("sensor.temperature", above=21.0),
        {"condition": "numeric_state", "entity_id": "sensor.temperature", "above": 21.0},
    ),
]

EFFECTS = [
    Effect(f"{domain}.thing", state) for domain, states in COMMANDS.items() for state in states
] + [Effect("remote.tv", "on"), Effect("remote.tv", "off")]


@pytest.mark.parametrize(("trigger", "expected"), TRIGGERS)
async def test_home_assistant_accepts_each_kind_of_trigger(
    hass: HomeAssistant, trigger: Trigger, expected: dict[str, Any]
) -> None:
    config = config_of(replace(BASE, trigger=trigger))
    assert config["triggers"] == [expected]
    validated = await async_validate_config_item(hass, "test", config)
    assert validated is not None
    assert len(validated["triggers"]) == 1


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
async def test_home_assistant_accepts_each_kind_of_condition(
    hass: HomeAssistant, condition: Condition, expected: dict[str, Any]
) -> None:
    config = config_of(replace(BASE, conditions=(condition,)))
    assert config["conditions"] == [expected]
    validated = await async_validate_config_item(hass, "test", config)
    assert validated is not None
    assert len(validated["conditions"]) == 1


@pytest.mark.parametrize("effect", EFFECTS, ids=str)
async def test_home_assistant_accepts_each_kind_of_effect(
    hass: HomeAssistant, effect: Effect
) -> None:
    config = config_of(replace(BASE, effects=(effect,)))
    validated = await async_validate_config_item(hass, "test", config)
    assert validated is not None
    assert validated["actions"][0]["target"] == {"entity_id": [effect.entity_id]}


@pytest.mark.parametrize(
    "domain", ["climate", "cover", "lock", "media_player", "valve", "vacuum", "light", "humidifier"]
)
async def test_each_action_is_one_that_home_assistant_offers(
    hass: HomeAssistant, domain: str
) -> None:
    assert await async_setup_component(hass, domain, {})
    for command in COMMANDS[domain].values():
        assert hass.services.has_service(*command.action.split("."))


def test_alias_and_description_are_taken_and_no_id_is_given() -> None:
    config = config_of(BASE)
    assert (config["alias"], config["description"]) == ("Alias", "Description")
    assert config["mode"] == "single"
    assert "id" not in config


def test_some_weekdays_become_a_condition_in_their_order() -> None:
    config = config_of(replace(BASE, weekdays=(5, 0), conditions=(DarkCondition(),)))
    assert config["conditions"][0] == {"condition": "time", "weekday": ["mon", "sat"]}
    assert len(config["conditions"]) == 2


def test_every_day_needs_no_condition() -> None:
    assert config_of(BASE)["conditions"] == []
    assert config_of(replace(BASE, weekdays=WORKDAYS))["conditions"] != []


async def test_a_season_becomes_a_condition(hass: HomeAssistant) -> None:
    config = config_of(replace(BASE, months=(12, 1, 11)))
    assert config["conditions"] == [
        {"condition": "template", "value_template": "{{ now().month in [1, 11, 12] }}"}
    ]
    assert await async_validate_config_item(hass, "test", config)


BACK_DOOR = replace(
    BASE, trigger=ClockTrigger(83400), effects=(Reminder("lock.back_door", "locked"),)
)
NOTICE = Notice("Reminder: Back door", "Back door is still unlocked.")


async def test_a_reminder_only_notifies_and_only_where_there_is_something_to_say(
    hass: HomeAssistant,
) -> None:
    config = automation_config(BACK_DOOR, "Alias", "Description", NOTICE)
    assert config["conditions"] == [
        {
            "condition": "not",
            "conditions": [
                {
                    "condition": "state",
                    "entity_id": "lock.back_door",
                    "state": ["locked", "unavailable", "unknown"],
                }
            ],
        }
    ]
    assert config["actions"] == [
        {
            "action": "persistent_notification.create",
            "data": {
                "title": "Reminder: Back door",
                "message": "Back door is still unlocked.",
                "notification_id": f"homeiq_{BACK_DOOR.id}",
            },
        }
    ]
    assert await async_validate_config_item(hass, "test", config)


def test_an_entity_that_stays_so_is_its_own_reason_to_remind() -> None:
    trigger = StateTrigger("binary_sensor.fridge", "on", "off", hold=360)
    fridge = replace(BASE, trigger=trigger, effects=(Reminder("binary_sensor.fridge", "off"),))
    config = config_of(fridge)
    assert config["conditions"] == []
    assert [action["action"] for action in config["actions"]] == ["persistent_notification.create"]
    assert "title" not in config["actions"][0]["data"]


async def test_a_reminder_that_waits_looks_again_before_it_speaks(hass: HomeAssistant) -> None:
    waiting = replace(BACK_DOOR, effects=(Reminder("lock.back_door", "locked", delay=300),))
    config = config_of(waiting)
    assert config["conditions"] == []
    assert config["actions"][0] == {"delay": {"seconds": 300}}
    assert config["actions"][1]["condition"] == "not"
    assert await async_validate_config_item(hass, "test", config)


async def test_home_assistant_reminds_of_a_door_once_and_not_of_one_that_is_locked(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-10-05 23:00:00+00:00")
    await hass.config.async_set_time_zone("UTC")
    calls = async_mock_service(hass, "persistent_notification", "create")
    config = automation_config(BACK_DOOR, "Alias", "Description", NOTICE)
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    told = []
    for state in ("locked", "unavailable", "unlocked", "jammed"):
        hass.states.async_set("lock.back_door", state)
        freezer.tick(600)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        told.append(len(calls))
        freezer.tick(86400 - 600)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.alias"}, blocking=True
    )
    assert told == [0, 0, 1, 2]
    assert {call.data["notification_id"] for call in calls} == {f"homeiq_{BACK_DOOR.id}"}


def test_what_changes_an_automation_is_none_of_its_own() -> None:
    changing = replace(BASE, trigger=RunTrigger("automation.evening", "light.lamp", "on"))
    with pytest.raises(ValueError, match=r"automation\.evening"):
        config_of(changing)


async def test_a_chain_waits_between_its_effects(hass: HomeAssistant) -> None:
    effects = (
        Effect("light.lamp", "off", 60),
        Effect("lock.door", "locked", 60),
        Effect("climate.bath", "heat", 300),
    )
    config = config_of(replace(BASE, effects=effects))
    assert config["actions"] == [
        {"delay": {"seconds": 60}},
        {"action": "light.turn_off", "target": {"entity_id": ["light.lamp"]}},
        {"action": "lock.lock", "target": {"entity_id": ["lock.door"]}},
        {"delay": {"seconds": 240}},
        {
            "action": "climate.set_hvac_mode",
            "target": {"entity_id": ["climate.bath"]},
            "data": {"hvac_mode": "heat"},
        },
    ]
    assert await async_validate_config_item(hass, "test", config)


async def test_home_assistant_does_at_the_right_moment_what_the_pattern_says(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-10-05 20:00:00+00:00")  # a Monday
    await hass.config.async_set_time_zone("UTC")
    calls = async_mock_service(hass, "light", "turn_off")
    hass.states.async_set("binary_sensor.motion", "on")
    hass.states.async_set("sun.sun", "below_horizon")
    pattern = replace(
        BASE,
        trigger=StateTrigger("binary_sensor.motion", "off", "on", hold=60),
        effects=(Effect("light.lamp", "off", 30),),
        weekdays=WORKDAYS,
        conditions=(DarkCondition(), WindowCondition(19 * 3600, 6 * 3600)),
    )
    assert await async_setup_component(hass, "automation", {"automation": config_of(pattern)})
    await hass.async_block_till_done()
    hass.states.async_set("binary_sensor.motion", "off")
    told = []
    for _ in range(3):
        freezer.tick(31)
        async_fire_time_changed(hass)
        for _ in range(20):  # to wait until all is done would be to wait for the delay
            await asyncio.sleep(0)
        told.append(len(calls))
    assert told == [0, 0, 1]  # 60 s that it stays so, then 30 s
    assert calls[0].data == {"entity_id": ["light.lamp"]}


@pytest.mark.parametrize(
    "effect", [Effect("light.lamp", "purple"), Effect("sensor.x", "12"), Effect("scene.x", "off")]
)
def test_a_state_that_nothing_leads_to_is_refused(effect: Effect) -> None:
    with pytest.raises(CommandError, match=effect.entity_id):
        config_of(replace(BASE, effects=(effect,)))


def test_what_mining_takes_for_commandable_has_its_action_and_nothing_else_has() -> None:
    assert {domain: frozenset(states) for domain, states in COMMANDS.items()} == COMMANDABLE
    assert is_commandable("remote.tv", "on", named=True)
    assert command_for(Effect("remote.tv", "on")).action == "homeassistant.turn_on"
