"""A habit whose time moves over the end of a part of the day stays the same finding."""

from custom_components.homeiq.mining.identity import keep_identity
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    StateTrigger,
    Trigger,
)


def _pattern(trigger: Trigger) -> Pattern:
    return Pattern("time_of_day", trigger, (Effect("light.desk", "on"),))


def _clock(hours: float) -> Pattern:
    return _pattern(ClockTrigger(int(hours * 3600)))


def test_habit_that_moved_past_noon_keeps_its_fingerprint() -> None:
    before, after = _clock(11.8), _clock(12.2)
    assert before.fingerprint != after.fingerprint
    assert keep_identity(after, {before.fingerprint}).fingerprint == before.fingerprint


def test_habit_that_moved_back_over_midnight_keeps_its_fingerprint() -> None:
    before, after = _clock(0.3), _clock(23.7)
    assert keep_identity(after, {before.fingerprint}).fingerprint == before.fingerprint


def test_habit_in_the_middle_of_another_part_is_another() -> None:
    known = {_clock(9).fingerprint}
    assert keep_identity(_clock(15), known) == _clock(15)


def test_known_habit_and_other_triggers_stay_as_they_are() -> None:
    pattern = _clock(12.2)
    assert keep_identity(pattern, {pattern.fingerprint, _clock(11).fingerprint}) is pattern
    motion = _pattern(StateTrigger("binary_sensor.hall", "on", "off"))
    assert keep_identity(motion, {pattern.fingerprint}) is motion
