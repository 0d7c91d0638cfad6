"""What a home's registries list, and what follows from it for mining."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from custom_components.homeiq.mining.commands import COMMANDABLE
from custom_components.homeiq.mining.effects import Config, References

OURS: Final = "homeiq"

# Domains whose states may start or condition a habit, or be an act.
RELEVANT_DOMAINS: Final = frozenset(COMMANDABLE) | {
    "alarm_control_panel",
    "binary_sensor",
    "calendar",
    "device_tracker",
    "group",
    "input_number",
    "input_select",
    "lawn_mower",
    "person",
    "remote",
    "schedule",
    "select",
    "sun",
    "timer",
    "water_heater",
    "weather",
    "zone",
}
# Readings that people react to; all else that sensors tell is chatter.
RELEVANT_READINGS: Final = frozenset(
    {"carbon_dioxide", "humidity", "illuminance", "moisture", "power", "temperature"}
)
# Their `entity_id` attribute lists what they act on, not what they are made of.
NO_GROUPS: Final = frozenset({"automation", "person", "scene", "script"})
# Binary sensors that tell of devices, not of the home.
ABOUT_DEVICES: Final = frozenset({"battery", "battery_charging", "problem", "tamper", "update"})


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, from the registry, from its state, or both."""

    entity_id: str
    name: str = ""
    registry_id: str = ""
    device_id: str | None = None
    area_id: str | None = None
    labels: frozenset[str] = frozenset()
    device_class: str | None = None
    unit: str | None = None  # of its readings
    platform: str = ""
    auxiliary: bool = False  # configures or diagnoses a device
    hidden: bool = False
    disabled: bool = False
    members: tuple[str, ...] = ()  # of a group

    @property
    def domain(self) -> str:
        """The part before the dot."""
        return self.entity_id.partition(".")[0]

    @property
    def is_relevant(self) -> bool:
        """Whether its history is worth reading."""
        if self.disabled or self.hidden or self.auxiliary or self.platform == OURS:
            return False
        if self.domain == "sensor":
            return self.device_class in RELEVANT_READINGS
        if self.domain == "binary_sensor":
            return self.device_class not in ABOUT_DEVICES
        return self.domain in RELEVANT_DOMAINS


