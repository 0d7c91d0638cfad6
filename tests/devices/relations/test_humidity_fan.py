"""Damp air and a fan."""

from custom_components.homeiq.devices.relations.humidity_fan import HUMIDITY_FAN
from custom_components.homeiq.mining.declared import Verdict
from custom_components.homeiq.mining.pattern import Effect, NumericTrigger
from tests.devices.linked import only, patterns, readings, study_of, tried, where
from tests.mining.answering import Answering, answering

DAMP, FAN = "sensor.humidity", "fan.bath"
SHOWER = (55, 63, 72, 78)


def showers(*, aired: bool = True) -> Answering:
    diary = answering((), (), (FAN, "on"))
    readings(diary, DAMP, SHOWER, *([(FAN, "on")] if aired else []), usual=50)
    return diary


def test_the_fan_goes_on_above_readings_at_which_people_turn_it_on() -> None:
    found = patterns(HUMIDITY_FAN, study_of(showers()), DAMP, FAN)
    assert found
    for pattern in found:
        assert pattern.effects == (Effect(FAN, "on"),)
        assert isinstance(pattern.trigger, NumericTrigger)
        assert pattern.trigger.above is not None
        assert 72 < pattern.trigger.above < 79


def test_what_people_do_after_a_shower_holds() -> None:
    found = tried(HUMIDITY_FAN, showers(), DAMP, FAN)
    assert found.finding is not None
    assert found.finding.evidence.right >= 26
    assert found.finding.evidence.wrong <= 1


def test_a_fan_that_nobody_turns_on_is_untried() -> None:
    assert tried(HUMIDITY_FAN, showers(aired=False), DAMP, FAN).verdict is Verdict.UNTRIED


def test_both_are_in_one_area() -> None:
    assert len(where(HUMIDITY_FAN, only(DAMP, "humidity"), only(FAN))) == 1
    assert where(HUMIDITY_FAN, only(DAMP, "moisture"), only(FAN)) == []
    assert where(HUMIDITY_FAN, only(DAMP, "humidity"), only(FAN, area="attic")) == []
