"""Who can take part in a relation, place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.relations.relation import Relation, Scope

MOST_TUPLES: Final = 200  # of one relation in one place; more is no place but a warehouse


@dataclass(frozen=True, slots=True)
class Member:
    """An entity that can take a part, with its device and where it is."""

    entity: DeviceEntity
    device: DeviceRecord
    area_id: str | None

    @property
    def entity_id(self) -> str:
        """Of the entity."""
        return self.entity.entity_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where the devices of a relation are together; for each of its roles all that can take it."""

    area_id: str | None
    members: tuple[tuple[Member, ...], ...]

    def tuples(self) -> Iterator[tuple[Member, ...]]:
        """Yield each choice of one member for each role, all of different devices."""
        choices = (
            chosen
            for chosen in product(*self.members)
            if len({member.device.device_id for member in chosen}) == len(chosen)
        )
        yield from islice(choices, MOST_TUPLES)


def places(relation: Relation, inventory: Inventory) -> Iterator[Place]:
    """Yield the places in which each role of a relation can be taken."""
    found: dict[str, list[list[Member]]] = {}
    for device, entity in inventory.entities():
        if "entity_id" in entity.attributes:  # a group repeats what its members are
            continue
        for number, role in enumerate(relation.roles):
            if role.fits(entity):
                member = Member(entity, device, entity.area_id or device.area_id)
                key = _place(relation.scope, member, inventory.floors)
                if key is not None:
                    found.setdefault(key, [[] for _ in relation.roles])[number].append(member)
    for key in sorted(found):
        members = tuple(tuple(sorted(many, key=lambda one: one.entity_id)) for many in found[key])
        if all(members):
            yield Place(key if relation.scope is Scope.AREA else None, members)


def _place(scope: Scope, member: Member, floors: Mapping[str, str]) -> str | None:
    """Return what is the same for members that are together; None where it is nowhere."""
    match scope:
        case Scope.DEVICE:
            return member.device.device_id
        case Scope.AREA:
            return member.area_id
        case Scope.FLOOR:
            # A home that knows no floors has one.
            return floors.get(member.area_id or "", "")
        case Scope.HOME:
            return ""
