"""What is kept of the attributes that a recorder has."""

import json
from typing import Any

import pytest

from custom_components.homeiq.history.attribute_sets import AttributeSets, attribute_set

NAMES = ("brightness", "rgb_color", "effect")


def test_only_attributes_of_interest_are_kept() -> None:
    text = '{"friendly_name": "Lamp", "brightness": 5, "rgb_color": [1, 2, 3]}'
    assert attribute_set(text, NAMES) == {"brightness": 5, "rgb_color": [1, 2, 3]}
    assert attribute_set(text, ()) == {}


def test_what_is_none_is_not_shown() -> None:
    assert attribute_set('{"brightness": null, "effect": ""}', NAMES) == {"effect": ""}


@pytest.mark.parametrize(
    "value", [True, 0, 0.5, "x" * 255, [], list(range(8)), {}, {"from": 1, "to": "x" * 255}]
)
def test_small_values_are_kept(value: Any) -> None:
    assert attribute_set(json.dumps({"effect": value}), NAMES) == {"effect": value}


@pytest.mark.parametrize(
    "value",
    [
        "x" * 256,
        list(range(9)),
        [[1, 2]],
        ["x" * 256],
        dict.fromkeys(map(str, range(9)), 1),
        {"from": {"deeper": 1}},
    ],
)
def test_large_values_are_not(value: Any) -> None:
    assert attribute_set(json.dumps({"effect": value, "brightness": 5}), NAMES) == {"brightness": 5}


@pytest.mark.parametrize("text", [None, "", "{", "null", "[]", "7", '"brightness"'])
def test_what_is_no_set_of_attributes_is_unknown(text: str | None) -> None:
    assert attribute_set(text, NAMES) is None


def test_equal_sets_have_one_number() -> None:
    sets = AttributeSets()
    told: list[dict[str, object]] = [
        {"brightness": 5, "effect": "x"},
        {"effect": "x", "brightness": 5},
        {"brightness": 1},
        {"brightness": True},
        {"brightness": [5]},
        {},
    ]
    assert [sets.code(one) for one in told] == [0, 0, 1, 2, 3, 4]
    assert sets.all() == (told[0], *told[2:])
    assert sets[2] == {"brightness": True}
