"""Schemas as fields of an AI task, tried with Home Assistant's own validators."""

from typing import Any

from homeassistant.components.ai_task.services import STRUCTURE_FIELD_SCHEMA
from homeassistant.helpers.llm import selector_serializer
from homeassistant.helpers.selector import selector
import pytest

from custom_components.homeiq.suggestions.refining.asking import schema
from custom_components.homeiq.suggestions.writers.structure import structure_of


def field(shape: dict[str, Any], *required: str) -> dict[str, Any]:
    around = {"type": "object", "properties": {"x": shape}, "required": list(required)}
    return structure_of(around)["x"]


@pytest.mark.parametrize(
    ("shape", "good"),
    [
        ({"type": "string"}, "words"),
        ({"type": "string", "enum": ["high", "low"]}, "low"),
        ({"enum": ["high", "low"]}, "high"),
        ({"type": "integer"}, 3),
        ({"type": "number"}, 0.25),
        ({"type": "boolean"}, True),
        ({"type": "array", "items": {"type": "string"}}, ["a", "b"]),
        ({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}, ["a"]),
        ({"type": "array", "items": {"type": "object"}}, [{"a": 1}]),
        ({"type": "object", "properties": {}}, {"a": 1}),
        ({}, {"a": 1}),
    ],
)
def test_each_type_has_a_selector_that_takes_its_values(shape: dict[str, Any], good: Any) -> None:
    told = field(shape, "x")
    assert told["required"] is True
    STRUCTURE_FIELD_SCHEMA(told)
    assert selector(told["selector"])(good) == good


def test_a_list_of_objects_is_told_to_a_model_as_such() -> None:
    told = structure_of(schema())["edits"]
    STRUCTURE_FIELD_SCHEMA(told)
    edit = {"edit": "shift", "entity": "", "value": "20 min"}
    assert selector(told["selector"])([edit]) == [edit]
    shape: Any = selector_serializer(selector(told["selector"]))
    assert shape["type"] == "array"
    assert list(shape["items"]["properties"]) == shape["items"]["required"] == list(edit)
    text = {"type": "string", "description": "A title"}
    STRUCTURE_FIELD_SCHEMA(field({"type": "array", "items": {"properties": {"a": text}}}))


def test_what_may_be_null_may_be_left_out() -> None:
    assert field({"type": ["string", "null"]}, "x")["required"] is False
    assert (
        field({"type": ["null", "integer"]}, "x")["selector"]
        == field({"type": "integer"})["selector"]
    )
    assert field({"type": ["string", "null"]}, "x")["selector"] == {"text": {}}
    assert field({"type": "string"})["required"] is False


def test_descriptions_are_passed_on() -> None:
    assert field({"type": "string", "description": "A title"})["description"] == "A title"
    assert "description" not in field({"type": "string"})


def test_a_schema_without_fields_has_none() -> None:
    assert structure_of({}) == {}
    assert structure_of({"properties": {"x": {}}, "required": None})["x"]["required"] is False
