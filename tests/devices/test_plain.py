"""By which values a capability is not used."""

import pytest

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.plain import comparable, is_plain, number_of

BY_KEY = {kind.key: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("key", "plain", "others"),
    [
        ("light.effect", ["none", "None", "NONE", "Solid"], ["rainbow", ""]),
        ("light.brightness", [255, 254, 250], [128, 247, 0, None]),
        ("light.color_temperature", [], [2700, None]),
        ("cover.position", [0, 100, 1, 97.5, "100"], [5, 50, 95, True, "{{ half }}"]),
        ("fan.oscillate", [False], [True, "{{ x }}"]),
        ("climate.preset_mode", ["none", "Home"], ["eco"]),
        ("media_player.group", [[], ["media_player.a"]], [["media_player.a", "media_player.b"]]),
        ("water_heater.away_mode", ["off", False], ["on", True, {"odd": 1}]),
    ],
)
def test_plain_values_are_those_of_its_kind(
    key: str, plain: list[object], others: list[object]
) -> None:
    kind = BY_KEY[key]
    assert [value for value in plain if not is_plain(kind, value)] == []
    assert [value for value in others if is_plain(kind, value)] == []


def test_values_are_compared_without_case_and_in_a_form_that_has_a_hash() -> None:
    assert comparable("Rainbow") == comparable("rainbow")
    assert comparable([1, 2]) == ("1", "2")
    assert hash(comparable([[1], {}])) == hash(comparable([[1], {}]))
    assert comparable({"a": 1}) == "{'a': 1}"
    assert comparable(3) == 3


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0),
        ("3.5", 3.5),
        (True, None),
        ("warm", None),
        (None, None),
        ([1], None),
        ("nan", None),
        (10**400, None),
    ],
)
def test_numbers_may_be_written(value: object, number: float | None) -> None:
    assert number_of(value) == number
