"""The demo's configuration is one that Home Assistant takes, with the house that was simulated."""

from functools import cache
import json
from math import isfinite
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.loader import DATA_CUSTOM_COMPONENTS, async_get_custom_components
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import Secrets, load_yaml
import pytest

import custom_components
from demo.automations import RULES
from demo.config_folder import last_states, make_config, user_ids
from demo.household import SimulatedHome, simulate
from demo.kinds import ALL_KINDS, rules_of
from demo.people import RESIDENTS
from demo.spec import HouseholdSpec
from tests.conftest import ROOT


@cache
def home() -> SimulatedHome:
    """Return a household of three days."""
    return simulate(HouseholdSpec(days=3, events=1_000, kinds=ALL_KINDS))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration folder; only read."""
    folder = tmp_path_factory.mktemp("demo") / "config"
    make_config(folder, home(), 8765)
    return folder


def stored(config: Path, key: str) -> Any:
    return json.loads((config / ".storage" / key).read_text("utf-8"))["data"]


def test_every_file_can_be_read_with_what_it_includes(config: Path) -> None:
    configuration = load_yaml(str(config / "configuration.yaml"), Secrets(config))
    assert isinstance(configuration, dict)
    assert len(configuration["automation"]) == len(rules_of(ALL_KINDS)) > len(RULES) == 4
    assert configuration["scene"][0]["name"] == "Film"
    assert "homeiq_demo" in configuration
    assert "default_config" not in configuration
    assert configuration["recorder"]["purge_keep_days"] > 30
    dashboard = load_yaml(str(config / "dashboard.yaml"), Secrets(config))
    assert isinstance(dashboard, dict)
    assert dashboard["views"][0]["cards"][0]["type"] == "vertical-stack"


def test_it_listens_on_the_loopback_interface_only(config: Path) -> None:
    server = stored(config, "http")["stable"]
    assert (server["server_host"], server["server_port"]) == (["127.0.0.1"], 8765)


def test_the_residents_have_the_accounts_that_the_history_knows(config: Path) -> None:
    accounts = {user["name"]: user["id"] for user in stored(config, "auth")["users"]}
    assert accounts == dict(zip([one.name for one in RESIDENTS], user_ids(), strict=True))
    persons = json.loads((config / "persons.yaml").read_text("utf-8"))
    assert [person["user_id"] for person in persons] == list(user_ids())


def test_the_card_of_the_readme_is_the_one_that_the_demo_shows(config: Path) -> None:
    card = (config / "card.yaml").read_text("utf-8")
    assert f"```yaml\n{card}```" in (ROOT / "README.md").read_text("utf-8")


def test_entities_begin_where_the_history_ends() -> None:
    last = last_states(home())
    assert last.keys() == {one.entity_id for one in home().entities}
    assert not {"unavailable", "unknown", "opening", "closing", "#"} & set(last.values())
    for entity in home().entities:
        if entity.is_reading:
            assert isfinite(float(last[entity.entity_id]))


@pytest.fixture
async def simulated(
    hass: HomeAssistant, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> HomeAssistant:
    """Return a Home Assistant with the simulated house."""
    folder = ROOT / "demo" / "custom_components"
    monkeypatch.setattr(custom_components, "__path__", [*custom_components.__path__, str(folder)])
    hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
    assert "homeiq_demo" in await async_get_custom_components(hass)
    hass.config.config_dir = str(tmp_path)
    (tmp_path / "homeiq_demo.json").write_text((config / "homeiq_demo.json").read_text())
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "homeiq_demo", {"homeiq_demo": {}})
    await hass.async_block_till_done()
    return hass


async def test_the_simulated_entities_are_real_in_home_assistant(simulated: HomeAssistant) -> None:
    last = last_states(home())
    entities, devices, areas = (registry.async_get(simulated) for registry in (er, dr, ar))
    by_domain = {
        one
        for one in home().entities
        if one.domain not in {"person", "sun", "script", "scene", "automation", "input_boolean"}
    }
    assert len(by_domain) > 100
    for one in by_domain:
        state = simulated.states.get(one.entity_id)
        assert state is not None, one.entity_id
        assert state.state == last[one.entity_id], one.entity_id
        assert state.name.lower() == one.name.lower()
        entry = entities.async_get(one.entity_id)
        assert entry is not None
        if one.area is not None:
            assert entry.device_id is not None
            device = devices.async_get(entry.device_id)
            assert device is not None
            assert device.area_id is not None
            area = areas.async_get_area(device.area_id)
            assert area is not None
            assert area.id == one.area
    relay, light = entities.async_get("switch.office_relay"), entities.async_get("light.office")
    assert relay is not None
    assert light is not None
    assert relay.device_id == light.device_id


@pytest.mark.parametrize(
    ("action", "entity_id", "state"),
    [
        ("light.turn_on", "light.porch", "on"),
        ("light.turn_off", "light.porch", "off"),
        ("switch.turn_on", "switch.kettle", "on"),
        ("switch.turn_off", "switch.kettle", "off"),
        ("fan.turn_on", "fan.bedroom", "on"),
        ("fan.turn_off", "fan.bedroom", "off"),
        ("humidifier.turn_on", "humidifier.bedroom", "on"),
        ("humidifier.turn_off", "humidifier.bedroom", "off"),
        ("lock.lock", "lock.front_door", "locked"),
        ("lock.unlock", "lock.front_door", "unlocked"),
        ("cover.open_cover", "cover.bedroom", "open"),
        ("cover.close_cover", "cover.bedroom", "closed"),
        ("climate.turn_on", "climate.workshop", "heat"),
        ("climate.turn_off", "climate.workshop", "off"),
        ("media_player.media_play", "media_player.tv", "playing"),
        ("media_player.media_stop", "media_player.tv", "idle"),
        ("vacuum.start", "vacuum.robot", "cleaning"),
        ("vacuum.return_to_base", "vacuum.robot", "docked"),
    ],
)
async def test_a_simulated_entity_does_what_it_is_told(
    simulated: HomeAssistant, action: str, entity_id: str, state: str
) -> None:
    domain, _, name = action.partition(".")
    await simulated.services.async_call(domain, name, {"entity_id": entity_id}, blocking=True)
    now = simulated.states.get(entity_id)
    assert now is not None
    assert now.state == state


async def test_a_thermostat_takes_a_mode_and_a_temperature(simulated: HomeAssistant) -> None:
    target = {"entity_id": "climate.workshop"}
    for action, data in (
        ("set_hvac_mode", {"hvac_mode": "heat"}),
        ("set_temperature", {"temperature": 22.5}),
    ):
        await simulated.services.async_call("climate", action, {**target, **data}, blocking=True)
    state = simulated.states.get("climate.workshop")
    assert state is not None
    assert (state.state, state.attributes["temperature"]) == ("heat", 22.5)


async def test_a_simulated_group_switches_its_members(simulated: HomeAssistant) -> None:
    group = simulated.states.get("light.living_room")
    assert group is not None
    members = group.attributes["entity_id"]
    assert len(members) == 3
    target = {"entity_id": "light.living_room"}
    await simulated.services.async_call("light", "turn_on", target, blocking=True)
    lit = [simulated.states.get(member) for member in members]
    assert [state.state for state in lit if state is not None] == ["on"] * 3


async def test_the_simulation_can_be_unloaded(simulated: HomeAssistant) -> None:
    (entry,) = simulated.config_entries.async_entries("homeiq_demo")
    assert await simulated.config_entries.async_unload(entry.entry_id)
    state = simulated.states.get("light.hall")
    assert state is not None
    assert state.state == "unavailable"
