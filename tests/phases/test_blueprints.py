"""Which blueprints of a real home do what a run has found."""

import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any

from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import dump
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.existing import already_automated
from custom_components.homeiq.mining.finding import Evidence, Finding, Mined
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.blueprints import async_with_blueprints
from custom_components.homeiq.phases.suggestions import SUGGESTIONS
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.suggestion import Suggestion
from tests.blueprint_files import (
    LEAVING_ZONE,
    MOTION_LIGHT,
    PLAIN,
    SECTIONS,
    async_automations,
    blueprint_path,
    write,
)
from tests.samples import run_of, suggestion_of

MOTION = Pattern(
    "co_occurrence",
    StateTrigger("binary_sensor.hall", "on", "off"),
    (Effect("light.hall", "on"),),
)
USE = {
    "path": "motion_light.yaml",
    "input": {
        "motion_entity": "binary_sensor.hall",
        "light_target": {"entity_id": ["light.hall"]},
    },
}


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the timers of automations, which wait for a light to be turned off."""
    return True


@pytest.fixture(autouse=True)
def home(hass: HomeAssistant, tmp_path: Path) -> None:
    """Have a hall with a sensor and a light, and a folder for its configuration."""
    hass.config.config_dir = str(tmp_path)
    hass.states.async_set("binary_sensor.hall", "off", {"device_class": "motion"})
    hass.states.async_set("light.hall", "off", {"friendly_name": "Hall light"})


def by_motion(**changes: Any) -> Suggestion:
    automation = {
        "alias": "Hall light by motion",
        "triggers": [
            {"trigger": "state", "entity_id": ["binary_sensor.hall"], "from": "off", "to": "on"}
        ],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": ["light.hall"]}}],
        "mode": "single",
    }
    entity_ids = ("light.hall", "binary_sensor.hall")
    return suggestion_of(1, **{"automation": automation, "entity_ids": entity_ids, **changes})


async def found(hass: HomeAssistant, *suggestions: Suggestion) -> list[BlueprintUse | None]:
    """Return the blueprints of some suggestions, one by motion unless told otherwise."""
    run = run_of(hass)
    snapshot = await async_snapshot(hass, Options())
    after = await async_with_blueprints(run, snapshot, suggestions or (by_motion(),))
    return [each.blueprint for each in after]


async def test_a_finding_is_offered_as_a_use_that_loads_and_runs(hass: HomeAssistant) -> None:
    turned_on: asyncio.Future[ServiceCall] = hass.loop.create_future()

    @callback  # in another thread it might never wake who waits here
    def turn_on(call: ServiceCall) -> None:
        turned_on.set_result(call)

    hass.services.async_register("light", "turn_on", turn_on)
    async_mock_service(hass, "light", "turn_off")
    write(hass, motion_light=MOTION_LIGHT, leaving=LEAVING_ZONE)
    await async_automations(hass)
    (use,) = await found(hass)
    assert use is not None
    assert use.config == {"use_blueprint": USE}
    assert use.more == ("light.hall off",)

    await async_write(hass, {"id": "homeiq_s1", "alias": "By motion", **use.config})
    assert hass.states.is_state("automation.by_motion", "on")
    hass.states.async_set("binary_sensor.hall", "on", {"device_class": "motion"})
    # The automation itself goes on: it waits for the motion to end.
    call = await asyncio.wait_for(turned_on, 5)
    assert call.data["entity_id"] == ["light.hall"]
    turn_off = {"entity_id": "automation.by_motion", "stop_actions": True}
    await hass.services.async_call("automation", "turn_off", turn_off, blocking=True)


async def test_it_is_known_as_done_once_somebody_has_built_it(hass: HomeAssistant) -> None:
    write(hass, sections=SECTIONS)
    inputs = {"sensor": "binary_sensor.hall", "light": {"entity_id": "light.hall"}}
    used = {"path": "sections.yaml", "input": inputs}
    await async_automations(hass, {"alias": "Motion", "use_blueprint": used})
    home = (await async_snapshot(hass, Options())).home
    done = already_automated(MOTION, home)
    assert done is not None
    assert done.entity_id == "automation.motion"


async def test_a_run_offers_it_and_finds_it_anew(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    async_mock_service(hass, "light", "turn_off")
    write(hass, motion_light=MOTION_LIGHT)
    await async_automations(hass)
    finding = Finding(MOTION, Evidence(days=14, right=12, wrong=1))
    run = run_of(
        hass,
        snapshot=await async_snapshot(hass, Options()),
        mined=Mined((finding,), (), (MOTION,), 14, 7, None),
    )
    await SUGGESTIONS.step(run)
    assert run.found is not None
    (suggestion,) = run.found
    assert suggestion.blueprint is not None
    assert suggestion.blueprint.config == {"use_blueprint": USE}
    stale = BlueprintUse("gone.yaml", "Gone")
    assert await found(hass, by_motion(blueprint=stale)) == [suggestion.blueprint]


@pytest.mark.parametrize("changes", [{"automation": None}, {}])
async def test_what_no_blueprint_does_has_none(
    hass: HomeAssistant, changes: dict[str, Any]
) -> None:
    write(hass, leaving=LEAVING_ZONE)
    await async_automations(hass)
    stale = BlueprintUse("gone.yaml", "Gone")
    assert await found(hass, by_motion(blueprint=stale, **changes)) == [None]


async def test_a_home_without_automations_or_blueprints_has_none(hass: HomeAssistant) -> None:
    write(hass, motion_light=MOTION_LIGHT)
    assert await found(hass) == [None], "the automation integration is not set up"
    await async_automations(hass)
    blueprint_path(hass, "motion_light").unlink()
    assert await found(hass) == [None]


async def test_those_that_cannot_be_read_or_used_do_not_cost_the_others(
    hass: HomeAssistant,
) -> None:
    async_mock_service(hass, "light", "turn_on")
    newer = PLAIN.replace("  input:", "  homeassistant:\n    min_version: 9999.1.0\n  input:")
    write(
        hass,
        a_broken="blueprint: [",
        a_list="- 5",
        a_script=PLAIN.replace("domain: automation", "domain: script"),
        a_newer=newer,
        a_nowhere=PLAIN.replace("sensor:\n", "sensor:\n    other:\n"),
        plain=PLAIN,
    )
    blueprint_path(hass, "a_folder").mkdir()
    blueprint_path(hass, "a_binary").write_bytes(b"\xff\x00")
    await async_automations(hass)
    (use,) = await found(hass)
    assert use is not None
    assert use.path == "plain.yaml"


async def test_what_home_assistant_would_not_accept_is_not_offered(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    refused = PLAIN.replace("trigger:\n", "mode: sometimes\ntrigger:\n")
    write(hass, a_refused=refused, plain=PLAIN)
    await async_automations(hass)
    (use,) = await found(hass)
    assert use is not None
    assert use.path == "plain.yaml"
    blueprint_path(hass, "plain").unlink()
    await async_get_blueprints(hass).async_reset_cache()
    assert await found(hass) == [None]


async def test_a_folder_that_cannot_be_read_costs_nothing_else(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await async_automations(hass)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("stand-in: not yours")

    monkeypatch.setattr(Path, "glob", refuse)
    assert await found(hass) == [None]


async def test_the_one_that_is_used_most_comes_first(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    async_mock_service(hass, "light", "turn_off")
    write(hass, motion_light=MOTION_LIGHT, plain=PLAIN)
    hass.states.async_set("light.other", "off")
    inputs = {"motion_entity": "binary_sensor.other", "light_target": {"entity_id": "light.other"}}
    used = {"path": "motion_light.yaml", "input": inputs}
    await async_automations(hass, {"alias": "Other", "use_blueprint": used})
    (use,) = await found(hass)
    assert use is not None
    assert use.path == "motion_light.yaml"


async def test_selectors_ask_what_the_registry_knows(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    registry = er.async_get(hass)
    sensor = registry.async_get_or_create(
        "binary_sensor", "acme", "1", original_device_class="motion", suggested_object_id="yard"
    )
    registry.async_get_or_create(
        "light", "acme", "2", supported_features=4, suggested_object_id="yard"
    )
    hass.states.async_set("light.yard", "off", {"supported_features": 36})
    text = PLAIN.replace(
        "    sensor:\n    light: {}\n",
        """    sensor:
      selector:
        entity:
          domain: binary_sensor
          device_class: motion
          integration: acme
    light:
      selector:
        entity:
          multiple: true
          filter:
            - supported_features: [light.LightEntityFeature.TRANSITION]
              integration: acme
