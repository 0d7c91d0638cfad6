"""A schema in the words of Home Assistant's action for AI tasks."""

from collections.abc import Mapping
from typing import Any, Final

_SELECTORS: Final[Mapping[str, dict[str, Any]]] = {
    "string": {"text": {}},
    "integer": {"number": {"mode": "box", "step": 1}},
    "number": {"number": {"mode": "box", "step": "any"}},
    "boolean": {"boolean": {}},
}
_ANYTHING: Final[dict[str, Any]] = {"object": {}}


def structure_of(schema: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """Return the fields of an object, each with its selector."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    return {name: _field(shape, required=name in needed) for name, shape in properties.items()}


def _field(shape: Mapping[str, Any], *, required: bool) -> dict[str, Any]:
    types = shape.get("type")
    several = types if isinstance(types, list) else [types]
    # What may be null may be left out: these fields know no null.
    field = {
        "required": required and "null" not in several,
        "selector": _selector(shape, next((each for each in several if each != "null"), None)),
    }
    if text := shape.get("description"):
        field["description"] = text
    return field


def _selector(shape: Mapping[str, Any], kind: str | None) -> dict[str, Any]:
    if options := [each for each in shape.get("enum", ()) if isinstance(each, str)]:
        return {"select": {"options": options}}
    items = shape.get("items")
    if isinstance(items, Mapping) and (options := list(items.get("enum", ()))):
        return {"select": {"options": options, "multiple": True}}
    if kind == "array" and isinstance(items, Mapping) and items.get("type") == "string":
        return {"text": {"multiple": True}}
    if kind == "array" and isinstance(items, Mapping) and items.get("properties"):
        # Else a provider that keeps to the structure could answer one object only.
        return {"object": {"multiple": True, "fields": _inside(items)}}
    return _SELECTORS.get(kind or "", _ANYTHING)


def _inside(shape: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of an object in a list: such have no descriptions."""
    return {
        name: {key: value for key, value in field.items() if key != "description"}
        for name, field in structure_of(shape).items()
    }
