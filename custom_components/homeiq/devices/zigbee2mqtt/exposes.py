"""What a Zigbee device exposes, in the words that Zigbee2MQTT documents.

Generic ones bear values. Specific ones, such as a light, put generic ones together as features. A
composite does so too, but is one value of the messages: an object.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

PUBLISHED: Final = 1  # the bits of access
SETTABLE: Final = 2
GETTABLE: Final = 4

type Value = str | bool | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expose:
    """What all have in common."""

    type: str
    name: str = ""  # what it is about
    property_name: str = ""  # in the messages that bear it; its name and endpoint, as a rule
    label: str = ""
    description: str = ""
    endpoint: str = ""
    category: str = ""  # "config", "diagnostic" or nothing
    access: int = 0

    @property
    def is_settable(self) -> bool:
        """Whether a message can set it."""
        return bool(self.access & SETTABLE)

    @property
    def is_published(self) -> bool:
        """Whether messages of the device bear it."""
        return bool(self.access & PUBLISHED)

    @property
    def is_gettable(self) -> bool:
        """Whether a message can ask for it."""
        return bool(self.access & GETTABLE)

    @property
    def bare_property(self) -> str:
        """Its property without its endpoint."""
        if self.endpoint:
            return self.property_name.removesuffix(f"_{self.endpoint}")
        return self.property_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Expose):
    """One of two values."""

    value_on: Value | None = None
    value_off: Value | None = None
    value_toggle: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A value of a number that means something of its own."""

    name: str
    value: Value
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Expose):
    """A number."""

    value_min: float | None = None
    value_max: float | None = None
    value_step: float | None = None
    unit: str = ""
    presets: tuple[Preset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Expose):
    """One of several values: what is called an enum."""

    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Expose):
    """Any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Expose):
    """Several values of one kind: what is called a list."""

    item: Expose | None = None  # of which kind; it has no property
    length_min: int | None = None
    length_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite(Expose):
    """An object."""

    features: tuple[Expose, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Specific(Expose):
    """A thing with features: a light, a switch, or of a type that is newer than this code."""

    features: tuple[Expose, ...] = ()


@dataclass(frozen=True, slots=True)
class Settable:
    """What a message can set by a property of its own."""

    expose: Expose
    owner: Specific | None = None  # that it is a feature of


def walked(exposes: Iterable[Expose]) -> Iterator[Expose]:
    """Yield all of them, each before what it is made of."""
    for expose in exposes:
        yield expose
        if isinstance(expose, Composite | Specific):
            yield from walked(expose.features)
        elif isinstance(expose, Items) and expose.item is not None:
            yield from walked((expose.item,))


def settables(exposes: Iterable[Expose]) -> Iterator[Settable]:
    """Yield what can be set, by property: features of specific ones, but no parts of composites."""
    for expose in exposes:
        if not isinstance(expose, Specific):
            if expose.is_settable:
                yield Settable(expose)
            continue
        for feature in expose.features:
            if feature.is_settable:
                yield Settable(feature, expose)
