"""What mining must know of a home besides its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ExistingAutomation:
    """What an automation, script or blueprint use of the home does already."""

    entity_id: str
    name: str
    triggers: frozenset[str]  # entity ids; "sunrise", "sunset" and "HH:MM:SS" for sun and clock
    effects: frozenset[tuple[str, str]]  # (entity id, state); state "*" where it cannot be told
    enabled: bool = True
    mentions: frozenset[str] = frozenset()  # entity ids anywhere in it, in conditions and templates
    hears: frozenset[tuple[str, str]] = frozenset()  # (entity id, state that triggers it), likewise
    tells: bool = False  # whether it notifies people
    waits: bool = False  # whether it acts only after some time, or when something else happens too
    config_id: str = ""  # the id in its configuration


@dataclass(frozen=True, slots=True)
class Home:
    """A home's place, rooms, devices and automations; what cannot be known is left empty."""

    timezone: ZoneInfo
    latitude: float | None = None  # degrees; None: no sun
    longitude: float | None = None
    areas: Mapping[str, str] = field(default_factory=dict)  # entity id -> area id
    devices: Mapping[str, str] = field(default_factory=dict)  # entity id -> device id
    classes: Mapping[str, str] = field(default_factory=dict)  # entity id -> device class
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # group -> its members
    automations: tuple[ExistingAutomation, ...] = ()
    targets: tuple[str, ...] = ()  # globs of entities that people operate; empty: by domain
    excluded: frozenset[str] = frozenset()  # entity ids that take no part

    def is_target(self, entity_id: str) -> bool:
        """Return whether globs of the user name this entity as one that people operate."""
        return any(fnmatchcase(entity_id, glob) for glob in self.targets)
