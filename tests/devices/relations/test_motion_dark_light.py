"""Motion, how bright the room is, and its light."""

from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.motion_dark_light import MOTION_DARK_LIGHT
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import Effect, NumericCondition
from tests.devices.linked import lamp_at, only, patterns, study_of, tried, where
from tests.mining.answering import Answering
from tests.mining.lively import HOUR

MOTION, BRIGHT, LIGHT = "binary_sensor.motion", "sensor.lux", "light.hall"


def gloomy() -> Answering:
    """Return a room that is dark on some mornings too, and is lit when it is."""
    diary = lamp_at(MOTION, kept=(), of=())
    diary.add(0, 4.0, BRIGHT, "300", Origin.DEVICE)
    for day in range(28):
        morning = 25 if day % 4 == 0 else 300
        for clock, reading in ((8, morning), (14, 310), (17, 20), (23, 5)):
            diary.add(day, clock * HOUR, BRIGHT, str(reading + day % 3), Origin.DEVICE)
        for begin, end, dark in ((9, 13, morning < 100), (14.5, 16, False), (18, 22, True)):
            clock = diary.random.uniform(begin, end) * HOUR
            diary.answered(day, clock, MOTION, *([(LIGHT, "on")] if dark else []))
    return diary


def test_the_light_goes_on_upon_motion_below_a_reading() -> None:
    found = patterns(MOTION_DARK_LIGHT, study_of(gloomy()), MOTION, BRIGHT, LIGHT)
    assert found
    for pattern in found:
        assert (pattern.trigger, pattern.effects) == (appears(MOTION), (Effect(LIGHT, "on"),))
        (condition,) = pattern.conditions
        assert isinstance(condition, NumericCondition)
        assert condition.entity_id == BRIGHT
        assert condition.below is not None
        assert condition.above is None


def test_how_dark_it_has_to_be_is_learned_from_when_people_act() -> None:
    found = tried(MOTION_DARK_LIGHT, gloomy(), MOTION, BRIGHT, LIGHT)
    assert found.finding is not None
    (condition,) = found.finding.pattern.conditions
    assert isinstance(condition, NumericCondition)
    assert condition.below is not None
    assert 20 < condition.below < 300
    assert found.finding.evidence.right >= 30  # of 35, some of them in the morning
    assert found.finding.evidence.wrong == 0


def test_without_readings_there_is_nothing_to_try() -> None:
    assert not patterns(MOTION_DARK_LIGHT, study_of(lamp_at(MOTION)), MOTION, BRIGHT, LIGHT)


def test_all_three_are_in_one_area() -> None:
    devices = only(MOTION, "motion"), only(LIGHT)
    assert len(where(MOTION_DARK_LIGHT, *devices, only(BRIGHT, "illuminance"))) == 1
    assert where(MOTION_DARK_LIGHT, *devices, only(BRIGHT, "illuminance", area="garden")) == []
    assert where(MOTION_DARK_LIGHT, *devices, only(BRIGHT, "temperature")) == []
