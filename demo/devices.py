"""The devices of a household as the registries of a running Home Assistant would tell of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from custom_components.homeiq.devices.inventory import (
    DIAGNOSTIC,
    DeviceEntity,
    DeviceRecord,
    Inventory,
)
from custom_components.homeiq.mining.effects import Config, References
from demo.household import SimulatedHome
from demo.inventory import Entity, floor_of, rooms_of
from demo.last import last_states
from demo.shown import attributes_at
from demo.written import all_rules, references_of, scene_states, scenes_of, scripts_of

OURS: Final = "homeiq_demo"
# What the simulation's own component shows; the rest is Home Assistant's.
SIMULATED: Final = frozenset(
    {
        *("binary_sensor", "climate", "cover", "device_tracker", "fan", "humidifier", "light"),
        *("lock", "media_player", "select", "sensor", "switch", "vacuum", "valve"),
    }
)
_NO_DEVICES: Final = frozenset({"automation", "scene", "script"})


@dataclass(frozen=True, slots=True)
class Usual:
    """What entities of a domain are that have no known maker."""

    device_class: str | None = None
    category: str = ""
    features: int = 0
    attributes: Mapping[str, object] = field(default_factory=dict)


_MAKER: Final = "Simulated by HomeIQ"
USUAL: Final[Mapping[str, Usual]] = {
    "light": Usual(attributes={"supported_color_modes": ["onoff"]}),
    "climate": Usual(
        features=385,
        attributes={"hvac_modes": ["off", "heat"], "min_temp": 7, "max_temp": 35,
                    "current_temperature": None, "temperature": 20.0},
    ),
    "cover": Usual("blind", features=3),
    "device_tracker": Usual(category=DIAGNOSTIC),
    "fan": Usual(features=48),
    "humidifier": Usual(attributes={"min_humidity": 0, "max_humidity": 100, "humidity": 50}),
    "media_player": Usual(features=20480),
    "vacuum": Usual(features=12304),
}  # fmt: skip


def inventory_of(home: SimulatedHome) -> Inventory:
    """Return the devices of a household at its end; the same as Home Assistant would tell.

    What belongs to no device stands for itself. Automations, scripts and scenes are none.
    """
    last = last_states(home)
    shown = looks_at_end(home)
    seen = dict.fromkeys(last, home.calendar.start)
    ids = [one.entity_id for one in home.entities]
    for entity, time in zip(home.table.entity.tolist(), home.table.time.tolist(), strict=True):
        seen[ids[entity]] = time
    together: dict[str, list[Entity]] = {}
    for one in home.entities:
        if one.domain not in _NO_DEVICES:
            together.setdefault(one.device or one.entity_id, []).append(one)
    return Inventory.of(
        (
            _device(
                device_id,
                many,
                tuple(
                    _entity(
                        one,
                        last[one.entity_id],
                        shown.get(one.entity_id, {}),
                        seen[one.entity_id],
                        home.home.groups.get(one.entity_id, ()),
                    )
                    for one in many
                ),
            )
            for device_id, many in together.items()
        ),
        floors={
            room: floor for room in rooms_of(home.entities) if (floor := floor_of(room)) is not None
        },
    )


def looks_at_end(home: SimulatedHome) -> dict[str, Mapping[str, object]]:
    """Return what entities show in the end, by entity id, or would if they were on."""
    shown = {one.entity_id: one.shows for one in home.entities if one.shows}
    return shown | {look.entity_id: look.shows for look in home.looks}


def _device(
    device_id: str, entities: list[Entity], within: tuple[DeviceEntity, ...]
) -> DeviceRecord:
    first = entities[0]
    ours = first.domain in SIMULATED
    return DeviceRecord(
        device_id=device_id,
        name=device_name([one.name for one in entities]),
        manufacturer=first.manufacturer or (_MAKER if first.device else ""),
        model=first.model,
        integration=OURS if ours else first.domain,
        area_id=first.area,
        floor_id=floor_of(first.area),
        identifiers=frozenset({OURS, device_id}) if first.device else frozenset(),
        entities=within,
    )


def _entity(
    one: Entity, state: str, shows: Mapping[str, object], seen: float, members: tuple[str, ...]
) -> DeviceEntity:
    usual = USUAL.get(one.domain, Usual())
    known = bool(one.model)
    attributes: dict[str, object] = {"friendly_name": one.name}
    attributes |= one.attributes if known else usual.attributes
    if known or one.domain == "light":
        attributes |= attributes_at(replace(one, attributes=attributes), state, shows)
    features = one.features if known or one.features else usual.features
    device_class = one.device_class or usual.device_class
    told = {
        "supported_features": features or None,
        "device_class": device_class,
        "unit_of_measurement": one.unit,
        "entity_id": list(members) or None,
    }
    attributes |= {name: value for name, value in told.items() if value is not None}
    return DeviceEntity(
        entity_id=one.entity_id,
        name=one.name,
        unique_id=one.unique_id or one.entity_id,
        platform=OURS if one.domain in SIMULATED else one.domain,
        category=one.category or usual.category,
        device_class=device_class,
        area_id=one.area if one.device is None else None,
        features=features,
        attributes=attributes,
        state=state,
        seen=seen,
    )


def device_name(names: list[str]) -> str:
    """Return the words that all names begin with: a device's name is shown before them."""
    words = [name.split() for name in names]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    return " ".join(column[0] for column in same) or names[0]


def configs_of(home: SimulatedHome) -> dict[str, Config]:
    """Return the configurations of automations and scripts, blueprints filled in, by entity id."""
    rules = all_rules(home.spec.kinds, home.furnishing)
    return {rule.entity_id: rule.config() for rule in rules} | scripts_of(home.furnishing)


def scenes_set(home: SimulatedHome) -> dict[str, Mapping[str, Mapping[str, object]]]:
    """Return what each scene sets by entity id: attributes, and the state as one of them."""
    scenes = scenes_of(home.furnishing)
    return {entity_id: scene_states(scene) for entity_id, scene in scenes.items()}


def references_in(home: SimulatedHome) -> References:
    """Return what the ids in these configurations stand for."""
    return references_of(home.entities, home.furnishing)
