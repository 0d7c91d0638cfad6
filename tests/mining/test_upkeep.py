"""What people may be reminded of."""

from dataclasses import replace

import numpy as np

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.mining.upkeep import BUSIEST, seldom, upkeeps
from tests.mining.build import HOME, Diary


def opened(
    entity_id: str, states: tuple[str, str], *, origin: Origin = Origin.DEVICE, times: int = 1
) -> Diary:
    """Return a home in which something goes to a state and back, some times a day."""
    diary = Diary()
    diary.add(0, 1.0, entity_id, states[1], Origin.CONSEQUENCE)
    for day in range(5):
        for number in range(times):
            diary.add(day, 30000 + 600 * number, entity_id, states[0], origin)
            diary.add(day, 30060 + 600 * number, entity_id, states[1], origin)
    return diary


def found(diary: Diary, home: Home = HOME) -> list[tuple[str, str, str]]:
    study = Study.of(diary.log(home), home)
    return [upkeep.names(study) for upkeep in upkeeps(study)]


def test_a_lock_a_cover_and_a_light_are_brought_back() -> None:
    assert found(opened("lock.a", ("unlocked", "locked"))) == [("lock.a", "locked", "unlocked")]
    assert found(opened("cover.a", ("open", "closed"))) == [("cover.a", "closed", "open")]
    assert found(opened("light.a", ("on", "off"))) == [("light.a", "off", "on")]


def test_what_an_automation_brings_back_is_none() -> None:
    assert found(opened("light.a", ("on", "off"), origin=Origin.AUTOMATION)) == []


def test_persons_modes_and_readings_are_none() -> None:
    assert found(opened("person.a", ("not_home", "home"))) == []
    assert found(opened("alarm_control_panel.a", ("armed_away", "disarmed"))) == []
    assert found(opened("sensor.a", ("21", "20"))) == []
    assert found(opened("update.a", ("on", "off"))) == []


def test_a_door_is_one_by_its_class_and_motion_is_not() -> None:
    diary = opened("binary_sensor.a", ("on", "off"))
    for known, wanted in (("door", 1), ("window", 1), ("motion", 0), ("occupancy", 0)):
        home = replace(HOME, classes={"binary_sensor.a": known})
        assert len(found(diary, home)) == wanted, known


def test_without_a_class_what_changes_seldom_may_be_a_door() -> None:
    assert len(found(opened("binary_sensor.a", ("on", "off"), times=BUSIEST // 2 - 1))) == 1
    assert found(opened("binary_sensor.a", ("on", "off"), times=BUSIEST // 2 + 1)) == []


def test_without_a_class_what_goes_with_something_operated_is_no_door() -> None:
    home = replace(HOME, devices={"binary_sensor.a": "plug", "switch.a": "plug"})
    diary = opened("binary_sensor.a", ("on", "off"))
    diary.rows += [(time + 1, "switch.a", *row) for time, _, *row in diary.rows]  # type: ignore[misc]
    assert found(diary, home) == [("switch.a", "off", "on")]


def test_too_few_days_tell_nothing() -> None:
    diary = opened("lock.a", ("unlocked", "locked"))
    diary.rows = diary.rows[:5]
    assert found(diary) == []


def test_a_sensor_that_people_operate_by_name_is_found_once() -> None:
    home = replace(HOME, targets=("binary_sensor.a",))
    assert len(found(opened("binary_sensor.a", ("on", "off")), home)) == 1


def test_more_than_one_alarm_a_week_is_too_many() -> None:
    alarms = np.array([4, 5, 1])
    assert seldom(alarms, 28).tolist() == [True, False, True]
    assert seldom(alarms, 29).tolist() == [True, True, True]
