"""A home read from its files, beside the same home while it runs."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.history.storage_folder import StoredHome, read_storage
from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.options import Options

AUTOMATIONS = """
- id: "1700000000000"
  alias: Hall light
  triggers:
    - trigger: state
      entity_id: binary_sensor.pir
    - trigger: time
      at: 18:30:00
  actions:
    - action: script.cosy
- alias: Wake Up
  trigger: !include triggers.yaml
  action:
    - service: light.turn_on
      target:
        area_id: kitchen
- just text
"""
SCRIPTS = """
cosy:
  sequence:
    - action: light.turn_on
      target: {entity_id: light.lamp}
broken: 5
"""


@pytest.fixture
async def folder(hass: HomeAssistant, hass_storage: dict[str, Any], tmp_path: Path) -> Path:
    """Return a folder that Home Assistant's own registries wrote."""
    await hass.config.async_update(time_zone="Europe/Berlin", latitude=52.5, longitude=13.4)
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    entities, devices = er.async_get(hass), dr.async_get(hass)
    kitchen = ar.async_get(hass).async_create("Kitchen")
    label = lr.async_get(hass).async_create("Night").label_id
    lamp = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("test", "lamp")}, name="Lamp"
    )
    devices.async_update_device(lamp.id, area_id=kitchen.id, labels={label})
    part = devices.async_get_or_create_child(
        config_entry_id=entry.entry_id,
        identifiers={("test", "part")},
        parent_device_id=lamp.id,
        name="Gang",
    )
    for domain, key, more in (
        ("light", "lamp", {"device_id": lamp.id, "original_name": "Glow"}),
        ("switch", "gang", {"device_id": part.id, "original_name": "Gang"}),
        ("binary_sensor", "pir", {"original_device_class": "motion", "original_name": "PIR"}),
        ("sensor", "signal", {"original_device_class": "signal_strength"}),
        ("sensor", "lux", {"unit_of_measurement": "lx"}),
        ("sensor", "outside", {"unit_of_measurement": "°C"}),
    ):
        entities.async_get_or_create(
            domain, "test", key, suggested_object_id=key, config_entry=entry, **more
        )
    entities.async_update_entity("binary_sensor.pir", name="Hall motion")
    entities.async_update_entity_options("sensor.outside", "sensor", {"unit_of_measurement": "°F"})
    entities.async_get_or_create(
        "automation", "automation", "1700000000000", suggested_object_id="hall"
    )
    hidden = entities.async_get_or_create("light", "test", "hidden", suggested_object_id="hidden")
    entities.async_update_entity(hidden.entity_id, hidden_by=er.RegistryEntryHider.USER)
    storage = tmp_path / ".storage"
    storage.mkdir()
    for registry in (entities, devices, ar.async_get(hass), lr.async_get(hass)):
        await flush_store(registry._store)
    for name in ("entity_registry", "device_registry", "area_registry", "label_registry", "config"):
        key = f"core.{name}"
        (storage / key).write_text(json.dumps(hass_storage[key], default=str))
    (tmp_path / "automations.yaml").write_text(AUTOMATIONS)
    (tmp_path / "scripts.yaml").write_text(SCRIPTS)
    return storage


async def test_files_tell_what_the_running_home_tells(hass: HomeAssistant, folder: Path) -> None:
    stored, running = read_storage(folder), await async_snapshot(hass, Options())
    assert stored.home.areas == running.home.areas
    assert stored.home.areas["switch.gang"] == "kitchen"
    assert stored.home.devices == running.home.devices
    assert stored.home.classes == running.home.classes
    assert stored.home.classes["binary_sensor.pir"] == "motion"
    assert stored.home.timezone.key == "Europe/Berlin"
    assert (stored.home.latitude, stored.home.longitude) == (52.5, 13.4)
    assert stored.relevant(stored.registry.entities) == running.relevant
    assert stored.names.area("kitchen") == "Kitchen"
    assert stored.names.devices == running.names.devices
    assert stored.names.labels == running.names.labels
    assert stored.names.labels["light.lamp"] == {"Night"}


async def test_entities_are_named_as_people_see_them(folder: Path) -> None:
    names = read_storage(folder).names
    assert names.entity("light.lamp") == "Glow"
    assert names.entity("binary_sensor.pir") == "Hall motion"
    assert names.device_class("binary_sensor.pir") == "motion"
    assert names.unit("sensor.lux") == "lx"
    assert names.unit("sensor.outside") == "°F", "what people chose to see"
    assert names.unit("light.lamp") is None
    assert names.entity("light.unknown") == "Unknown"


async def test_an_entity_that_only_the_database_knows_is_judged_by_its_domain(
    folder: Path,
) -> None:
    recorded = {"light.yaml_only", "sensor.yaml_only", "light.hidden", "light.lamp"}
    assert read_storage(folder).relevant(recorded) == {"light.yaml_only", "light.lamp"}


