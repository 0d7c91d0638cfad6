"""What performing an action does to the states of entities."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Final

ANY: Final = "*"  # a state that cannot be told
# The keys by which an action says what it is performed on.
TARGETS: Final = ("entity_id", "device_id", "area_id", "floor_id", "label_id")
type Effects = frozenset[tuple[str, str]]  # (entity id, state)
type Config = Mapping[str, object]

# Domains where turning on leads to a state of the device's own choice.
_OWN_CHOICE: Final = frozenset({"climate", "media_player", "vacuum", "water_heater", "lawn_mower"})
_OPENING: Final = frozenset({"cover", "valve"})

# The state that a service brings its targets to, where it is always the same.
_FIXED: Final[Mapping[str, str]] = {
    "turn_off": "off",
    "toggle": ANY,
    "press": ANY,  # a button's state is when it was pressed
    "open_cover": "open",
    "close_cover": "closed",
    "open_valve": "open",
    "close_valve": "closed",
    "lock": "locked",
    "unlock": "unlocked",
    "media_play": "playing",
    "play_media": "playing",
    "media_pause": "paused",
    "media_stop": "idle",
    "media_play_pause": ANY,
    "return_to_base": "docked",
    "alarm_disarm": "disarmed",
    "alarm_arm_away": "armed_away",
    "alarm_arm_home": "armed_home",
    "alarm_arm_night": "armed_night",
    "alarm_arm_vacation": "armed_vacation",
    "alarm_arm_custom_bypass": "armed_custom_bypass",
    "alarm_trigger": "triggered",
    # types of device actions
    "open": "open",
    "close": "closed",
    "disarm": "disarmed",
    "arm_away": "armed_away",
    "arm_home": "armed_home",
    "arm_night": "armed_night",
    "arm_vacation": "armed_vacation",
}
# The state is what a field of the call says.
_BY_FIELD: Final[Mapping[str, str]] = {
    "set_hvac_mode": "hvac_mode",
    "set_temperature": "hvac_mode",
    "select_option": "option",
    "set_operation_mode": "operation_mode",
}
_BY_POSITION: Final = frozenset({"set_cover_position", "set_valve_position", "set_position"})

_ENTITY_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")


def may_be(state: str, other: str) -> bool:
    """Return whether two states may be the same."""
    return state == other or ANY in (state, other)


@dataclass(frozen=True, slots=True)
class References:
    """What the ids in a configuration stand for; what is unknown stands for nothing."""

    registry_ids: Mapping[str, str] = field(default_factory=dict)  # registry's own id -> entity id
    devices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # id -> entity ids
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    floors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # group -> its members
    scenes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # scene -> entity: state
    scripts: Mapping[str, Config] = field(default_factory=dict)  # entity id -> configuration
    every: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # domain -> entity ids

    def named(self, target: Config) -> tuple[str, ...]:
        """Return the entity ids that a target names itself."""
        ids = (self.registry_ids.get(text, text) for text in texts(target.get("entity_id")))
        return tuple(entity_id for entity_id in ids if _ENTITY_ID.fullmatch(entity_id))

    def targeted(self, target: Config, domain: str) -> tuple[str, ...]:
        """Return what a target names, and the domain's entities of its devices, areas, labels."""
        found = dict.fromkeys(self.named(target))
        for key, members in (
            ("device_id", self.devices),
            ("area_id", self.areas),
            ("floor_id", self.floors),
            ("label_id", self.labels),
        ):
            for an_id in texts(target.get(key)):
                found.update(
                    dict.fromkeys(
                        member
                        for member in members.get(an_id, ())
                        if domain == "homeassistant" or member.partition(".")[0] == domain
                    )
                )
        return tuple(found)

    def members(self, entity_id: str) -> tuple[str, ...]:
        """Return the members of a group, and of groups in it; nothing for any other entity."""
        found: dict[str, None] = {}
        waiting = list(self.groups.get(entity_id, ()))
        while waiting:
            member = waiting.pop()
            if member not in found:
                found[member] = None
                waiting.extend(self.groups.get(member, ()))
        return tuple(found)


def service_effects(service: str, data: Config, references: References) -> Effects:
    """Return what calling `domain.name` with this data does; nothing where it cannot be told.

    The effects on a group are those on its members too. Scripts are not followed.
    """
    domain, _, name = service.partition(".")
    if domain == "scene":
        return _scene_effects(name, data, references)
    effects: set[tuple[str, str]] = set()
    for entity_id in references.targeted(data, domain):
        if (state := wanted_state(entity_id.partition(".")[0], name, data)) is not None:
            effects.add((entity_id, state))
            effects.update((member, state) for member in references.members(entity_id))
    if domain == "script" and name not in {"turn_on", "turn_off", "toggle", "reload"}:
        effects.add((service, "on"))
    return frozenset(effects)


def _scene_effects(name: str, data: Config, references: References) -> Effects:
    effects: set[tuple[str, str]] = set()
    if name == "apply" and isinstance(entities := data.get("entities"), Mapping):
        effects.update((str(entity_id), _state_of(value)) for entity_id, value in entities.items())
    if name == "turn_on":
        for scene in references.named(data):
            effects.add((scene, "on"))
            effects.update(references.scenes.get(scene, {}).items())
    for entity_id, state in tuple(effects):
        effects.update((member, state) for member in references.members(entity_id))
    return frozenset(effects)


def _state_of(value: object) -> str:
    """Return the state in a scene's entry: a state, or a mapping that holds it."""
    if isinstance(value, Mapping):
        value = value.get("state", ANY)
    if isinstance(value, bool):  # YAML reads a bare on as true
        return "on" if value else "off"
    return str(value)


def wanted_state(domain: str, name: str, data: Config) -> str | None:
    """Return the state that a service wants for an entity of a domain; None where it wants none."""
    if name == "turn_on":
        if domain in _OPENING:
            return "open"
        return ANY if domain in _OWN_CHOICE else "on"
    if name == "turn_off" and domain in _OPENING:
        return "closed"
    if name == "start":
        return "cleaning" if domain == "vacuum" else ANY
    if name in _BY_POSITION:
        position = data.get("position")
        return ("open" if position else "closed") if isinstance(position, int | float) else ANY
    if name in _BY_FIELD:
        state = data.get(_BY_FIELD[name])
        return state if isinstance(state, str) and "{" not in state else None
    return _FIXED.get(name)


def texts(value: object) -> Iterator[str]:
    """Yield the texts in a text, a list of texts or a comma-separated text."""
    if isinstance(value, str):
        yield from (part for text in value.split(",") if (part := text.strip()))
    elif isinstance(value, Iterable) and not isinstance(value, Mapping | bytes):
        for item in value:
            if isinstance(item, str):
                yield from texts(item)
