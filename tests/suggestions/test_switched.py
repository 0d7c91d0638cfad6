"""Valves and sirens that hang on a plain switch."""

import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.switched import is_siren, is_valve


@pytest.mark.parametrize(
    "name", ["Water valve", "Garden Valve Switch 2", "Gasventil", "Absperr-Ventil", "Ventil1"]
)
def test_a_valve_is_known_by_the_end_of_its_name(name: str) -> None:
    assert is_valve("switch.a", Names({"switch.a": name}))
    assert not is_siren("switch.a", Names({"switch.a": name}))


@pytest.mark.parametrize("name", ["Siren", "Außensirene", "Alarm siren relay"])
def test_a_siren_is_known_by_the_end_of_its_name(name: str) -> None:
    assert is_siren("switch.a", Names({"switch.a": name}))
    assert not is_valve("switch.a", Names({"switch.a": name}))


@pytest.mark.parametrize(
    "name", ["Ventilator", "Valve detection", "Siren volume", "Switch 1", "2", "Sirenenlampe"]
)
def test_what_is_about_something_of_it_is_none(name: str) -> None:
    names = Names({"switch.a": name})
    assert not is_valve("switch.a", names)
    assert not is_siren("switch.a", names)


def test_what_has_no_name_is_known_by_its_id() -> None:
    assert is_valve("switch.water_valve", Names())
