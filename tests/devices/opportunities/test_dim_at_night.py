"""A lamp that could be dimmed at night."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.opportunities.dim_at_night import DimAtNight
from custom_components.homeiq.devices.opportunities.rule import NIGHT
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import StateTrigger
from tests.devices.opportunities.cases import CASES, device_of, entity_of, lived

(CASE,) = CASES["dim_at_night"]


def test_a_lamp_that_is_switched_on_every_night_is_dimmed_then() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.reason == Reason(21, 21, NIGHT.after, value="30")
    step = Step("light.turn_on", "light.lamp", {"brightness_pct": 30})
    assert idea.recipe == Recipe(
        (Branch(StateTrigger("light.lamp", "on", "off"), (step,), (NIGHT,)),)
    )


@pytest.mark.parametrize(
    ("clock", "each_days", "found"),
    [("23:00", 3, True), ("23:00", 7, False), ("20:00", 1, False), ("03:00", 1, True)],
)
def test_it_has_to_happen_at_night_and_often_enough(
    clock: str, each_days: int, *, found: bool
) -> None:
    home = lived((clock, "light.lamp", "off", "on"), each_days=each_days)
    assert (replace(CASE, lived=home).idea() is not None) == found


def test_the_more_often_it_happens_the_more_it_is_worth() -> None:
    often, seldom = (
        replace(CASE, lived=lived(("23:00", "light.lamp", "off", "on"), each_days=days)).idea()
        for days in (1, 3)
    )
    assert often is not None
    assert seldom is not None
    assert often.impact > seldom.impact


def test_of_two_lamps_of_a_device_it_is_about_the_one_that_is_used_more() -> None:
    home = lived(
        ("22:30", "light.a", "off", "on"),
        ("23:00", "light.b", "off", "on"),
        ("02:00", "light.b", "off", "on"),
    )
    device = device_of(entity_of("light.a"), entity_of("light.b"))
    capability = Capability("light.brightness", ("light.a", "light.b"))
    idea = DimAtNight().consider(device, capability, home)
    assert idea is not None
    assert idea.recipe is not None
    assert idea.recipe.branches[0].steps[0].entity_id == "light.b"
    assert idea.reason.count == 42


def test_a_capability_that_no_entity_reaches_now_gives_nothing() -> None:
    assert replace(CASE, capability=Capability("light.brightness")).idea() is None