async def test_automations_beside_it_are_known(folder: Path) -> None:
    assert read_storage(folder).home.automations == (
        ExistingAutomation(
            "automation.hall",
            "Hall light",
            frozenset({"binary_sensor.pir", "18:30:00"}),
            frozenset({("script.cosy", "on"), ("light.lamp", "on")}),
            mentions=frozenset({"binary_sensor.pir", "script.cosy"}),
            hears=frozenset({("binary_sensor.pir", "*")}),
            config_id="1700000000000",
        ),
        ExistingAutomation(
            "automation.wake_up",
            "Wake Up",
            frozenset(),
            frozenset({("light.lamp", "on")}),
            mentions=frozenset({"light.turn_on"}),
        ),
    )


def write(folder: Path, name: str, data: object) -> None:
    (folder / f"core.{name}").write_text(json.dumps({"data": data}))


def test_groups_made_by_clicking_have_their_members(tmp_path: Path) -> None:
    write(
        tmp_path,
        "entity_registry",
        {
            "entities": [
                {"entity_id": "light.a", "id": "x1", "has_entity_name": True, "device_id": "d"},
                {"entity_id": "light.both", "id": "x2", "config_entry_id": "e1"},
            ]
        },
    )
    write(tmp_path, "device_registry", {"devices": [{"id": "d", "name": "Desk", "labels": ["x"]}]})
    write(
        tmp_path,
        "config_entries",
        {
            "entries": [
                {"entry_id": "e1", "domain": "group", "options": {"entities": ["x1", "light.b"]}},
                {"entry_id": "e2", "domain": "hue", "options": {}},
                {"entry_id": "e3", "domain": "group", "options": None},
            ]
        },
    )
    stored = read_storage(tmp_path)
    assert stored.home.groups == {"light.both": ("light.a", "light.b")}
    elsewhere = {"light.both": ("light.old",), "light.c": ("light.d",), "group.all": ("light.e",)}
    assert read_storage(tmp_path, elsewhere).home.groups == {
        **elsewhere,
        "light.both": ("light.a", "light.b"),
    }
    assert stored.names.entity("light.a") == "Desk"


def test_groups_of_the_configuration_are_known_from_an_included_file_too(tmp_path: Path) -> None:
    folder = tmp_path / ".storage"
    folder.mkdir()
    write(
        folder,
        "entity_registry",
        {
            "entities": [
                {"entity_id": "light.renamed", "platform": "group", "unique_id": "both"},
                {"entity_id": "light.other", "platform": "hue", "unique_id": "both"},
            ]
        },
    )
    (tmp_path / "configuration.yaml").write_text(
        """
group: !include groups.yaml
script: !include gone.yaml
light:
  - platform: group
    unique_id: both
    entities: [light.a, light.b]
"""
    )
    (tmp_path / "groups.yaml").write_text("upstairs: light.c, light.d\nrest: !include x.yaml\n")
    recorded = {"group.upstairs": ("light.old",), "light.z": ("light.e",)}
    assert read_storage(folder, recorded).home.groups == {
        "group.upstairs": ("light.c", "light.d"),
        "light.renamed": ("light.a", "light.b"),
        "light.z": ("light.e",),
    }


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"data": 5}', '{"data": {"entities": 5, "areas": [5, {"id": 5}]}}'],
)
def test_files_that_tell_nothing_are_an_empty_home(tmp_path: Path, text: str) -> None:
    folder = tmp_path / ".storage"
    folder.mkdir()
    for name in ("entity_registry", "device_registry", "area_registry", "config", "config_entries"):
        (folder / f"core.{name}").write_text(text)
    (tmp_path / "automations.yaml").write_text("a: [")
    assert_empty(read_storage(folder))


def test_a_folder_that_is_not_there_is_an_empty_home(tmp_path: Path) -> None:
    assert_empty(read_storage(tmp_path / "nothing" / ".storage"))


def assert_empty(stored: StoredHome) -> None:
    assert stored.registry.entities == {}
    assert stored.home.timezone.key == "UTC"
    assert stored.home.latitude is None
    assert stored.home.automations == ()


@pytest.mark.parametrize("name", ["Nowhere/Atall", "../etc", 5])
def test_a_time_zone_that_does_not_exist_is_utc(tmp_path: Path, name: object) -> None:
    write(tmp_path, "config", {"time_zone": name, "latitude": "x"})
    assert_empty(read_storage(tmp_path))


@pytest.mark.parametrize(
    ("told", "zone", "latitude"),
    [
        ("homeassistant:\n  time_zone: Europe/Madrid\n  latitude: 40.4", "Europe/Madrid", 40.4),
        ("homeassistant:\n  time_zone: !secret zone\n  latitude: 40.4", "Europe/Rome", 40.4),
        ("homeassistant: !include core.yaml", "Europe/Rome", 41.9),
        ("homeassistant:\n", "Europe/Rome", 41.9),
        ("- no mapping", "Europe/Rome", 41.9),
    ],
)
def test_a_home_may_be_placed_in_its_configuration_file(
    tmp_path: Path, told: str, zone: str, latitude: float
) -> None:
    folder = tmp_path / ".storage"
    folder.mkdir()
    write(folder, "config", {"time_zone": "Europe/Rome", "latitude": 41.9, "longitude": 12.5})
    (tmp_path / "configuration.yaml").write_text(told)
    home = read_storage(folder).home
    assert (home.timezone.key, home.latitude, home.longitude) == (zone, latitude, 12.5)
