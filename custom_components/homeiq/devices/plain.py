"""When a value of a capability means that it is not used."""

from functools import cache
from math import isfinite

from custom_components.homeiq.devices.capability import Kind


def is_plain(kind: Kind, value: object) -> bool:
    """Return whether a value is one by which a capability of this kind is not used.

    Case does not count, and a number is as good as one that is within the tolerance of it.
    """
    if not kind.plain:
        return False
    if kind.tolerance and (number := number_of(value)) is not None:
        return any(abs(number - each) < kind.tolerance for each in _numbers(kind))
    return comparable(value) in _others(kind)


def comparable(value: object) -> object:
    """Return what values are compared by; a list of one, like a group of one, is an empty one."""
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, list | tuple):
        return tuple(map(str, value)) if len(value) > 1 else ()
    return str(value) if isinstance(value, dict) else value


def number_of(value: object) -> float | None:
    """Return a number, or what a text says; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if isfinite(number) else None


@cache
def _numbers(kind: Kind) -> tuple[float, ...]:
    return tuple(number for each in kind.plain if (number := number_of(each)) is not None)


@cache
def _others(kind: Kind) -> frozenset[object]:
    return frozenset(comparable(each) for each in kind.plain)
