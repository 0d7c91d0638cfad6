"""What of a home an edit may be about, and which values it can have."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from custom_components.homeiq.devices.inventory import DeviceEntity, Inventory
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import DarkCondition, NumericCondition, StateCondition
from custom_components.homeiq.suggestions.automation import SUN
from custom_components.homeiq.suggestions.refining.acts import all_acts, with_level
from custom_components.homeiq.suggestions.refining.applying import applied
from custom_components.homeiq.suggestions.refining.edits import (
    HOME,
    NOBODY,
    SOMEBODY,
    AddTarget,
    Edit,
    Level,
    ReplaceTarget,
    Require,
    SetLevel,
)
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError

type Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Range:
    """What values of a level are possible, and by which attributes an entity narrows them."""

    least: float
    most: float
    least_of: str = ""
    most_of: str = ""
    features: Mapping[str, int] = field(default_factory=dict)  # by domain, the bit that it needs


_RANGES: Final[Mapping[Level, _Range]] = {
    Level.BRIGHTNESS: _Range(1, 100),
    Level.COLOR_TEMPERATURE: _Range(1000, 12_000, "min_color_temp_kelvin", "max_color_temp_kelvin"),
    Level.POSITION: _Range(0, 100, features={"cover": 4, "valve": 4}),
    Level.TEMPERATURE: _Range(0, 130, "min_temp", "max_temp", {"climate": 1, "water_heater": 1}),
    Level.VOLUME: _Range(0, 100, features={"media_player": 4}),
}
# Of these a condition on any other state would never hold.
_STATES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("binary_sensor", "fan", "input_boolean", "light", "siren", "switch"), ("on", "off")
    ),
    **dict.fromkeys(("cover", "valve"), ("open", "closed")),
    "lock": ("locked", "unlocked"),
}
_MODES: Final = "supported_color_modes"
_NO_BRIGHTNESS: Final = frozenset({"onoff", "unknown"})
_NO_COLOUR: Final = _NO_BRIGHTNESS | {"brightness", "white"}


@dataclass(frozen=True, slots=True)
class Known:
    """The entities of a home, where they are, and what they can do."""

    entities: frozenset[str] = frozenset()
    areas: Mapping[str, str] = field(default_factory=dict)  # entity id -> area id
    devices: Mapping[str, DeviceEntity] = field(default_factory=dict)  # by entity id

    @classmethod
    def of(cls, names: Names, home: Home, inventory: Inventory) -> Self:
        """Take what a home has and does not keep from taking part."""
        devices = {entity.entity_id: entity for _, entity in inventory.entities()}
        return cls(
            frozenset((names.entities.keys() | devices.keys()) - home.excluded),
            home.areas,
            devices,
        )

    def neighbours(self, entity_ids: Iterable[str]) -> Iterator[str]:
        """Yield the other entities in the areas of some, by their ids."""
        own = tuple(entity_ids)
        areas = {self.areas[each] for each in own if each in self.areas}
        for each in sorted(self.entities.difference(own)):
            if self.areas.get(each) in areas:
                yield each

    @property
    def people(self) -> tuple[str, ...]:
        """The persons of the home."""
        return tuple(sorted(each for each in self.entities if each.startswith("person.")))

    def meant(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits with persons in the place of how many are at home, where nothing counts.

        That one of several is at home no condition on persons tells.
        """
        meant: list[Edit] = []
        for edit in edits:
            if HOME in self.entities or edit not in (Require(NOBODY), Require(SOMEBODY)):
                meant.append(edit)
            elif not self.people or (edit == Require(SOMEBODY) and len(self.people) > 1):
                raise RefusedError(Refusal.NOBODY_KNOWN)
            else:
                state = "home" if edit == Require(SOMEBODY) else "not_home"
                meant += (Require(StateCondition(each, state)) for each in self.people)
        return tuple(meant)

    def check(self, edit: Edit, config: Config) -> None:
        """Refuse an edit about what is not there, or with a value that is not possible."""
        match edit:
            case Require(StateCondition(entity_id, state)):
                self._refuse_unknown(entity_id)
                if state not in _STATES.get(entity_id.partition(".")[0], (state,)):
                    raise RefusedError(Refusal.OUT_OF_RANGE)
            case Require(NumericCondition(entity_id)):
                self._refuse_unknown(entity_id)
                if entity_id == HOME and not self.people:
                    raise RefusedError(Refusal.NOBODY_KNOWN)
            case Require(DarkCondition()):
                self._refuse_unknown(SUN)
            case ReplaceTarget(old, new) | AddTarget(old, new):
                self._refuse_unknown(new)
                alike = old.partition(".")[0] == new.partition(".")[0]
                if not alike or old not in self.areas or self.areas[old] != self.areas.get(new):
                    raise RefusedError(Refusal.NOT_OF_AREA, entity=new)
            case SetLevel():
                for entity_id in _levelled(edit, config):
                    self._refuse_value(edit, entity_id)
            case _:
                pass

    def _refuse_unknown(self, entity_id: str) -> None:
        if entity_id not in self.entities:
            raise RefusedError(Refusal.UNKNOWN_ENTITY, entity=entity_id)

    def _refuse_value(self, edit: SetLevel, entity_id: str) -> None:
        limits, device = _RANGES[edit.level], self.devices.get(entity_id, DeviceEntity(entity_id))
        needed = limits.features.get(device.domain, 0)
        # An entity that tells nothing of itself, as while it is away, may be able to.
        if (device.features and device.features & needed != needed) or not _has(device, edit):
            raise RefusedError(Refusal.NOT_ABLE, entity=entity_id)
        least = _number(device, limits.least_of, limits.least)
        most = _number(device, limits.most_of, limits.most)
        if not least <= edit.value <= most:
            raise RefusedError(Refusal.OUT_OF_RANGE)


def changed(config: Config, edits: Iterable[Edit], known: Known) -> dict[str, Any]:
    """Return an automation config with edits that are possible in a home.

    Raises RefusedError, also where all stays as it was.
    """
    edited = dict(config)
    for edit in edits:
        known.check(edit, edited)
        edited = applied(edited, (edit,))
    if edited == config:
        raise RefusedError(Refusal.CHANGES_NOTHING)
    return edited


def _levelled(edit: SetLevel, config: Config) -> Iterator[str]:
    """Yield the entities that an edit gives a value."""
    for act in all_acts(config["actions"]):
        if with_level(act.action, edit) is not None:
            yield from (each for each in act.targets if edit.entity_id in ("", each))


def _has(device: DeviceEntity, edit: SetLevel) -> bool:
    modes = device.attributes.get(_MODES)
    if not isinstance(modes, list | tuple | set | frozenset):
        return True
    lacking = {Level.BRIGHTNESS: _NO_BRIGHTNESS, Level.COLOR_TEMPERATURE: _NO_COLOUR}
    return not lacking.get(edit.level, frozenset()).issuperset(map(str, modes))


def _number(device: DeviceEntity, attribute: str, otherwise: float) -> float:
    value = device.attributes.get(attribute)
    return float(value) if isinstance(value, int | float) else otherwise
