"""A home as the `.storage` folder beside its recorder's database tells, without it running."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from custom_components.homeiq.history.configured_groups import configured_groups
from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.registry import Area, Device, Entity, Exclusions, Registry

type Groups = Mapping[str, tuple[str, ...]]  # members by group

FOLDER: Final = ".storage"
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class StoredHome:
    """What the files of a home tell; what they lack is left empty."""

    home: Home
    names: Names
    registry: Registry

    def relevant(self, recorded: Iterable[str]) -> frozenset[str]:
        """Return which of the recorded entity ids are worth reading."""
        found = {
            entity_id: self.registry.entities.get(entity_id, Entity(entity_id))
            for entity_id in recorded
        }
        return Registry(found).relevant(self.home.excluded)


def read_storage(folder: Path, groups: Groups = MappingProxyType({})) -> StoredHome:
    """Read a `.storage` folder and the configuration, automations and scripts beside it.

    `groups` are members by group, known from elsewhere; what the files tell of a group counts
    more. A file that is not there or cannot be read counts
    as empty; without any it is an empty home in UTC.
    """
    config = _yaml(folder.parent / "configuration.yaml", _Including)
    groups = {**groups, **configured_groups(config, _registered_groups(folder))}
    registry = Registry(
        entities={
            **{group: Entity(group, members=members) for group, members in groups.items()},
            **{one.entity_id: one for one in _entities(folder, groups)},
        },
        devices={one.device_id: one for one in _devices(folder)},
        areas={one.area_id: one for one in _areas(folder)},
    )
    place = _place(folder, config)
    home = Home(
        timezone=_timezone(place.get("time_zone")),
        latitude=_degrees(place.get("latitude")),
        longitude=_degrees(place.get("longitude")),
        areas=registry.entity_areas(),
        devices=registry.entity_devices(),
        classes=registry.device_classes(),
        groups=registry.groups(),
        automations=tuple(_automations(folder, registry)),
        excluded=registry.excluded(Exclusions()),
    )
    names = Names(
        registry.entity_names(),
        registry.area_names(),
        registry.device_classes(),
        registry.units(),
        registry.device_names(),
        registry.label_names(_label_names(folder)),
    )
    return StoredHome(home, names, registry)


def _data(folder: Path, name: str) -> Mapping[str, Any]:
    try:
        stored = json.loads((folder / name).read_text(encoding="utf-8"))
    except OSError, ValueError:
        return {}
    data = stored.get("data") if isinstance(stored, dict) else None
    return data if isinstance(data, dict) else {}


def _place(folder: Path, config: object) -> Mapping[str, Any]:
    """Return where the home is; a home whose configuration.yaml says so has it nowhere else."""
    told = config.get("homeassistant") if isinstance(config, dict) else None
    plain = told.items() if isinstance(told, dict) else ()
    # What a tag stands for is not in the file: it must not hide what the folder knows.
    return {
        **_data(folder, "core.config"),
        **{key: value for key, value in plain if value is not None},
    }


def _list(data: Mapping[str, Any], key: str, needed: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of a list that have a text under `needed`."""
    entries = data.get(key)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get(needed), str):
            yield entry


def _labels(entry: Mapping[str, Any]) -> frozenset[str]:
    labels = entry.get("labels")
    return frozenset(map(str, labels)) if isinstance(labels, list) else frozenset()


def _label_names(folder: Path) -> dict[str, str]:
    labels = _list(_data(folder, "core.label_registry"), "labels", "label_id")
    return {entry["label_id"]: str(entry.get("name") or "") for entry in labels}


def _areas(folder: Path) -> Iterator[Area]:
    for entry in _list(_data(folder, "core.area_registry"), "areas", "id"):
        name = str(entry.get("name") or "")
        yield Area(entry["id"], name, entry.get("floor_id"), _labels(entry))


def _device_entries(folder: Path) -> Iterator[dict[str, Any]]:
    data = _data(folder, "core.device_registry")
    yield from _list(data, "devices", "id")
    yield from _list(data, "child_devices", "id")


def _devices(folder: Path) -> Iterator[Device]:
    whole: dict[str, Device] = {}
    for entry in _device_entries(folder):
        name = _device_name(entry)
        device = Device(entry["id"], entry.get("area_id"), _labels(entry), name)
        parent = whole.get(str(entry.get("parent_device_id")))
        if parent is not None:  # a part is where the whole is, unless told otherwise
            area = device.area_id or parent.area_id
            device = Device(device.device_id, area, device.labels | parent.labels, name)
        whole[device.device_id] = device
        yield device


