"""What a device can do, read from what its entities tell of themselves."""

from collections.abc import Iterator, Mapping
from typing import Final

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.ranges import RANGES
from custom_components.homeiq.devices.capabilities.settings import setting_of
from custom_components.homeiq.devices.capability import Capability, Kind
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.mining.registry import group_members

_BY_DOMAIN: Final[Mapping[str, tuple[Kind, ...]]] = {
    domain: tuple(kind for kind in KINDS if kind.domain == domain)
    for domain in {kind.domain for kind in KINDS}
}


def capabilities_of(device: DeviceRecord) -> dict[str, Capability]:
    """Return what a device can do, by key; of entities that can do the same it is one capability.

    A group can only do what its members can, so it counts for nothing.
    """
    found: dict[str, Capability] = {}
    for entity in device.entities:
        if not group_members(entity.entity_id, entity.attributes):
            for one in _of_entity(entity, device):
                before = found.get(one.key)
                found[one.key] = one if before is None else joined(before, one)
    return found


def joined(one: Capability, other: Capability) -> Capability:
    """Return two capabilities of the same key as one."""
    return Capability(
        one.key,
        entity_ids=_both(one.entity_ids, other.entity_ids),
        values=_both(one.values, other.values),
        lowest=min(_numbers(one.lowest, other.lowest), default=None),
        highest=max(_numbers(one.highest, other.highest), default=None),
        unit=one.unit or other.unit,
        property=one.property or other.property,
    )


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _numbers(*numbers: float | None) -> list[float]:
    return [number for number in numbers if number is not None]


def _of_entity(entity: DeviceEntity, device: DeviceRecord) -> Iterator[Capability]:
    if (setting := setting_of(entity, device)) is not None:
        yield Capability(
            setting.key,
            (entity.entity_id,),
            values=_texts(entity.attributes.get("options")),
            lowest=_number(entity.attributes.get("min")),
            highest=_number(entity.attributes.get("max")),
            unit=str(entity.attributes.get("unit_of_measurement") or ""),
        )
    for kind in _BY_DOMAIN.get(entity.domain, ()):
        if entity.features & kind.flag == kind.flag:
            values = _texts(entity.attributes.get(kind.listed)) if kind.listed else ()
            if not kind.listed or _are_enough(values, kind):
                yield _capability(entity, kind, values)


def _are_enough(values: tuple[str, ...], kind: Kind) -> bool:
    counted = sum(value in kind.among for value in values) if kind.among else len(values)
    return counted >= kind.least_values


def _capability(entity: DeviceEntity, kind: Kind, values: tuple[str, ...]) -> Capability:
    span = RANGES.get(kind.key)
    return Capability(
        kind.key,
        (entity.entity_id,),
        values=() if kind.among else values,  # which are ways to do it, then, and no choice
        lowest=_number(entity.attributes.get(span.lowest)) if span else None,
        highest=_number(entity.attributes.get(span.highest)) if span else None,
        unit=span.unit if span else "",
    )


def _texts(listed: object) -> tuple[str, ...]:
    """Return what an attribute lists; sirens may list their tones by number."""
    if isinstance(listed, Mapping):
        return tuple(str(value) for value in listed.values())
    if isinstance(listed, list | tuple | set | frozenset):
        return tuple(str(value) for value in listed)
    return ()


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None
