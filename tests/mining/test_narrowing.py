"""The conditions that are worth a test, and how much of the surprise each may use up."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Pattern,
    StateCondition,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, HOME, Diary
from tests.mining.pressed import DAYS, HOURS, LAMP, PRESSED, Looked, away, narrowings, pressed, told


def test_without_exceptions_nothing_is_worth_a_test() -> None:
    assert narrowings(pressed(lambda _day, _hour: True), BERLIN_HOME) == []


def test_weekdays_the_light_and_the_hours_are_worth_one_where_they_tell() -> None:
    by_day = narrowings(pressed(lambda day, _hour: day % 7 < 5))
    assert WORKDAYS in told(by_day)
    assert WEEKEND not in told(by_day)
    night = narrowings(pressed(lambda _day, hour: not 6 < hour < 18), BERLIN_HOME)
    assert DarkCondition() in told(night)
    assert DarkCondition(dark=False) not in told(night)
    noon = narrowings(pressed(lambda _day, hour: 10 < hour < 16))
    (window,) = [item for item in told(noon) if isinstance(item, WindowCondition)]
    assert 9 * 3600 < window.after <= 11 * 3600
    assert 15 * 3600 < window.before <= 17 * 3600


def test_weekdays_hold_on_their_days() -> None:
    looked = Looked.at(pressed(lambda _day, hour: hour < 12).log(), HOME, PRESSED)
    assert looked.days(WORKDAYS) == {day for day in range(DAYS) if day % 7 < 5}
    assert looked.days(WEEKEND) == {5, 6, 12, 13}


def test_single_weekdays_are_tried_where_there_are_enough_of_each() -> None:
    tuesdays = pressed(lambda day, _hour: day % 7 == 1, days=57)
    assert (1,) in told(narrowings(tuesdays))
    assert (1,) not in told(narrowings(pressed(lambda day, _hour: day % 7 == 1)))


def test_what_has_its_days_already_gets_no_others() -> None:
    diary = pressed(lambda day, hour: day % 7 < 5 and hour > 12)
    found = told(narrowings(diary, pattern=replace(PRESSED, weekdays=WORKDAYS)))
    assert found
    assert not any(isinstance(condition, tuple) for condition in found)


@pytest.mark.parametrize("trigger", [ClockTrigger(13 * 3600), SunTrigger("sunset", 0)])
def test_a_time_has_its_days_and_its_light_by_its_own(trigger: Trigger) -> None:
    diary = Diary()
    diary.known(light__a="off")
    weekends = [day for day in range(28) if day % 7 > 4]
    away(diary, "person.ann", weekends)
    diary.add(27, "23:50", "light.b", "on")
    timed = Pattern("time_of_day", trigger, LAMP)
    log = diary.log()
    for day, at in enumerate(Study.of(log, BERLIN_HOME).begun(timed, log.days).tolist()):
        by, after = (Origin.AUTOMATION, 2400) if day in weekends else (Origin.PERSON, 60)
        diary.rows.append((at + after, "light.a", "on", by))
        diary.rows.append((at + after + 600, "light.a", "off", Origin.AUTOMATION))
    assert told(narrowings(diary, BERLIN_HOME, timed)) == {StateCondition("person.ann", "home")}


def test_what_was_before_days_that_the_log_lacks_counts_for_either_side() -> None:
    """A switch is on while the lamp is wanted; after missing days nobody knows how it is."""
    diary = pressed(lambda day, _hour: day not in (2, 3, 4))
    on = StateCondition("input_boolean.party", "on")
    diary.add(0, 2.0, on.entity_id, "on", Origin.DEVICE)
    diary.add(2, 3.0, on.entity_id, "off", Origin.DEVICE)
    diary.add(5, 3.0, on.entity_id, "on", Origin.DEVICE)
    log = diary.log()
    looked = Looked.at(log.only(np.setdiff1d(log.days, log.days[[6, 7]])), HOME, PRESSED)
    assert told(looked.found) == {on}
    assert looked.days(on) == {0, 1, 5, *range(8, DAYS)}
    assert np.count_nonzero(looked.found[0].holds) == len(HOURS) * len(looked.days(on))
    assert looked.days(replace(on, state="off")) == {2, 3, 4, *range(8, DAYS)}


def test_no_family_uses_up_more_than_there_is() -> None:
    diary = pressed(lambda day, hour: day % 7 < 5 and hour > 17)
    away(diary, "person.ann", (5, 6, 12, 13))
    found = narrowings(diary, BERLIN_HOME)
    assert len({type(item.condition) for item in found}) > 2
    assert sum(item.share for item in found) <= 1
