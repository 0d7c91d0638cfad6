"""The check of automations in a Home Assistant."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern, Reminder
from custom_components.homeiq.suggestions.automation import Notice, automation_config
from custom_components.homeiq.suggestions.check import (
    Problem,
    ProblemKind,
    async_check,
    references,
)


@pytest.fixture(autouse=True)
async def home(hass: HomeAssistant) -> None:
    """Give the home two lights, a sensor and the light actions."""
    assert await async_setup_component(hass, "light", {})
    for entity_id in ("light.a", "light.b", "binary_sensor.motion", "sun.sun"):
        hass.states.async_set(entity_id, "off")


def automation(**changes: Any) -> dict[str, Any]:
    return {
        "alias": "Test",
        "triggers": [
            {"trigger": "state", "entity_id": ["binary_sensor.motion"], "from": "off", "to": "on"}
        ],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": ["light.a"]}}],
        "mode": "single",
        **changes,
    }


async def test_a_good_automation_has_no_problem(hass: HomeAssistant) -> None:
    assert await async_check(hass, automation()) == ()


async def test_a_reminder_has_no_problem_unless_its_entity_is_missing(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "persistent_notification", {})

    def reminder(entity_id: str) -> dict[str, Any]:
        pattern = Pattern("anomaly", ClockTrigger(0), (Reminder(entity_id, "off"),))
        return automation_config(pattern, "Test", "", Notice("Reminder", "It is still on."))

    assert await async_check(hass, reminder("light.a")) == ()
    missing = (Problem(ProblemKind.ENTITY, "light.gone"),)
    assert await async_check(hass, reminder("light.gone")) == missing


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({"entity_id": "light.gone"}, Problem(ProblemKind.ENTITY, "light.gone")),
        ({"entity_id": ["light.a", "light.gone"]}, Problem(ProblemKind.ENTITY, "light.gone")),
        ({"entity_id": "light.a, light.gone"}, Problem(ProblemKind.ENTITY, "light.gone")),
        ({"device_id": "gone"}, Problem(ProblemKind.DEVICE, "gone")),
        ({"area_id": ["gone"]}, Problem(ProblemKind.AREA, "gone")),
        ({"floor_id": "gone"}, Problem(ProblemKind.FLOOR, "gone")),
        ({"label_id": "gone"}, Problem(ProblemKind.LABEL, "gone")),
    ],
)
async def test_a_missing_target_is_found(
    hass: HomeAssistant, target: dict[str, Any], problem: Problem
) -> None:
    config = automation(actions=[{"action": "light.turn_on", "target": target}])
    assert await async_check(hass, config) == (problem,)


async def test_what_the_registries_know_is_not_missing(hass: HomeAssistant) -> None:
    entry = MockConfigEntry()
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("test", "1")}
    )
    area = ar.async_get(hass).async_create("Kitchen")
    floor = fr.async_get(hass).async_create("Ground")
    label = lr.async_get(hass).async_create("Evening")
    lamp = er.async_get(hass).async_get_or_create("light", "test", "lamp")
    target = {
        "device_id": device.id,
        "area_id": area.id,
        "floor_id": floor.floor_id,
        "label_id": label.label_id,
        "entity_id": [lamp.entity_id, lamp.id],  # by its name and by the registry's own id
    }
    config = automation(actions=[{"action": "light.turn_on", "target": target}])
    assert await async_check(hass, config) == ()


async def test_a_disabled_entity_counts_as_missing(hass: HomeAssistant) -> None:
    lamp = er.async_get(hass).async_get_or_create(
        "light", "test", "lamp", disabled_by=er.RegistryEntryDisabler.USER
    )
    target = {"entity_id": lamp.entity_id}
    config = automation(actions=[{"action": "light.turn_on", "target": target}])
    assert await async_check(hass, config) == (Problem(ProblemKind.ENTITY, lamp.entity_id),)


async def test_an_unknown_action_is_found(hass: HomeAssistant) -> None:
    config = automation(actions=[{"action": "light.explode", "target": {"entity_id": "light.a"}}])
    assert await async_check(hass, config) == (Problem(ProblemKind.ACTION, "light.explode"),)


async def test_missing_entities_of_triggers_and_conditions_are_found(hass: HomeAssistant) -> None:
    config = automation(
        triggers=[
            {"trigger": "state", "entity_id": ["binary_sensor.gone"], "to": "on"},
            {"trigger": "time", "at": "input_datetime.gone"},
            {"trigger": "time", "at": "07:00:00"},
        ],
        conditions=[
            {
                "condition": "not",
                "conditions": [{"condition": "state", "entity_id": "person.gone", "state": "home"}],
            },
            {
                "condition": "numeric_state",
                "entity_id": "sun.sun",
                "attribute": "elevation",
                "below": 0.5,
            },
        ],
    )
    assert await async_check(hass, config) == (
        Problem(ProblemKind.ENTITY, "binary_sensor.gone"),
        Problem(ProblemKind.ENTITY, "input_datetime.gone"),
        Problem(ProblemKind.ENTITY, "person.gone"),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"triggers": [{"trigger": "time", "at": "25:00:00"}]},
        {"triggers": [{"trigger": "no_such_thing"}]},
        {"conditions": [{"condition": "time", "weekday": ["monday"]}]},
        {"actions": [{"delay": "soon"}]},
        {"mode": "sometimes"},
    ],
)
async def test_what_the_validator_refuses_is_told_with_its_message(
    hass: HomeAssistant, changes: dict[str, Any]
) -> None:
    (problem,) = await async_check(hass, automation(**changes))
    assert problem.kind is ProblemKind.INVALID
    assert problem.value


async def test_one_missing_thing_is_told_once(hass: HomeAssistant) -> None:
    action = {"action": "light.turn_on", "target": {"entity_id": "light.gone"}}
    assert len(await async_check(hass, automation(actions=[action, action]))) == 1


async def test_the_config_is_left_as_it_was(hass: HomeAssistant) -> None:
    config = automation()
    config["trigger"] = config.pop("triggers")
    assert await async_check(hass, config) == ()
    assert "trigger" in config


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"entity_id": "{{ trigger.entity_id }}"}, set()),
        ({"entity_id": "all"}, set()),
        (
            {"action": "light.turn_on", "data": {"entity_id": "light.x"}},
            {"light.turn_on", "light.x"},
        ),
        ({"data": {"actions": [{"action": "do.it"}], "action": "do.it"}}, set()),
        ({"event_data": {"action": "button.press", "entity_id": "light.x"}}, set()),
        ({"trigger": "event", "action": "PRESSED"}, set()),
        ({"service": "light.turn_off"}, {"light.turn_off"}),
        ({"scene": "scene.movie"}, {"scene.movie"}),
        (
            {"trigger": "zone", "zone": "zone.home", "entity_id": "person.a"},
            {"zone.home", "person.a"},
        ),
        ({"condition": "sun", "after": "sunset", "before": "sunrise"}, set()),
        ({"above": "21.5", "below": "input_number.limit"}, {"input_number.limit"}),
        ({"choose": [{"sequence": [{"if": [{"entity_id": "light.x"}]}]}]}, {"light.x"}),
        ({"data": "{{ everything }}", "entity_id": None}, set()),
    ],
)
def test_references_are_read_wherever_they_stand(config: object, expected: set[str]) -> None:
    assert {value for _, value in references(config)} == expected