@dataclass(frozen=True, slots=True)
class Device:
    """A device."""

    device_id: str
    area_id: str | None = None
    labels: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """An area."""

    area_id: str
    name: str
    floor_id: str | None = None
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What the user wants to take no part."""

    entities: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Registry:
    """All entities, devices and areas of a home, by their ids."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)

    def area_of(self, entity: Entity) -> str | None:
        """Return an entity's own area, else its device's."""
        if entity.area_id is not None:
            return entity.area_id
        device = self.devices.get(entity.device_id or "")
        return device.area_id if device is not None else None

    def labels_of(self, entity: Entity) -> frozenset[str]:
        """Return the labels of an entity, its device and its area."""
        device = self.devices.get(entity.device_id or "")
        area = self.areas.get(self.area_of(entity) or "")
        return entity.labels.union(
            device.labels if device is not None else (), area.labels if area is not None else ()
        )

    def entity_areas(self) -> dict[str, str]:
        """Return area ids by entity id."""
        areas = ((one.entity_id, self.area_of(one)) for one in self.entities.values())
        return {entity_id: area_id for entity_id, area_id in areas if area_id is not None}

    def entity_devices(self) -> dict[str, str]:
        """Return device ids by entity id."""
        return dict(self._on_devices())

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return the members by group."""
        return {one.entity_id: one.members for one in self.entities.values() if one.members}

    def excluded(self, by: Exclusions) -> frozenset[str]:
        """Return the entity ids that take no part, HomeIQ's own among them."""
        return by.entities | {
            one.entity_id
            for one in self.entities.values()
            if one.platform == OURS
            or one.domain in by.domains
            or self.area_of(one) in by.areas
            or not by.labels.isdisjoint(self.labels_of(one))
        }

    def relevant(self, excluded: frozenset[str]) -> frozenset[str]:
        """Return the entity ids whose history is worth reading."""
        return frozenset(
            one.entity_id
            for one in self.entities.values()
            if one.is_relevant and one.entity_id not in excluded
        )

    def entity_names(self) -> dict[str, str]:
        """Return names by entity id, where there are any."""
        return {one.entity_id: one.name for one in self.entities.values() if one.name}

    def device_classes(self) -> dict[str, str]:
        """Return what kind of device it is by entity id, where that is known."""
        return {
            one.entity_id: one.device_class for one in self.entities.values() if one.device_class
        }

    def units(self) -> dict[str, str]:
        """Return the units of readings by entity id, where there are any."""
        return {one.entity_id: one.unit for one in self.entities.values() if one.unit}

    def device_names(self) -> dict[str, str]:
        """Return the names of their devices by entity id, where there are any."""
        devices = {entity_id: self.devices.get(each) for entity_id, each in self._on_devices()}
        return {
            entity_id: device.name
            for entity_id, device in devices.items()
            if device is not None and device.name
        }

    def label_names(self, labels: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Return the names of labels by entity id, where there are any; `labels`: names by id."""
        named = {
            one.entity_id: frozenset(
                labels[label] for label in self.labels_of(one) if label in labels
            )
            for one in self.entities.values()
        }
        return {entity_id: found for entity_id, found in named.items() if found}

    def area_names(self) -> dict[str, str]:
        """Return names by area id."""
        return {area.area_id: area.name for area in self.areas.values()}

    def by_device(self) -> dict[str, tuple[str, ...]]:
        """Return the entity ids that a target naming a device means."""
        return _collected((one.device_id, one.entity_id) for one in self._targetable())

    def by_area(self) -> dict[str, tuple[str, ...]]:
        """Return the entity ids that a target naming an area means."""
        return _collected((self.area_of(one), one.entity_id) for one in self._targetable())

    def by_floor(self) -> dict[str, tuple[str, ...]]:
        """Return the entity ids that a target naming a floor means."""
        floors = {area.area_id: area.floor_id for area in self.areas.values()}
        return _collected(
            (floors.get(self.area_of(one) or ""), one.entity_id) for one in self._targetable()
        )

    def by_label(self) -> dict[str, tuple[str, ...]]:
        """Return the entity ids that a target naming a label means."""
        return _collected(
            (label, one.entity_id)
            for one in self._targetable()
            for label in sorted(self.labels_of(one))
        )

    def references(
        self,
        scripts: Mapping[str, Config],
        scenes: Mapping[str, Mapping[str, str]] | None = None,
    ) -> References:
        """Return what the ids in configurations stand for.

        `scripts`: configurations by entity id; `scenes`: the states that each sets, by entity id.
        """
        return References(
            registry_ids={
                one.registry_id: one.entity_id for one in self.entities.values() if one.registry_id
            },
            devices=self.by_device(),
            areas=self.by_area(),
            floors=self.by_floor(),
            labels=self.by_label(),
            groups=self.groups(),
            scenes=scenes or {},
            scripts=scripts,
            every=_collected(
                (one.entity_id.partition(".")[0], one.entity_id)
                for one in self.entities.values()
                if not one.disabled
            ),
        )

    def _on_devices(self) -> Iterator[tuple[str, str]]:
        for one in self.entities.values():
            if one.device_id is not None:
                yield one.entity_id, one.device_id

    def _targetable(self) -> list[Entity]:
        return [
            one
            for one in self.entities.values()
            if not (one.disabled or one.hidden or one.auxiliary)
        ]


def group_members(entity_id: str, attributes: Mapping[str, object]) -> tuple[str, ...]:
    """Return what an entity is made of, by the attributes of its state; nothing if no group.

    Helpers list their members in the first, groups of a hub or bridge in the second.
    """
    members = attributes.get("entity_id", attributes.get("group_entities"))
    if entity_id.partition(".")[0] in NO_GROUPS or not isinstance(members, list | tuple):
        return ()
    return tuple(member for member in members if isinstance(member, str) and member != entity_id)


def _collected(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, entity_id in pairs:
        if key is not None:
            found.setdefault(key, []).append(entity_id)
    return {key: tuple(members) for key, members in found.items()}
