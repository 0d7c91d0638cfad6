"""What relations that need no evidence are made of."""

import pytest

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.standing import (
    MOST_ALARMS,
    steps_for,
    upon_alarm,
)
from custom_components.homeiq.mining.event_log import Origin
from tests.devices.linked import study_of
from tests.mining.build import Diary
from tests.mining.lively import HOUR

DETECTORS = ("binary_sensor.hall", "binary_sensor.attic")
STEPS = (Step("light.turn_on", "light.hall"),)


def alarms(*times: int) -> Diary:
    """Return detectors of which each alarmed so often in four weeks."""
    diary = Diary()
    diary.habit(range(28), 20 * HOUR, "light.hall")
    for detector, count in zip(DETECTORS, times, strict=True):
        diary.add(0, 5.0, detector, "off", Origin.DEVICE)
        for number in range(count):
            diary.add(3 * number + 1, 9 * HOUR, detector, "on", Origin.DEVICE)
            diary.add(3 * number + 1, 9 * HOUR + 60, detector, "off", Origin.DEVICE)
    return diary


@pytest.mark.parametrize("times", [(0, 0), (2, 0), (1, 1)])
def test_each_detector_triggers_the_same_steps(times: tuple[int, ...]) -> None:
    drawn = upon_alarm(study_of(alarms(*times)), DETECTORS, STEPS)
    assert drawn is not None
    assert drawn.recipe == Recipe(tuple(Branch(appears(one), STEPS) for one in DETECTORS))
    assert drawn.triggers == DETECTORS
    assert drawn.occasions == sum(times) <= MOST_ALARMS


@pytest.mark.parametrize("times", [(3, 0), (2, 1), (9, 9)])
def test_detectors_that_cry_wolf_move_nothing(times: tuple[int, ...]) -> None:
    assert upon_alarm(study_of(alarms(*times)), DETECTORS, STEPS) is None


def test_coming_back_from_away_is_no_alarm() -> None:
    diary = alarms(0, 0)
    for day in range(9):
        diary.add(day, 9 * HOUR, DETECTORS[0], "unavailable", Origin.DEVICE)
        diary.add(day, 10 * HOUR, DETECTORS[0], "on" if day % 2 else "off", Origin.DEVICE)
        diary.add(day, 11 * HOUR, DETECTORS[0], "unavailable", Origin.DEVICE)
    drawn = upon_alarm(study_of(diary), DETECTORS, STEPS)
    assert drawn is not None
    assert drawn.occasions == 0


def test_people_are_told_if_it_is_said_how() -> None:
    drawn = upon_alarm(study_of(alarms(0, 0)), DETECTORS, (), "leak_valve")
    assert drawn is not None
    assert drawn.recipe.notification == Notification("leak_valve", DETECTORS[0])


def test_an_action_has_a_step_for_each_entity() -> None:
    assert steps_for("cover.open_cover", ("cover.a", "cover.b")) == (
        Step("cover.open_cover", "cover.a"),
        Step("cover.open_cover", "cover.b"),
    )
    (step,) = steps_for("light.turn_on", ("light.a",), {"brightness_pct": 100})
    assert step.data == {"brightness_pct": 100}