def _entities(folder: Path, recorded: Groups) -> Iterator[Entity]:
    devices = {entry["id"]: _device_name(entry) for entry in _device_entries(folder)}
    entries = list(_list(_data(folder, "core.entity_registry"), "entities", "entity_id"))
    registry_ids = {str(entry.get("id")): str(entry["entity_id"]) for entry in entries}
    groups = _group_members(folder, registry_ids)
    for entry in entries:
        yield Entity(
            entity_id=entry["entity_id"],
            name=_name(entry, devices),
            registry_id=str(entry.get("id") or ""),
            device_id=entry.get("device_id"),
            area_id=entry.get("area_id"),
            labels=_labels(entry),
            device_class=entry.get("device_class") or entry.get("original_device_class"),
            unit=_unit(entry),
            platform=str(entry.get("platform") or ""),
            auxiliary=entry.get("entity_category") is not None,
            hidden=entry.get("hidden_by") is not None,
            disabled=entry.get("disabled_by") is not None,
            members=groups.get(str(entry.get("config_entry_id")))
            or recorded.get(entry["entity_id"], ()),
        )


def _device_name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("name_by_user") or entry.get("name") or "")


def _unit(entry: Mapping[str, Any]) -> str | None:
    """Return the unit in which a sensor shows its readings: people may have chosen another."""
    options = entry.get("options")
    of_sensor = options.get("sensor") if isinstance(options, dict) else None
    chosen = of_sensor.get("unit_of_measurement") if isinstance(of_sensor, dict) else None
    unit = chosen or entry.get("unit_of_measurement")
    return unit if isinstance(unit, str) else None


def _name(entry: Mapping[str, Any], devices: Mapping[str, str]) -> str:
    if entry.get("name"):
        return str(entry["name"])
    own = str(entry.get("original_name") or "")
    device = devices.get(str(entry.get("device_id")), "")
    return f"{device} {own}".strip() if entry.get("has_entity_name") else own


def _group_members(folder: Path, registry_ids: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the members of groups that people made by clicking, by their config entry."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in _list(_data(folder, "core.config_entries"), "entries", "entry_id"):
        options = entry.get("options")
        members = options.get("entities") if isinstance(options, dict) else None
        if entry.get("domain") == "group" and isinstance(members, list):
            ids = (str(member) for member in members)
            found[entry["entry_id"]] = tuple(registry_ids.get(one, one) for one in ids)
    return found


def _registered_groups(folder: Path) -> dict[tuple[str, str], str]:
    """Return entity ids of groups by domain and unique id."""
    entries = _list(_data(folder, "core.entity_registry"), "entities", "entity_id")
    return {
        (entry["entity_id"].partition(".")[0], str(entry.get("unique_id"))): entry["entity_id"]
        for entry in entries
        if entry.get("platform") == "group"
    }


def _automations(folder: Path, registry: Registry) -> Iterator[ExistingAutomation]:
    scripts = _yaml(folder.parent / "scripts.yaml")
    references = registry.references(
        scripts={
            f"script.{name}": script
            for name, script in (scripts.items() if isinstance(scripts, dict) else ())
            if isinstance(script, dict)
        }
    )
    registered = {
        str(entry.get("unique_id")): entry["entity_id"]
        for entry in _list(_data(folder, "core.entity_registry"), "entities", "entity_id")
        if entry.get("platform") == "automation"
    }
    configs = _yaml(folder.parent / "automations.yaml")
    for config in configs if isinstance(configs, list) else ():
        if isinstance(config, dict):
            name = str(config.get("alias") or config.get("id") or "")
            entity_id = registered.get(str(config.get("id")), _entity_id("automation", name))
            yield existing_automation(entity_id, name, config, references)


def _entity_id(domain: str, name: str) -> str:
    return f"{domain}.{'_'.join(name.lower().split())}"


class _Loader(yaml.SafeLoader):
    """Reads what Home Assistant's tags stand for as nothing: it is not in the file."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


class _Including(_Loader):
    """Reads a file that is included, but none that this one includes."""


def _included(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    return _yaml(Path(loader.name).parent / str(node.value))


_Including.add_constructor("!include", _included)


def _yaml(path: Path, loader: type[yaml.SafeLoader] = _Loader) -> object:
    try:
        with path.open(encoding="utf-8") as file:
            # Safe loaders; they know no tags of Python's.
            return yaml.load(file, Loader=loader)  # noqa: S506  # as the line above says
    except OSError, ValueError, yaml.YAMLError:
        return None


def _timezone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(name) if isinstance(name, str) else _UTC
    except ZoneInfoNotFoundError, ValueError:
        return _UTC


def _degrees(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
