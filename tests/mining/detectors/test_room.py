"""What is turned off some time after a room was left."""

from dataclasses import replace

from custom_components.homeiq.mining.detectors.room import Room
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import Pattern, StateTrigger
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

OFFICE = replace(HOME, areas={"binary_sensor.office": "office", "light.desk": "office"})
DAYS = 21


def office(*, after: float, kept: float = 1.0) -> Diary:
    """Return a home whose desk light is put out by hand some time after the room is empty."""
    diary = Diary(seed=9)
    diary.known(binary_sensor__office="off", light__desk="off")
    for day in range(DAYS):
        for hour in (9, 14, 19):
            came = hour * 3600 + diary.random.uniform(0, 3000)
            left = came + diary.random.uniform(1200, 5000)
            diary.add(day, came, "binary_sensor.office", "on", Origin.DEVICE)
            diary.add(day, came + 700, "light.desk", "on", Origin.AUTOMATION)
            diary.add(day, left, "binary_sensor.office", "off", Origin.DEVICE)
            late = after if diary.random.random() < kept else diary.random.uniform(2000, 7000)
            diary.add(day, left + late + diary.random.uniform(-20, 20), "light.desk", "off")
    return diary


def found(diary: Diary, home: Home = OFFICE) -> list[Pattern]:
    return Room().detect(Study.of(diary.log(home), home))


def test_light_that_is_put_out_after_the_room_was_left_is_found_with_its_time() -> None:
    (pattern,) = found(office(after=240))
    assert pattern.target.state == "off"
    assert isinstance(pattern.trigger, StateTrigger)
    assert (pattern.trigger.entity_id, pattern.trigger.to) == ("binary_sensor.office", "off")
    assert pattern.trigger.hold == 300
    assert pattern.days == DAYS


def test_without_areas_nothing_is_claimed() -> None:
    assert found(office(after=240), HOME) == []


def test_sensor_of_another_room_is_no_reason() -> None:
    elsewhere = replace(HOME, areas={"binary_sensor.office": "office", "light.desk": "hall"})
    assert found(office(after=240), elsewhere) == []


def test_sensor_of_the_same_device_is_no_reason() -> None:
    lamp = {"binary_sensor.office": "lamp", "light.desk": "lamp"}
    assert found(office(after=240), replace(OFFICE, devices=lamp)) == []


def test_light_that_is_mostly_put_out_at_other_times_is_not_found() -> None:
    assert found(office(after=240, kept=0.1)) == []
