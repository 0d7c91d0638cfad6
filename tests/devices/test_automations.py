"""What the automations of a running home do already."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.automations import (
    configs,
    existing_automations,
    references_of,
    scenes,
)
from custom_components.homeiq.devices.naming import named_in
from custom_components.homeiq.devices.snapshot import registry_of
from custom_components.homeiq.devices.taken import async_take
from custom_components.homeiq.mining.home import ExistingAutomation
from tests.blueprint_files import SECTIONS, write
from tests.devices import owned

BLUEPRINT = """
blueprint:
  name: Motion
  domain: automation
  input:
    sensor: {}
    light: {}
triggers:
  - trigger: state
    entity_id: !input sensor
    to: "on"
actions:
  - action: light.turn_on
    target: !input light
"""


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the timers of automations, which wait for tomorrow."""
    return True


async def automations(
    hass: HomeAssistant, *written: dict[str, Any]
) -> tuple[ExistingAutomation, ...]:
    await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "automation", {"automation": list(written)})
    await hass.async_block_till_done()
    return existing(hass)


def existing(hass: HomeAssistant) -> tuple[ExistingAutomation, ...]:
    taken = async_take(hass)
    registry = registry_of(taken)
    return existing_automations(taken, registry, references_of(taken, registry))


async def test_a_loaded_automation_tells_its_triggers_and_effects(hass: HomeAssistant) -> None:
    (found,) = await automations(
        hass,
        {
            "id": "one",
            "alias": "Hall light",
            "trigger": [
                {"platform": "state", "entity_id": "binary_sensor.door", "to": "on"},
                {"platform": "sun", "event": "sunset", "offset": "-00:10:00"},
                {"platform": "time", "at": "18:30"},
            ],
            "action": [{"service": "light.turn_on", "entity_id": "light.hall"}],
        },
    )
    assert found == ExistingAutomation(
        "automation.hall_light",
        "Hall light",
        frozenset({"binary_sensor.door", "sunset", "18:30:00"}),
        frozenset({("light.hall", "on")}),
        mentions=frozenset({"binary_sensor.door", "light.hall", "light.turn_on"}),
        hears=frozenset({("binary_sensor.door", "on")}),
        config_id="one",
    )


async def test_one_that_is_off_or_cannot_run_is_not_enabled(hass: HomeAssistant) -> None:
    off, broken = await automations(
        hass,
        {
            "alias": "Off",
            "initial_state": False,
            "triggers": [{"trigger": "time", "at": "18:30:00"}],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.hall"}}],
        },
        {
            "alias": "Broken",
            "triggers": [{"trigger": "no_such_trigger"}],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.hall"}}],
        },
    )
    assert not off.enabled
    assert not broken.enabled
    assert off.effects == {("light.hall", "on")}


async def test_a_blueprint_counts_with_its_inputs(hass: HomeAssistant, tmp_path: Path) -> None:
    hass.config.config_dir = str(tmp_path)
    folder = tmp_path / "blueprints" / "automation"
    folder.mkdir(parents=True)
    (folder / "motion.yaml").write_text(BLUEPRINT)
    (found,) = await automations(
        hass,
        {
            "alias": "From blueprint",
            "use_blueprint": {
                "path": "motion.yaml",
                "input": {"sensor": "binary_sensor.pir", "light": {"entity_id": "light.hall"}},
            },
        },
    )
    assert found.triggers == {"binary_sensor.pir"}
    assert found.effects == {("light.hall", "on")}


