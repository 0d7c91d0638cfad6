"""What every detector keeps to, those to come included."""

from dataclasses import is_dataclass

import pytest

from custom_components.homeiq.mining.detectors import DETECTORS, Detector
from custom_components.homeiq.mining.finding import DETECTORS as NAMES
from tests.mining.build import HOME, Diary


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
def test_a_detector_is_a_frozen_set_of_parameters_with_a_reported_name(detector: Detector) -> None:
    assert detector.name in NAMES
    assert is_dataclass(detector)
    assert detector == type(detector)()
    assert hash(detector) == hash(type(detector)())


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
def test_a_detector_finds_nothing_in_nothing(detector: Detector) -> None:
    assert detector.detect(Diary().log(), HOME) == []


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
def test_a_detector_names_itself_in_what_it_finds(detector: Detector) -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off", fan__a="off")
    for day in range(14):
        diary.add(day, "06:59", "binary_sensor.door", "on")
        diary.add(day, "20:00", "binary_sensor.door", "off")
        diary.habit([day], "07:00", "light.a", scatter=20)
        diary.add(day, 11 * 3600 + day * 600, "fan.a", "on")
        diary.add(day, 11 * 3600 + day * 600 + 1900, "fan.a", "off")
    patterns = detector.detect(diary.log(), HOME)
    assert patterns
    assert {pattern.detector for pattern in patterns} == {detector.name}


def test_no_two_detectors_bear_the_same_name() -> None:
    assert len({detector.name for detector in DETECTORS}) == len(DETECTORS)
