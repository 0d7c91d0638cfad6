"""Leaks and the valves that let water in."""

import pytest

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.leak_valve import LEAK_VALVE
from tests.devices.linked import drawn, lamp_at, only, study_of, where

LEAKS = ["binary_sensor.bath", "binary_sensor.cellar"]


def test_every_valve_closes_upon_any_leak_and_people_are_told() -> None:
    study = study_of(lamp_at("binary_sensor.door"))
    found = drawn(LEAK_VALVE, study, LEAKS, ["valve.a", "valve.b"])
    assert found is not None
    steps = tuple(Step("valve.close_valve", valve) for valve in ("valve.a", "valve.b"))
    branches = tuple(Branch(appears(leak), steps) for leak in LEAKS)
    assert found.recipe == Recipe(branches, Notification("leak_valve", LEAKS[0]))


def test_a_sensor_that_is_wet_now_and_then_closes_nothing() -> None:
    study = study_of(lamp_at(LEAKS[0]))
    assert drawn(LEAK_VALVE, study, LEAKS, ["valve.a"]) is None


@pytest.mark.parametrize(("kind", "places"), [("water", 1), (None, 1), ("gas", 0)])
def test_what_lets_gas_in_is_left_alone(kind: str | None, places: int) -> None:
    found = where(LEAK_VALVE, only(LEAKS[0], "moisture"), only("valve.main", kind, area="cellar"))
    assert len(found) == places
