"""Smoke and what covers the way out."""

import pytest

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.smoke_covers import SMOKE_COVERS
from tests.devices.linked import drawn, lamp_at, only, study_of, where

SMOKE = "binary_sensor.smoke"


def test_every_blind_and_shutter_of_the_floor_opens() -> None:
    study = study_of(lamp_at("binary_sensor.door"))
    found = drawn(SMOKE_COVERS, study, [SMOKE], ["cover.hall", "cover.attic"])
    assert found is not None
    steps = tuple(Step("cover.open_cover", cover) for cover in ("cover.hall", "cover.attic"))
    assert found.recipe == Recipe((Branch(appears(SMOKE), steps),))


@pytest.mark.parametrize(
    ("kind", "places"), [("shutter", 1), ("blind", 1), ("awning", 0), ("garage", 0), (None, 0)]
)
def test_only_what_is_in_the_way_opens(kind: str | None, places: int) -> None:
    assert len(where(SMOKE_COVERS, only(SMOKE, "smoke"), only("cover.hall", kind))) == places
