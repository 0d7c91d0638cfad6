"""A lamp that could give warm light in the evening."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from tests.devices.opportunities.cases import CASES, device_of, entity_of, lived

(CASE,) = CASES["warm_in_the_evening"]


@pytest.mark.parametrize(
    ("limits", "kelvin"),
    [
        ({}, 2700),
        ({"min_color_temp_kelvin": 2202, "max_color_temp_kelvin": 6500}, 2700),
        ({"min_color_temp_kelvin": 3000, "max_color_temp_kelvin": 6500}, 3000),
        ({"min_color_temp_kelvin": 2000, "max_color_temp_kelvin": 2400}, 2400),
    ],
)
def test_it_is_as_warm_as_usual_or_as_the_lamp_can_be(
    limits: dict[str, object], kelvin: int
) -> None:
    idea = replace(CASE, device=device_of(entity_of("light.lamp", **limits))).idea()
    assert idea is not None
    assert idea.recipe is not None
    (branch,) = idea.recipe.branches
    assert branch.steps[0].data == {"color_temp_kelvin": kelvin}
    assert idea.reason.value == str(kelvin)


def test_a_lamp_that_has_only_cold_light_stays_as_it_is() -> None:
    cold = entity_of("light.lamp", min_color_temp_kelvin=4000, max_color_temp_kelvin=6500)
    assert replace(CASE, device=device_of(cold)).idea() is None


@pytest.mark.parametrize(
    ("clock", "each_days", "found"), [("20:30", 1, True), ("12:00", 1, False), ("20:30", 7, False)]
)
def test_it_has_to_happen_in_the_evening_and_often_enough(
    clock: str, each_days: int, *, found: bool
) -> None:
    home = lived((clock, "light.lamp", "off", "on"), each_days=each_days)
    assert (replace(CASE, lived=home).idea() is not None) == found


def test_a_capability_that_no_entity_reaches_now_gives_nothing() -> None:
    assert replace(CASE, capability=Capability("light.color_temperature")).idea() is None
