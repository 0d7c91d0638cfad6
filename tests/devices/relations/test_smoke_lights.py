"""Smoke and lights."""

import pytest

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.smoke_lights import SMOKE_LIGHTS
from tests.devices.linked import drawn, lamp_at, only, study_of, where

SMOKE = "binary_sensor.smoke"


def test_every_light_of_the_floor_goes_on() -> None:
    study = study_of(lamp_at("binary_sensor.door"))
    found = drawn(SMOKE_LIGHTS, study, [SMOKE], ["light.hall", "light.attic"])
    assert found is not None
    steps = Step("light.turn_on", "light.hall"), Step("light.turn_on", "light.attic")
    assert found.recipe == Recipe((Branch(appears(SMOKE), steps),))


def test_a_detector_that_cries_wolf_turns_nothing_on() -> None:
    assert drawn(SMOKE_LIGHTS, study_of(lamp_at(SMOKE)), [SMOKE], ["light.hall"]) is None


@pytest.mark.parametrize(("kind", "places"), [("smoke", 1), ("carbon_monoxide", 1), ("gas", 0)])
def test_nothing_is_switched_in_gas(kind: str, places: int) -> None:
    assert len(where(SMOKE_LIGHTS, only(SMOKE, kind), only("light.hall"))) == places
