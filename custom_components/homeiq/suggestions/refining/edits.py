"""The closed set of edits: what of an automation may be changed, and nothing else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from custom_components.homeiq.mining.pattern import Condition, NumericCondition

HOME: Final = "zone.home"  # its state is how many people are at home
TIME: Final = "time"  # what a condition is about that is no entity
SOMEBODY: Final = NumericCondition(HOME, above=0.0)
NOBODY: Final = NumericCondition(HOME, below=1.0)


class Level(StrEnum):
    """What of an act has a value."""

    BRIGHTNESS = "brightness"  # percent
    COLOR_TEMPERATURE = "color_temperature"  # kelvin
    POSITION = "position"  # percent
    TEMPERATURE = "temperature"  # in the unit of the entity
    VOLUME = "volume"  # percent


@dataclass(frozen=True, slots=True)
class Shift:
    """Clock and sun triggers come later, or earlier."""

    seconds: int  # negative: earlier


@dataclass(frozen=True, slots=True)
class SetTime:
    """The trigger is a time of the day; what followed the sun follows the clock from now on."""

    second: int  # since midnight


@dataclass(frozen=True, slots=True)
class SetOffset:
    """The sun trigger comes so long after sunrise or sunset."""

    seconds: int  # negative: before


@dataclass(frozen=True, slots=True)
class SetHold:
    """What triggers has to stay so for a while."""

    seconds: int


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """The reading that triggers has another limit, on the same side."""

    limit: float


@dataclass(frozen=True, slots=True)
class Require:
    """A condition more; one about the same gives way. Darkness is always that of the horizon."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class DropCondition:
    """No conditions any more on an entity, on darkness (sun.sun) or on the time of day (TIME)."""

    about: str


@dataclass(frozen=True, slots=True)
class OnDays:
    """It acts on these days of the week only."""

    weekdays: tuple[int, ...]  # 0 is Monday; all seven: on every day


@dataclass(frozen=True, slots=True)
class SetDelay:
    """An act comes so long after the trigger; of all of them the first, the others follow."""

    seconds: int
    entity_id: str = ""  # empty: all acts


@dataclass(frozen=True, slots=True)
class SetLevel:
    """An act has a value."""

    level: Level
    value: float
    entity_id: str = ""  # empty: all acts that can have it


@dataclass(frozen=True, slots=True)
class ReplaceTarget:
    """What was done to one entity is done to another of its area and domain."""

    entity_id: str
    by: str


@dataclass(frozen=True, slots=True)
class AddTarget:
    """What is done to one entity is done to another of its area and domain as well."""

    entity_id: str
    more: str


@dataclass(frozen=True, slots=True)
class DropTarget:
    """Nothing is done to an entity any more."""

    entity_id: str


type Edit = (
    Shift
    | SetTime
    | SetOffset
    | SetHold
    | SetThreshold
    | Require
    | DropCondition
    | OnDays
    | SetDelay
    | SetLevel
    | ReplaceTarget
    | AddTarget
    | DropTarget
)
