"""Make the configuration folder of the demo's Home Assistant."""

from collections.abc import Callable, Sequence
import json
from pathlib import Path
import shutil
from typing import Any, Final
from uuid import NAMESPACE_DNS, uuid5

import yaml

from demo.automations import BLUEPRINT
from demo.devices import SIMULATED, device_name, looks_at_end
from demo.household import SimulatedHome
from demo.inventory import FLOORS, floor_of, rooms_of
from demo.last import last_states
from demo.people import RESIDENTS
from demo.recorder_file import write_recorder
from demo.written import all_rules, scenes_of, scripts_of

type HistoryWriter = Callable[[SimulatedHome, Path, Sequence[str]], None]

ROOT: Final = Path(__file__).parent.parent
DASHBOARD: Final = "homeiq-demo"

# `default_config` is left out: it would look for devices in the network.
_CONFIGURATION: Final = """
homeassistant:
  name: Simulated household
  latitude: {latitude}
  longitude: {longitude}
  elevation: 0
  unit_system: metric
  currency: EUR
  country: NL
  time_zone: {timezone}
  language: en
logger:
  default: info
recorder:
  # 10 days is what Home Assistant keeps unless told otherwise; the simulated history has 30.
  purge_keep_days: 60
  commit_interval: 1
api:
config:
diagnostics:
frontend:
history:
logbook:
onboarding:
repairs:
search:
sun:
system_health:
system_log:
tag:
websocket_api:
zone:
homeiq_demo:
input_boolean:
  guests:
    name: Guests
automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml
person: !include persons.yaml
lovelace:
  dashboards:
    {dashboard}:
      mode: yaml
      title: HomeIQ
      icon: mdi:home-lightbulb
      show_in_sidebar: true
      filename: dashboard.yaml
"""
_LIGHT_BY_MOTION: Final = """
blueprint:
  name: Light by motion
  domain: automation
  input:
    motion_entity:
      name: Motion sensor
    light_target:
      name: Light
    wait:
      name: Seconds that it stays on
mode: restart
triggers:
  - trigger: state
    entity_id: !input motion_entity
    from: "off"
    to: "on"
conditions: []
actions:
  - action: light.turn_on
    target: !input light_target
  - delay:
      seconds: !input wait
  - action: homeassistant.turn_off
    target: !input light_target
"""
_VIEW: Final = """
title: HomeIQ
views:
  - title: Suggestions
    cards:
      - !include card.yaml
"""


def user_ids() -> tuple[str, ...]:
    """Return the ids of the residents' accounts."""
    return tuple(uuid5(NAMESPACE_DNS, f"{one.key}.homeiq.example").hex for one in RESIDENTS)


def make_config(
    folder: Path, home: SimulatedHome, port: int, write: HistoryWriter = write_recorder
) -> None:
    """Write a configuration whose Home Assistant listens on a port of the loopback interface.

    `write` is given the home, the path of the recorder's database and the residents' accounts.
    """
    folder.mkdir(parents=True)
    configuration = _CONFIGURATION.format(
        latitude=home.spec.latitude,
        longitude=home.spec.longitude,
        timezone=home.spec.timezone,
        dashboard=DASHBOARD,
    )
    _write(folder / "configuration.yaml", configuration)
    _write(folder / "dashboard.yaml", _VIEW)
    shutil.copy(ROOT / "demo" / "card.yaml", folder)
    rules = all_rules(home.spec.kinds, home.furnishing)
    scripts = scripts_of(home.furnishing).items()
    _write(folder / "automations.yaml", _listed([rule.written() for rule in rules]))
    # JSON is YAML too.
    _write(folder / "scripts.yaml", {key.partition(".")[2]: one for key, one in scripts})
    _write(folder / "scenes.yaml", list(scenes_of(home.furnishing).values()))
    blueprint = folder / "blueprints" / "automation" / BLUEPRINT
    blueprint.parent.mkdir(parents=True)
    _write(blueprint, _LIGHT_BY_MOTION)
    _write(folder / "persons.yaml", _persons())
    _write(folder / "homeiq_demo.json", _simulated(home))
    _seed(folder / ".storage", port)
    components = folder / "custom_components"
    components.mkdir()
    (components / "homeiq").symlink_to(ROOT / "custom_components" / "homeiq")
    (components / "homeiq_demo").symlink_to(ROOT / "demo" / "custom_components" / "homeiq_demo")
    write(home, folder / "home-assistant_v2.db", user_ids())


def _write(path: Path, content: Any) -> None:
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    path.write_text(text, "utf-8")


def _listed(items: Sequence[Any]) -> str:
    """Return a list as Home Assistant's own editor writes it: others can be added to it."""
    return yaml.safe_dump(json.loads(json.dumps(items)), allow_unicode=True, sort_keys=False)


def _persons() -> list[dict[str, Any]]:
    return [
        {
            "id": resident.key,
            "name": resident.name,
            "user_id": user,
            "device_trackers": [f"device_tracker.{resident.key}_phone"],
        }
        for resident, user in zip(RESIDENTS, user_ids(), strict=True)
    ]


def _simulated(home: SimulatedHome) -> list[dict[str, Any]]:
    """Return the entities of the simulation, in the state in which the history leaves them."""
    last, shown, rooms = last_states(home), looks_at_end(home), rooms_of(home.entities)
    named: dict[str | None, list[str]] = {}
    for one in home.entities:
        named.setdefault(one.device, []).append(one.name)
    return [
        {
            "entity_id": one.entity_id,
            "name": one.name,
            "state": last[one.entity_id],
            "area": None if one.area is None else rooms[one.area],
            "floor": None if (floor := floor_of(one.area)) is None else FLOORS[floor],
            "device": one.device,
            "device_name": None if one.device is None else device_name(named[one.device]),
            "device_class": one.device_class,
            "unit": one.unit,
            "members": list(home.home.groups.get(one.entity_id, ())),
            "manufacturer": one.manufacturer,
            "model": one.model,
            "unique_id": one.unique_id or one.entity_id,
            "category": one.category,
            "features": one.features,
            "attributes": one.attributes,
            "shows": shown.get(one.entity_id, {}),
        }
        for one in home.entities
        if one.domain in SIMULATED
    ]


def _seed(storage: Path, port: int) -> None:
    """Write what cannot be said in YAML.

    `http:` in YAML is on trial for five minutes; onboarding's other steps start integrations that
    ask the internet; and the residents' accounts must have the ids that the history knows.
    """
    storage.mkdir()
    server = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    users = [
        {
            "id": user,
            "name": resident.name,
            "group_ids": ["system-users"],
            "is_owner": False,
            "is_active": True,
            "system_generated": False,
            "local_only": False,
        }
        for resident, user in zip(RESIDENTS, user_ids(), strict=True)
    ]
    groups = [
        {"id": "system-admin", "name": "Administrators"},
        {"id": "system-users", "name": "Users"},
        {"id": "system-read-only", "name": "Read Only"},
    ]
    auth = {"users": users, "groups": groups, "credentials": [], "refresh_tokens": []}
    http = {"stable": server, "pending": None, "yaml_migration_done": True}
    done = {"done": ["core_config", "analytics", "integration"]}
    for key, version, minor, data in (
        ("http", 2, 2, http),
        ("onboarding", 4, 1, done),
        ("auth", 1, 1, auth),
    ):
        stored = {"version": version, "minor_version": minor, "key": key, "data": data}
        _write(storage / key, stored)
