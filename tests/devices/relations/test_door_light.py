"""Doors and the light behind them."""

import pytest

from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.devices.relations.door_light import DOOR_LIGHT
from custom_components.homeiq.mining.declared import Verdict
from tests.devices.linked import FEW, OFTEN, lamp_at, only, patterns, study_of, tried, where

DOOR, LIGHT = "binary_sensor.door", "light.hall"


def test_the_light_goes_on_when_the_door_opens_in_the_dark_or_at_any_time() -> None:
    assert set(patterns(DOOR_LIGHT, study_of(lamp_at(DOOR)), DOOR, LIGHT)) == {
        habit(appears(DOOR), (LIGHT, "on")),
        habit(appears(DOOR), (LIGHT, "on"), given=(DARK,)),
    }


@pytest.mark.parametrize("kind", ["door", "garage_door", "opening"])
def test_doors_of_all_kinds_go_with_the_lights_of_their_area(kind: str) -> None:
    assert len(where(DOOR_LIGHT, only(DOOR, kind), only(LIGHT))) == 1
    assert where(DOOR_LIGHT, only(DOOR, "window"), only(LIGHT)) == []


def test_what_people_do_at_a_door_is_seen() -> None:
    assert tried(DOOR_LIGHT, lamp_at(DOOR), DOOR, LIGHT).verdict is Verdict.HOLDS
    rarely = lamp_at(DOOR, kept=OFTEN[::3], of=OFTEN)
    assert tried(DOOR_LIGHT, rarely, DOOR, LIGHT).verdict is Verdict.FAILS
    assert tried(DOOR_LIGHT, lamp_at(DOOR, kept=(), of=FEW), DOOR, LIGHT).finding is None
