"""Make the configuration folder of the demo's Home Assistant."""

from collections.abc import Callable, Sequence
from itertools import takewhile
import json
from pathlib import Path
import shutil
from typing import Any, Final
from uuid import NAMESPACE_DNS, uuid5

from demo.house import AT_ONCE
from demo.household import SimulatedHome
from demo.inventory import GROUPS, ROOMS, Entity
from demo.kinds import rules_of
from demo.people import RESIDENTS
from demo.recorder_file import write_recorder

type HistoryWriter = Callable[[SimulatedHome, Path, Sequence[str]], None]

ROOT: Final = Path(__file__).parent.parent
DASHBOARD: Final = "homeiq-demo"

# What the simulation's own component shows; the rest is Home Assistant's.
_SIMULATED: Final = frozenset(
    {
        *("binary_sensor", "climate", "cover", "device_tracker", "fan", "humidifier", "light"),
        *("lock", "media_player", "sensor", "switch", "vacuum"),
    }
)
_ACTIONS: Final = {
    "on": "homeassistant.turn_on",
    "off": "homeassistant.turn_off",
    "playing": "media_player.media_play",
    "idle": "media_player.media_stop",
}
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
    # JSON is YAML too.
    _write(folder / "automations.yaml", [rule.config() for rule in rules_of(home.spec.kinds)])
    _write(folder / "scripts.yaml", {"good_night": _good_night()})
    _write(folder / "scenes.yaml", [_film()])
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


def _good_night() -> dict[str, Any]:
    steps = [
        {"action": _ACTIONS[state], "target": {"entity_id": entity_id}}
        for entity_id, state in AT_ONCE["script.good_night"]
    ]
    return {"alias": "Good night", "sequence": steps}


def _film() -> dict[str, Any]:
    return {"id": "film", "name": "Film", "entities": dict(AT_ONCE["scene.film"])}


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
    last = last_states(home)
    named: dict[str | None, list[str]] = {}
    for one in home.entities:
        named.setdefault(one.device, []).append(one.name)
    return [
        {
            "entity_id": one.entity_id,
            "name": one.name,
            "state": last[one.entity_id],
            "area": None if one.area is None else ROOMS[one.area],
            "device": one.device,
            "device_name": None if one.device is None else _common(named[one.device]),
            "device_class": one.device_class,
            "unit": one.unit,
            "members": list(GROUPS.get(one.entity_id, ())),
        }
        for one in home.entities
        if one.domain in _SIMULATED
    ]


def _common(names: list[str]) -> str:
    """Return the words that all names begin with: a device's name is shown before them."""
    words = [name.split() for name in names]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    return " ".join(column[0] for column in same) or names[0]


def last_states(home: SimulatedHome) -> dict[str, str]:
    """Return each entity's last known state."""
    last = {one.entity_id: _known(one) for one in home.entities}
    ids = [one.entity_id for one in home.entities]
    table = home.table
    for entity, state, number in zip(
        table.entity.tolist(), table.state.tolist(), table.number.tolist(), strict=True
    ):
        shown = home.vocabulary[state]
        if shown == "#":
            last[ids[entity]] = f"{number:.1f}"
        elif shown not in {"unavailable", "unknown", "opening", "closing"}:
            last[ids[entity]] = shown
    return last


def _known(entity: Entity) -> str:
    return "off" if entity.rest == "unknown" else entity.rest


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
