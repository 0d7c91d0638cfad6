"""Motion, or somebody's presence, and the light of a room."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.devices.relations.motion_light import MOTION_LIGHT
from custom_components.homeiq.mining.declared import Verdict
from custom_components.homeiq.mining.pattern import DarkCondition
from tests.devices.linked import lamp_at, only, patterns, study_of, tried, where
from tests.mining.build import BERLIN_HOME, HOME
from tests.mining.lively import HOUR

MOTION, LIGHT = "binary_sensor.motion", "light.hall"


def test_the_light_goes_on_upon_motion_in_the_dark_or_at_any_time() -> None:
    assert set(patterns(MOTION_LIGHT, study_of(lamp_at(MOTION)), MOTION, LIGHT)) == {
        habit(appears(MOTION), (LIGHT, "on")),
        habit(appears(MOTION), (LIGHT, "on"), given=(DARK,)),
    }


@pytest.mark.parametrize("kind", ["motion", "occupancy", "presence"])
def test_whatever_senses_people_goes_with_the_lights_of_its_area(kind: str) -> None:
    assert len(where(MOTION_LIGHT, only(MOTION, kind), only(LIGHT))) == 1
    assert where(MOTION_LIGHT, only(MOTION, "vibration"), only(LIGHT)) == []


def test_who_needs_the_light_only_in_the_dark_has_it_only_then() -> None:
    diary = lamp_at(MOTION, kept=(), of=())
    for day in range(28):
        for hour in (10, 12):
            diary.answered(day, hour * HOUR, MOTION)
        late = diary.random.uniform(18, 23) * HOUR
        diary.answered(day, late, MOTION, (LIGHT, "on"))
    found = tried(MOTION_LIGHT, diary, MOTION, LIGHT)
    assert found.finding is not None
    assert found.finding.pattern.conditions == (DarkCondition(),)
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (28, 0)
    for home in (HOME, replace(BERLIN_HOME, latitude=None)):  # without a sun, the clock tells
        unlit = tried(MOTION_LIGHT, diary, MOTION, LIGHT, home=home)
        assert unlit.finding is None or unlit.finding.pattern.conditions != (DarkCondition(),)


def test_a_room_that_somebody_passes_through_all_day_long_gives_no_light() -> None:
    diary = lamp_at(MOTION, kept=range(28), of=range(28))
    for day in range(28):
        for minutes in range(0, 12 * 60, 30):
            diary.seen(day, 9.2 * HOUR + 60 * minutes, MOTION, 40)
    assert tried(MOTION_LIGHT, diary, MOTION, LIGHT).verdict is Verdict.FAILS
