"""A thermostat that could save while nobody is at home."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import NumericTrigger
from tests.devices.opportunities.cases import CASES, device_of, entity_of, lived

BACK, NO_WAY_BACK = CASES["eco_when_away"]
KEY, RADIATOR = "climate.preset_mode", "climate.radiator"


def preset(name: str) -> tuple[Step, ...]:
    return (Step("climate.set_preset_mode", RADIATOR, {"preset_mode": name}),)


@pytest.mark.parametrize(
    ("values", "saving", "back"),
    [
        (("none", "comfort", "eco"), "eco", "none"),
        (("home", "away"), "away", "home"),
        (("comfort", "away", "eco"), "eco", "comfort"),
    ],
)
def test_it_saves_when_the_last_one_leaves_and_is_as_usual_when_somebody_comes(
    values: tuple[str, ...], saving: str, back: str
) -> None:
    idea = replace(BACK, capability=Capability(KEY, (RADIATOR,), values)).idea()
    assert idea is not None
    assert idea.recipe == Recipe(
        (
            Branch(NumericTrigger("zone.home", below=1.0), preset(saving)),
            Branch(NumericTrigger("zone.home", above=0.0), preset(back)),
        )
    )
    assert (idea.reason.value, idea.reason.values) == (saving, (back,))


def test_without_a_way_back_it_is_advice() -> None:
    idea = NO_WAY_BACK.idea()
    assert idea is not None
    assert idea.recipe is None
    assert idea.reason.value == "away"


@pytest.mark.parametrize("each_days", [1, 11])
def test_a_home_that_is_hardly_ever_empty_needs_no_saving(each_days: int) -> None:
    home = lived(("08:00", "zone.home", "2", "0"), each_days=each_days)
    assert (replace(BACK, lived=home).idea() is None) == (each_days > 7)


def test_what_saves_already_or_cannot_or_is_not_there_gives_nothing() -> None:
    saving = entity_of(RADIATOR, "heat", preset_mode="eco")
    assert replace(BACK, device=device_of(saving)).idea() is None
    cannot = Capability(KEY, (RADIATOR,), ("none", "boost"))
    assert replace(BACK, capability=cannot).idea() is None
    away = entity_of(RADIATOR, "unavailable")
    assert replace(BACK, device=device_of(away)).idea() is None