""",
    )
    write(hass, some=text)
    await async_automations(hass)
    automation = deepcopy(by_motion().automation)
    assert automation is not None
    automation["triggers"][0]["entity_id"] = [sensor.entity_id]
    automation["actions"][0]["target"]["entity_id"] = ["light.yard"]
    ids = (sensor.entity_id, "light.yard")
    (use,) = await found(hass, by_motion(automation=automation, entity_ids=ids))
    assert use is not None
    assert use.inputs == {"sensor": sensor.entity_id, "light": ["light.yard"]}
    (use,) = await found(hass)
    assert use is None


async def test_a_run_that_has_to_end_looks_no_further(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    write(hass, plain=PLAIN)
    await async_automations(hass)
    limits = Limits()
    limits.stop()
    run = run_of(hass, limits)
    snapshot = await async_snapshot(hass, Options())
    (after,) = await async_with_blueprints(run, snapshot, (by_motion(),))
    assert after.blueprint is None


def configure(hass: HomeAssistant, config: dict[str, Any]) -> None:
    Path(hass.config.path("configuration.yaml")).write_text(dump(config), "utf-8")


async def async_write(hass: HomeAssistant, *automations: dict[str, Any]) -> None:
    """Put automations where they are loaded from, and have them loaded."""
    configure(hass, {"automation": list(automations)})
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()
