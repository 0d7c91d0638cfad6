"""Smoke, lights and what covers the way out."""

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.smoke_escape import SMOKE_ESCAPE
from tests.devices.linked import drawn, lamp_at, only, study_of, where

SMOKE = "binary_sensor.smoke"


def test_the_way_out_is_lit_and_open() -> None:
    study = study_of(lamp_at("binary_sensor.door"))
    found = drawn(SMOKE_ESCAPE, study, [SMOKE], ["light.hall"], ["cover.hall"])
    assert found is not None
    steps = Step("light.turn_on", "light.hall"), Step("cover.open_cover", "cover.hall")
    assert found.recipe == Recipe((Branch(appears(SMOKE), steps),))


def test_it_takes_both_on_the_floor_of_the_detector() -> None:
    smoke, light = only(SMOKE, "smoke"), only("light.hall")
    blind = only("cover.blind", "blind", area="attic")
    assert len(where(SMOKE_ESCAPE, smoke, light, blind)) == 1
    assert where(SMOKE_ESCAPE, smoke, light) == []
    assert where(SMOKE_ESCAPE, smoke, light, blind, hall="ground", attic="upper") == []
