"""Who can take part in a relation, place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.relations.relation import Relation, Scope

MOST_TUPLES: Final = 2000  # of one relation in one place; more is no place but a warehouse
TELLING: Final = frozenset({"binary_sensor", "sensor", "zone"})  # domains that nobody acts on
GROUPS: Final = ("entity_id", "group_entities")  # attributes that list the members of a group


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

    @property
    def tells(self) -> bool:
        """Whether it only tells something, and is not acted on."""
        return self.entity.domain in TELLING


@dataclass(frozen=True, slots=True)
class Place:
    """Where the devices of a relation are together; for each of its roles all that can take it."""

    key: str  # of the area, floor or device; empty: the home
    area_id: str | None
    members: tuple[tuple[Member, ...], ...]

    def tuples(self) -> Iterator[tuple[Member, ...]]:
        """Yield each choice of one member for each role.

        What is acted on is a device of its own. Of what tells more, a device that triggers and
        tells that itself knows best: no other is chosen with it.
        """
        yield from islice(filter(_is_apart, self._choices()), MOST_TUPLES)

    def _choices(self) -> Iterator[tuple[Member, ...]]:
        first, *others = self.members
        for trigger in first:
            yield from product((trigger,), *(_nearest(many, trigger) for many in others))


def _nearest(members: Sequence[Member], trigger: Member) -> Sequence[Member]:
    own = [one for one in members if one.tells and one.device is trigger.device]
    return own or members


def _is_apart(chosen: Sequence[Member]) -> bool:
    """Return whether each that is acted on is of another device than all others."""
    telling = {member.device.device_id for member in chosen if member.tells}
    acting = [member.device.device_id for member in chosen if not member.tells]
    return len(telling.union(acting)) == len(telling) + len(acting)


def places(relation: Relation, inventory: Inventory) -> Iterator[Place]:
    """Yield the places in which each role of a relation can be taken."""
    domains = tuple(f"{role.domain}." for role in relation.roles)
    found: dict[str, list[list[Member]]] = {}
    for device, entity in inventory.entities():
        if entity.category or not entity.entity_id.startswith(domains):
            continue  # ahead of the roles, for a home has thousands
        for number, role in enumerate(relation.roles):
            if role.fits(entity) and not _is_group(entity):
                member = Member(entity, device, entity.area_id or device.area_id)
                key = _place(relation.scope, member, inventory.floors)
                if key is not None:
                    found.setdefault(key, [[] for _ in relation.roles])[number].append(member)
    for key in sorted(found):
        members = tuple(tuple(sorted(many, key=lambda one: one.entity_id)) for many in found[key])
        if all(members):
            yield Place(key, key if relation.scope is Scope.AREA else None, members)


def _is_group(entity: DeviceEntity) -> bool:
    """Return whether it repeats what its members are."""
    return not entity.attributes.keys().isdisjoint(GROUPS)


def _place(scope: Scope, member: Member, floors: Mapping[str, str]) -> str | None:
    """Return what is the same for members that are together; None where it is nowhere."""
    match scope:
        case Scope.DEVICE:
            return member.device.device_id
        case Scope.AREA:
            return member.area_id
        case Scope.FLOOR:
            # A home that knows no floors has one; in another, what is on none is outdoors.
            return floors.get(member.area_id or "") if floors else ""
    return ""
