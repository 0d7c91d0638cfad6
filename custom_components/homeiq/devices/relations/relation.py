"""What a relation is: which devices take part, where, and the automation that connects them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from custom_components.homeiq.devices.inventory import DeviceEntity
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study


class Scope(StrEnum):
    """Where the devices of a relation have to be together."""

    DEVICE = "device"
    AREA = "area"
    FLOOR = "floor"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Role:
    """What kind of entity can take a part."""

    domain: str
    classes: frozenset[str] = frozenset()  # device classes, "" for none; no classes: any
    entity_id: str = ""  # the only one; empty: any

    def fits(self, entity: DeviceEntity) -> bool:
        """Return whether an entity can take the part: one that configures a device cannot."""
        if entity.category or entity.domain != self.domain:
            return False
        if self.classes and (entity.device_class or "") not in self.classes:
            return False
        return not self.entity_id or entity.entity_id == self.entity_id


@dataclass(frozen=True, slots=True)
class Drawn:
    """A relation's automation for devices of one place, with how often it would have acted."""

    recipe: Recipe
    triggers: tuple[str, ...]  # the entities that trigger it
    occasions: int  # on all days of the history


@dataclass(frozen=True, slots=True)
class ByHand:
    """A relation in which people can do by hand what the automation would do for them.

    Only their history tells whether they want it: without evidence it is not suggested.
    """

    name: str
    roles: tuple[Role, ...]  # of what triggers it, of what tells more, then of what it acts on
    scope: Scope
    benefit: float  # 0-1, of having it
    effort: float  # 0-1, of living with it
    # The entities in the order of the roles, and the days that teach: one pattern for each
    # threshold or condition that is worth trying.
    template: Callable[[Study, Sequence[str]], Sequence[Pattern]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation that makes sense although nothing has happened yet, or nobody could act.

    One automation for all devices of a place. It comes after everything that has evidence.
    """

    name: str
    roles: tuple[Role, ...]  # of what triggers it, then of what it acts on
    scope: Scope
    benefit: float
    effort: float
    # All entities of the place for each role, and the history; None where it tells against it.
    template: Callable[[Study, Sequence[Sequence[str]]], Drawn | None]


type Relation = ByHand | Standing
