"""From JSON to what a device exposes: odd data, and data of a newer kind, is left out."""

from collections.abc import Mapping
from typing import Final, TypedDict

from custom_components.homeiq.devices.zigbee2mqtt.exposes import (
    GETTABLE,
    PUBLISHED,
    SETTABLE,
    Binary,
    Choice,
    Composite,
    Expose,
    Items,
    Numeric,
    Preset,
    Specific,
    Text,
    Value,
)

_ALL: Final = PUBLISHED | SETTABLE | GETTABLE
_GENERIC: Final = frozenset({"binary", "numeric", "enum", "text", "list", "composite"})
_CATEGORIES: Final = frozenset({"config", "diagnostic"})
# No device comes near these; data that nests or counts without end must not take the run with it.
_DEPTH: Final = 8
_LENGTH: Final = 2_000
_TOO_LARGE: Final = 1e300

type Raw = Mapping[str, object]


class _Common(TypedDict):
    """What all have in common, on the way from JSON."""

    type: str
    name: str
    property_name: str
    label: str
    description: str
    endpoint: str
    category: str
    access: int


def parsed(raw: object) -> tuple[Expose, ...]:
    """Read a list of exposes, or of options; what cannot be understood is left out."""
    return _several(raw, _DEPTH)


def _several(raw: object, depth: int) -> tuple[Expose, ...]:
    if not isinstance(raw, list) or depth <= 0:
        return ()
    read = (_one(item, depth) for item in raw[:_LENGTH])
    return tuple(expose for expose in read if expose is not None)


def _one(raw: object, depth: int) -> Expose | None:
    """Read one expose; None where it says too little to be of use, or is of an unknown type."""
    if not isinstance(raw, Mapping):
        return None
    common = _common(raw)
    if common["type"] not in _GENERIC:
        return _specific(raw, common, depth)
    return _generic(raw, common, depth) if common["name"] else None


def _generic(raw: Raw, common: _Common, depth: int) -> Expose:
    match common["type"]:
        case "binary":
            return Binary(
                **common,
                value_on=_value(raw.get("value_on")),
                value_off=_value(raw.get("value_off")),
                value_toggle=_value(raw.get("value_toggle")),
            )
        case "numeric":
            return Numeric(
                **common,
                value_min=_number(raw.get("value_min")),
                value_max=_number(raw.get("value_max")),
                value_step=_number(raw.get("value_step")),
                unit=text(raw.get("unit")),
                presets=_presets(raw.get("presets")),
            )
        case "enum":
            return Choice(**common, values=_values(raw.get("values")))
        case "list":
            return _items(raw, common, depth)
        case "composite":
            return _composite(raw, common, depth)
        case _:
            return Text(**common)


def _specific(raw: Raw, common: _Common, depth: int) -> Specific | None:
    """Read a thing with features; without any that can be understood it says nothing."""
    features = _several(raw.get("features"), depth - 1)
    return Specific(**common, features=features) if common["type"] and features else None


def _composite(raw: Raw, common: _Common, depth: int) -> Composite:
    """Read an object; where it does not tell its access, its features do."""
    features = _several(raw.get("features"), depth - 1)
    if "access" not in raw:
        for feature in features:
            common["access"] |= feature.access
    return Composite(**common, features=features)


def _items(raw: Raw, common: _Common, depth: int) -> Items:
    item = raw.get("item_type")
    if isinstance(item, str):  # older ones name the type and nothing else
        item = {"type": item}
    if isinstance(item, Mapping):
        item = {"name": common["name"], **item}
    return Items(
        **common,
        item=_one(item, depth - 1) if depth > 1 else None,
        length_min=_count(raw.get("length_min")),
        length_max=_count(raw.get("length_max")),
    )


def _common(raw: Raw) -> _Common:
    name, named_property = text(raw.get("name")), text(raw.get("property"))
    category, access = text(raw.get("category")), raw.get("access")
    return _Common(
        type=text(raw.get("type")),
        name=name or named_property,
        property_name=named_property,
        label=text(raw.get("label")),
        description=text(raw.get("description")),
        endpoint=_choice(raw.get("endpoint")) or "",
        category=category if category in _CATEGORIES else "",
        access=access & _ALL if isinstance(access, int) else 0,
    )


def _presets(raw: object) -> tuple[Preset, ...]:
    """Read the special values of a number; the documentation also shows a single one."""
    listed = [raw] if isinstance(raw, Mapping) else raw
    if not isinstance(listed, list):
        return ()
    return tuple(
        Preset(name=name, value=value, description=text(preset.get("description")))
        for preset in listed[:_LENGTH]
        if isinstance(preset, Mapping)
        and (name := text(preset.get("name")))
        and (value := _value(preset.get("value"))) is not None
    )


def _values(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(value for one in raw[:_LENGTH] if (value := _choice(one)) is not None)


def _choice(raw: object) -> str | None:
    """Return what a message would bear as text: values, and endpoints too, may be numbers."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        return None if (number := _number(raw)) is None else f"{number:.15g}"
    return text(raw) if isinstance(raw, str) else None  # an empty one is a value too


def _value(raw: object) -> Value | None:
    if isinstance(raw, bool):
        return raw
    return text(raw) if isinstance(raw, str) else _number(raw)


def _number(raw: object) -> float | None:
    # Neither what no float can hold nor "not a number" is smaller.
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < _TOO_LARGE:
        return float(raw)
    return None


def _count(raw: object) -> int | None:
    number = _number(raw)
    return None if number is None or number < 0 else int(number)


def text(raw: object) -> str:
    """Return a text without what no database stores; nothing if it is none."""
    if not isinstance(raw, str):
        return ""
    clean = raw if raw.isascii() else raw.encode("utf-8", "ignore").decode()
    return clean.replace("\0", "")
