"""What every detector keeps to, those to come included."""

from dataclasses import is_dataclass, replace

import pytest

from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.mining.pattern import DETECTORS as NAMES
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: type(detector).__name__)
def test_a_detector_is_a_frozen_set_of_parameters_with_a_reported_name(detector: Detector) -> None:
    assert detector.name in NAMES
    assert is_dataclass(detector)
    assert detector == type(detector)()
    assert hash(detector) == hash(type(detector)())


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: type(detector).__name__)
def test_a_detector_finds_nothing_in_nothing(detector: Detector) -> None:
    assert detector.detect(Study.of(Diary().log(), HOME)) == []


AREAS = {"sensor.air": "bath", "fan.a": "bath", "binary_sensor.hall": "hall", "light.b": "hall"}


EVENING = ExistingAutomation(
    "automation.evening", "Evening", frozenset({"22:00:00"}), frozenset({("light.f", "off")})
)


def every_kind_of_habit() -> Diary:
    """Return a home with something for each detector."""
    diary = Diary()
    diary.known(light__a="off", light__b="off", fan__a="off", sensor__air="40")
    diary.known(binary_sensor__door="off", binary_sensor__hall="off")
    diary.known(switch__c="off", switch__d="off", switch__e="off")
    diary.known(lock__g="locked", binary_sensor__fridge="off")
    for day in range(21):
        diary.add(day, "06:59", "binary_sensor.door", "on")
        diary.add(day, "20:00", "binary_sensor.door", "off")
        diary.habit([day], "07:00", "light.a", scatter=20)
        begin = 11 * 3600 + day * 600
        for hour in range(10):
            diary.add(day, hour * 3600.0, "sensor.air", f"{40 + hour % 3}")
        diary.add(day, begin - 60, "sensor.air", "80")
        diary.add(day, begin, "fan.a", "on")
        diary.add(day, begin + 1900, "fan.a", "off")
        diary.add(day, begin + 2000, "sensor.air", "41")
        diary.add(day, begin + 3000, "binary_sensor.hall", "on")
        diary.add(day, begin + 3100, "light.b", "on", Origin.AUTOMATION)
        diary.add(day, begin + 4000, "binary_sensor.hall", "off")
        diary.add(day, begin + 4120, "light.b", "off")
        for delay, entity_id in ((0, "switch.c"), (60, "switch.d"), (150, "switch.e")):
            diary.add(day, begin + 8000 + delay, entity_id, "on")
            diary.add(day, begin + 12000, entity_id, "off", Origin.AUTOMATION)
        diary.add(day, 19 * 3600 + 600 * (day % 6), "light.f", "on", Origin.CONSEQUENCE)
        diary.add(day, "22:00", "light.f", "off", Origin.AUTOMATION)
        diary.add(day, "22:01", "light.f", "on")
        diary.add(day, "22:50", "light.f", "off")
        forgotten = day in {3, 10, 17}
        diary.add(day, "08:00", "lock.g", "unlocked", Origin.DEVICE)
        diary.add(day, "23:40" if forgotten else f"22:{day:02}", "lock.g", "locked", Origin.DEVICE)
        diary.add(day, "12:30", "binary_sensor.fridge", "on", Origin.DEVICE)
        lasts = 500 if forgotten else 20 + day
        diary.add(day, 45000 + lasts, "binary_sensor.fridge", "off", Origin.DEVICE)
    return diary


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: type(detector).__name__)
def test_a_detector_names_itself_in_what_it_finds(detector: Detector) -> None:
    home = replace(HOME, areas=AREAS, automations=(EVENING,))
    patterns = detector.detect(Study.of(every_kind_of_habit().log(home), home))
    assert patterns
    assert {pattern.detector for pattern in patterns} == {detector.name}


def test_each_detector_is_there_once_and_every_name_is_reported_of_one() -> None:
    """Two may bear one name: what is left on is told of with what goes off by itself."""
    assert len({type(detector) for detector in DETECTORS}) == len(DETECTORS)
    assert {detector.name for detector in DETECTORS} == set(NAMES)
