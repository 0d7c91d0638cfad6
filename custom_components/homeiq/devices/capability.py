"""What a device can do besides being on, off or read, and how its use shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Capability:
    """Something that a device can do, of one kind, through one or several of its entities."""

    key: str  # "light.brightness", "setting.child_lock", "zigbee2mqtt.effect"
    entity_ids: tuple[str, ...] = ()  # none: only a message of Zigbee2MQTT reaches it
    values: tuple[str, ...] = ()  # that may be chosen
    lowest: float | None = None
    highest: float | None = None
    unit: str = ""
    property: str = ""  # of Zigbee2MQTT's messages; empty for what Home Assistant shows itself


@dataclass(frozen=True, slots=True)
class Kind:
    """A capability that entities of a domain may have, declared.

    An entity has it where its supported features have the flag, and where the attribute that
    lists its values lists any (of those that count, where some do).
    """

    key: str  # its domain, a dot and its name
    flag: int = 0  # of the domain's supported features; 0: none is needed
    listed: str = ""  # the attribute that lists its values; empty: there is none
    among: frozenset[str] = frozenset()  # the listed values that give the capability; empty: any
    least_values: int = 1  # a choice of one is none
    shown: tuple[str, ...] = ()  # attributes of states that show its use
    plain: frozenset[object] = frozenset()  # values of those by which it is not used
    tolerance: float = 0.0  # numbers that differ by less are the same
    actions: frozenset[str] = frozenset()  # to perform one of them is to use it
    fields: frozenset[str] = frozenset()  # of the data of any action on the entity, likewise

    @property
    def domain(self) -> str:
        """Of the entities that may have it."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What each device of a home can do."""

    of_device: Mapping[str, Mapping[str, Capability]] = field(default_factory=dict)  # id -> by key
