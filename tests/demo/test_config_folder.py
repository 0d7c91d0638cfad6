"""The demo's configuration is one that Home Assistant takes, with the house that was simulated."""

from functools import cache
import json
from math import isfinite
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.loader import DATA_CUSTOM_COMPONENTS, async_get_custom_components
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import Secrets, load_yaml
import pytest

import custom_components
from demo.automations import RULES
from demo.config_folder import make_config, user_ids
from demo.devices import SIMULATED, inventory_of
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.inventory import FLOORS, floor_of, rooms_of
from demo.kinds import ALL_KINDS, rules_of
from demo.last import last_states
from demo.people import RESIDENTS
from demo.shown import UNRECORDED
from demo.spec import HouseholdSpec
from tests.conftest import ROOT

SEED = 3  # whose household can do most


@cache
def home() -> SimulatedHome:
    """Return a household of three days."""
    kinds = ALL_KINDS | OF_DEVICES
    return simulate(HouseholdSpec(seed=SEED, days=3, events=1_000, kinds=kinds))


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
    automations = len(rules_of(ALL_KINDS)) + len(home().furnishing.rules)
    assert len(configuration["automation"]) == automations > len(RULES) == 4
    assert configuration["scene"][0]["name"] == "Film"
    assert len(configuration["scene"]) == 1 + len(home().furnishing.scenes) >= 2
    assert configuration["script"].keys() >= {"good_night", "light_in_the_pantry"}
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
    by_domain = {one for one in home().entities if one.domain in SIMULATED}
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


async def test_they_show_what_the_inventory_tells_of_them(simulated: HomeAssistant) -> None:
    registry, devices = er.async_get(simulated), dr.async_get(simulated)
    known = [
        (device, entity)
        for device, entity in inventory_of(home()).entities()
        if device.integration == "homeiq_demo"
    ]
    assert len(known) > 100
    for device, entity in known:
        state, entry = simulated.states.get(entity.entity_id), registry.async_get(entity.entity_id)
        assert state is not None
        assert entry is not None
        shown = {key: value for key, value in entity.attributes.items() if key not in OF_OTHERS}
        real = {key: value for key, value in state.attributes.items() if key not in OF_OTHERS}
        assert shown == real, entity.entity_id
        assert entity.features == (entry.supported_features or 0), entity.entity_id
        assert entity.unique_id == entry.unique_id
        assert (entry.entity_category or "") == entity.category
        if entry.device_id is not None:
            made = devices.async_get(entry.device_id)
            assert made is not None
            assert (made.manufacturer, made.model or "") == (device.manufacturer, device.model)


# What follows from others, or is the platform's own business.
OF_OTHERS = {
    *("friendly_name", "hs_color", "rgb_color", "xy_color", "state_class"),
    *("source_type", "in_zones", "tracking_type", "supported_features", "is_closed"),
}


async def test_the_recorder_leaves_out_what_the_history_does_not_have(
    simulated: HomeAssistant,
) -> None:
    for one in home().entities:
        state = simulated.states.get(one.entity_id)
        if not one.model or state is None:
            continue
        assert state.state_info is not None
        real = state.state_info["unrecorded_attributes"] & state.attributes.keys()
        written = UNRECORDED.get(one.domain, frozenset()) & state.attributes.keys()
        assert real - OF_OTHERS == written, one.entity_id


async def test_rooms_are_on_floors(simulated: HomeAssistant) -> None:
    areas, floors = ar.async_get(simulated), fr.async_get(simulated)
    assert {floor.name for floor in floors.async_list_floors()} == set(FLOORS.values())
    for room, name in rooms_of(home().entities).items():
        area = areas.async_get_area_by_name(name)
        assert area is not None
        expected = floor_of(room)
        floor = None if area.floor_id is None else floors.async_get_floor(area.floor_id)
        assert (None if floor is None else floor.name) == (expected and FLOORS[expected])


async def test_the_blueprint_does_what_the_household_says_of_it(
    hass: HomeAssistant, config: Path
) -> None:
    hass.config.config_dir = str(config)
    written: Any = load_yaml(str(config / "automations.yaml"))
    (used,) = [one for one in written if "use_blueprint" in one]
    assert await async_setup_component(hass, "automation", {"automation": [used]})
    await hass.async_block_till_done()
    (entity,) = hass.data["automation"].entities
    rule = next(one for one in home().furnishing.rules if one.blueprint)
    filled = {key: entity.raw_config[key] for key in ("triggers", "conditions", "actions")}
    expected = {key: rule.config()[key] for key in filled}
    assert filled == expected


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
        ("valve.close_valve", "valve.water_main", "closed"),
        ("valve.open_valve", "valve.water_main", "open"),
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


@pytest.mark.parametrize(
    ("action", "entity_id", "data", "shown"),
    [
        ("light.turn_on", "light.bulb_1", {"brightness": 90}, ("brightness", 90)),
        (
            *("light.turn_on", "light.bulb_1", {"color_temp_kelvin": 2700}),
            ("color_temp_kelvin", 2700),
        ),
        ("light.turn_on", "light.tv_strip", {"effect": "candle"}, ("effect", "candle")),
        ("fan.turn_on", "fan.ceiling", {"percentage": 30}, ("percentage", 30)),
        ("fan.set_percentage", "fan.ceiling", {"percentage": 40}, ("percentage", 40)),
        ("fan.set_percentage", "fan.ceiling", {"percentage": 0}, ("percentage", 0)),
        (
            *("media_player.volume_set", "media_player.bedroom_speaker", {"volume_level": 0.2}),
            ("volume_level", 0.2),
        ),
        (
            *("climate.set_preset_mode", "climate.guest_heating", {"preset_mode": "eco"}),
            ("preset_mode", "eco"),
        ),
    ],
)
async def test_a_simulated_entity_shows_what_was_asked_of_it(
    simulated: HomeAssistant,
    action: str,
    entity_id: str,
    data: dict[str, object],
    shown: tuple[str, object],
) -> None:
    domain, _, name = action.partition(".")
    target = {"entity_id": entity_id}
    await simulated.services.async_call(domain, name, {**target, **data}, blocking=True)
    state = simulated.states.get(entity_id)
    assert state is not None
    assert state.attributes[shown[0]] == shown[1]


async def test_a_setting_can_be_chosen(simulated: HomeAssistant) -> None:
    data = {"entity_id": "select.stairs_lamp_power_on_behavior", "option": "toggle"}
    await simulated.services.async_call("select", "select_option", data, blocking=True)
    assert simulated.states.is_state("select.stairs_lamp_power_on_behavior", "toggle")


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