async def test_a_blueprint_counts_with_inputs_in_sections_and_with_defaults(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    hass.config.config_dir = str(tmp_path)
    write(hass, sections=SECTIONS)
    inputs = {"sensor": ["binary_sensor.pir"], "light": {"entity_id": "light.hall"}}
    use = {"path": "sections.yaml", "input": inputs}
    (found,) = await automations(hass, {"alias": "In sections", "use_blueprint": use})
    assert found.triggers == {"binary_sensor.pir"}
    assert found.effects == {("light.hall", "on"), ("light.hall", "off")}


async def test_scripts_and_scenes_that_it_calls_count(hass: HomeAssistant) -> None:
    hass.states.async_set("light.lamp", "off")
    sequence = [{"action": "light.turn_off", "target": {"entity_id": "light.lamp"}}]
    assert await async_setup_component(hass, "script", {"script": {"bed": {"sequence": sequence}}})
    scene = {"name": "Film", "entities": {"light.lamp": "on", "cover.blind": "closed"}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    await hass.async_block_till_done()
    (found,) = await automations(
        hass,
        {
            "alias": "Evening",
            "triggers": [],
            "actions": [{"action": "script.bed"}, {"scene": "scene.film"}],
        },
    )
    assert found.effects == {
        ("script.bed", "on"),
        ("light.lamp", "off"),
        ("scene.film", "on"),
        ("light.lamp", "on"),
        ("cover.blind", "closed"),
    }


async def test_areas_and_registry_ids_are_resolved(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    kitchen = ar.async_get(hass).async_create("Kitchen")
    for domain in ("light", "switch"):
        one = registry.async_get_or_create(
            domain, "test", "one", original_name="One", config_entry=entry
        )
        registry.async_update_entity(one.entity_id, area_id=kitchen.id)
    (found,) = await automations(
        hass,
        {
            "alias": "Kitchen",
            "triggers": [{"trigger": "state", "entity_id": one.id}],
            "actions": [{"action": "light.turn_off", "target": {"area_id": kitchen.id}}],
        },
    )
    assert found.triggers == {"switch.test_one"}
    assert found.effects == {("light.test_one", "off")}


async def test_a_home_without_automations_has_none(hass: HomeAssistant) -> None:
    assert existing(hass) == ()


async def test_parts_of_home_assistant_that_look_otherwise_are_left_out(
    hass: HomeAssistant,
) -> None:
    class Fake:
        """Stands for components of a later Home Assistant."""

        entity_id = "automation.fake"
        raw_config = None

    class FakeComponent:
        entities = (Fake(),)

    hass.data["automation"] = FakeComponent()
    hass.data["scene"] = FakeComponent()
    hass.data["script"] = object()
    taken = async_take(hass)
    assert configs(taken) == ({},)
    assert scenes(taken) == ({},)
    assert existing(hass) == (
        ExistingAutomation(
            "automation.fake", "automation.fake", frozenset(), frozenset(), enabled=False
        ),
    )


def named(hass: HomeAssistant, *names: str) -> set[str]:
    """Return what of a lamp the home's automations, scripts and scenes use."""
    taken = async_take(hass)
    references = references_of(taken, registry_of(taken))
    found = named_in(configs(taken), scenes(taken), references, owned.lamp(*names))
    return {key for _, key in found}


async def test_what_automations_scripts_and_scenes_use_is_told(hass: HomeAssistant) -> None:
    target = {"entity_id": "light.lamp"}
    sequence = [{"action": "light.turn_on", "target": target, "data": {"effect": "rainbow"}}]
    assert await async_setup_component(hass, "script", {"script": {"fun": {"sequence": sequence}}})
    scene = {"name": "Film", "entities": {"light.lamp": {"state": "on", "brightness": 20}}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    await automations(
        hass,
        {
            "alias": "Warm",
            "triggers": [],
            "actions": [
                {"action": "light.turn_on", "target": target, "data": {"color_temp_kelvin": 2700}}
            ],
        },
    )
    names = ("brightness", "effect", "color_temperature", "color", "transition")
    assert named(hass, *names) == {
        "light.brightness",
        "light.effect",
        "light.color_temperature",
    }
    (film,) = scenes(async_take(hass))
    assert film == {"light.lamp": {"state": "on", "brightness": 20}}


async def test_inputs_of_blueprints_are_filled_in(hass: HomeAssistant, tmp_path: Path) -> None:
    hass.config.config_dir = str(tmp_path)
    folder = tmp_path / "blueprints" / "automation"
    folder.mkdir(parents=True)
    (folder / "motion.yaml").write_text(f"{BLUEPRINT}    data:\n      brightness_pct: 30\n")
    inputs = {"sensor": "binary_sensor.pir", "light": {"entity_id": "light.lamp"}}
    await automations(
        hass,
        {"alias": "Motion", "use_blueprint": {"path": "motion.yaml", "input": inputs}},
    )
    assert named(hass, "brightness", "effect") == {"light.brightness"}
