"""From JSON to what a device exposes."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.devices.zigbee2mqtt.exposes import (
    Binary,
    Choice,
    Composite,
    Items,
    Numeric,
    Preset,
    Specific,
    Text,
    walked,
)
from custom_components.homeiq.devices.zigbee2mqtt.parsing import parsed, text
from tests.devices.zigbee2mqtt.samples import RAW, feature

DEFINED = [raw for raw in RAW if raw["definition"] is not None]


def nodes(raw: Any) -> int:
    """Count the exposes in JSON: all objects that have a type."""
    if isinstance(raw, list):
        return sum(map(nodes, raw))
    if not isinstance(raw, dict):
        return 0
    return ("type" in raw) + nodes(raw.get("features")) + nodes(raw.get("item_type"))


@pytest.mark.parametrize("raw", DEFINED, ids=[raw["friendly_name"] for raw in DEFINED])
@pytest.mark.parametrize("part", ["exposes", "options"])
def test_nothing_that_a_real_device_exposes_is_lost(raw: dict[str, Any], part: str) -> None:
    listed = raw["definition"][part]
    read = list(walked(parsed(listed)))
    assert len(read) == nodes(listed)
    for one in read:
        assert one.name or isinstance(one, Specific)


@pytest.mark.parametrize("raw", DEFINED, ids=[raw["friendly_name"] for raw in DEFINED])
def test_each_part_keeps_what_it_says(raw: dict[str, Any]) -> None:
    listed = raw["definition"]["exposes"]
    for said, one in zip(listed, parsed(listed), strict=True):
        assert one.type == said["type"]
        assert one.endpoint == said.get("endpoint", "")
        assert one.category == said.get("category", "")
        assert one.property_name == said.get("property", "")
        assert one.access == said.get("access", 0)
        if isinstance(one, Choice):
            assert one.values == tuple(map(str, said["values"]))
        if isinstance(one, Numeric):
            assert one.unit == said.get("unit", "")
            assert (one.value_min, one.value_max) == (said.get("value_min"), said.get("value_max"))
            assert len(one.presets) == len(said.get("presets", ()))
        if isinstance(one, Binary):
            assert (one.value_on, one.value_off) == (said["value_on"], said["value_off"])


def test_each_generic_type_is_read_with_all_that_is_its_own() -> None:
    binary, numeric, choice, words, items, composite = parsed(
        [
            feature("binary", "state", value_on="ON", value_off="OFF", value_toggle="TOGGLE"),
            feature(
                "numeric",
                "speed",
                value_min=1,
                value_max=10.5,
                value_step=0.5,
                unit="m/s",
                presets=[{"name": "walk", "value": 2, "description": "slow"}],
            ),
            feature("enum", "mode", values=["a", 1, 2.5, True], label="Mode", description="How"),
            feature("text", "note", category="diagnostic", endpoint="l1", property="note_l1"),
            feature("list", "times", item_type=feature("numeric", "time"), length_min=1),
            feature("composite", "color_xy", property="color", features=[feature("numeric", "x")]),
        ]
    )
    assert binary == Binary(
        type="binary",
        name="state",
        property_name="state",
        access=7,
        value_on="ON",
        value_off="OFF",
        value_toggle="TOGGLE",
    )
    assert numeric == Numeric(
        type="numeric",
        name="speed",
        property_name="speed",
        access=7,
        value_min=1,
        value_max=10.5,
        value_step=0.5,
        unit="m/s",
        presets=(Preset(name="walk", value=2, description="slow"),),
    )
    assert isinstance(choice, Choice)
    assert choice.values == ("a", "1", "2.5", "true")
    assert (choice.label, choice.description) == ("Mode", "How")
    assert isinstance(words, Text)
    assert (words.category, words.endpoint, words.bare_property) == ("diagnostic", "l1", "note")
    assert isinstance(items, Items)
    assert isinstance(items.item, Numeric)
    assert (items.item.name, items.length_min, items.length_max) == ("time", 1, None)
    assert isinstance(composite, Composite)
    assert (composite.property_name, composite.features[0].name) == ("color", "x")


def test_access_of_an_object_that_tells_none_is_that_of_its_features() -> None:
    (color,) = parsed(
        [
            {
                "type": "composite",
                "name": "color",
                "features": [feature("numeric", "x", access=2), feature("numeric", "y", access=1)],
            }
        ]
    )
    assert (color.is_settable, color.is_published, color.is_gettable) == (True, True, False)


def test_a_single_preset_and_a_type_of_items_without_more_are_read_too() -> None:
    numeric, items = parsed(
        [
            feature("numeric", "level", presets={"name": "previous", "value": "previous"}),
            feature("list", "words", item_type="text"),
        ]
    )
    assert isinstance(numeric, Numeric)
    assert numeric.presets == (Preset(name="previous", value="previous"),)
    assert isinstance(items, Items)
    assert items.item == Text(type="text", name="words")


def test_a_thing_of_a_newer_type_is_kept_for_its_features() -> None:
    newer = {"type": "valve", "features": [feature("binary", "state")], "endpoint": 2}
    (valve,) = parsed([newer])
    assert isinstance(valve, Specific)
    assert (valve.type, valve.endpoint, valve.features[0].name) == ("valve", "2", "state")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        3,
        "light",
        [],
        {},
        {"type": 3},
        {"type": "light"},
        {"type": "light", "features": []},
        {"type": "light", "features": "state"},
        {"type": "hologram", "name": "it"},
        {"type": "binary"},
        {"type": "binary", "name": "", "property": None},
        {"features": [{"type": "binary", "name": "state"}]},
    ],
)
def test_what_says_nothing_is_left_out_and_the_rest_stays(odd: Any) -> None:
    assert [one.name for one in parsed([odd, feature("text", "note"), odd])] == ["note"]


@pytest.mark.parametrize("listed", [None, {}, "x", 3, {"type": "text", "name": "x"}])
def test_what_is_no_list_exposes_nothing(listed: Any) -> None:
    assert parsed(listed) == ()


def test_values_that_cannot_be_are_none() -> None:
    numeric, choice, items, lonely = parsed(
        [
            feature(
                "numeric",
                "n",
                access="7",
                category="else",
                value_min=float("nan"),
                value_max=10**400,
                value_step=True,
                unit=4,
                presets=[3, {"name": "x"}, {"value": 3}, {"name": "y", "value": {}}],
            ),
            feature("enum", "e", values=["", None, float("inf"), [], "a"], access=255),
            feature("list", "l", item_type=4, length_min=-1, length_max="9"),
            feature("enum", "f", values="abc"),
        ]
    )
    assert numeric == Numeric(type="numeric", name="n", property_name="n")
    assert isinstance(choice, Choice)
    assert (choice.values, choice.access) == (("", "a"), 7)
    assert isinstance(items, Items)
    assert (items.item, items.length_min, items.length_max) == (None, None, None)
    assert isinstance(lonely, Choice)
    assert lonely.values == ()


def test_what_nests_without_end_is_cut_off() -> None:
    deep: dict[str, Any] = feature("numeric", "inmost")
    for _ in range(500):
        deep = feature("composite", "c", features=[feature("list", "l", item_type=deep)])
    read = list(walked(parsed([deep])))
    assert 0 < len(read) < 20
    assert "inmost" not in {one.name for one in read}


def test_texts_lose_what_no_database_stores() -> None:
    assert text("a\0b\ud800c ü") == "abc ü"
    assert text(b"x") == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("type", "name", "property", "access", "features", "item_type", "values"),
                    *("presets", "value_on", "value_min", "length_max", "endpoint", "unit"),
                ]
            ),
            inner | st.sampled_from(["binary", "numeric", "enum", "list", "composite", "light"]),
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_no_data_is_odd_enough_to_raise(raw: Any) -> None:
    for one in walked(parsed([raw])):
        assert one.type
        json.dumps([one.name, one.property_name, one.description]).encode()
