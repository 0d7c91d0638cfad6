"""Habits of some days of the week."""

from datetime import date

import pytest

from custom_components.homeiq.mining.modifiers.day_type import USUAL, DayType, classes
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, MONDAY, Diary, ordinals


def test_single_weekdays_are_tried_from_eight_of_each_on() -> None:
    assert classes(ordinals(MONDAY, 55)) == (*USUAL, (0,), (1,), (2,), (3,), (4,), (5,))
    assert classes(ordinals(MONDAY, 28)) == USUAL
    assert len(classes(ordinals(date(2026, 1, 1), 56))) == len(USUAL) + 7


def test_it_looks_at_the_latest_twelve_weeks_of_a_long_history() -> None:
    days = ordinals(MONDAY, 100)
    assert DayType().windows(days[:49]) == []
    (window,) = DayType().windows(days)
    assert window.tolist() == days[-84:].tolist()


def supposed(weekdays: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the weekdays of what is done on some of them, as seen from the first."""
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit([day for day in range(84) if day % 7 in weekdays], "19:00", "light.lamp")
    diary.add(83, "23:00", "light.other", "on")
    pattern = Pattern(
        "time_of_day", ClockTrigger(19 * 3600), (Effect("light.lamp", "on"),), weekdays[:1]
    )
    found = DayType().suppose(Study.of(diary.log(), HOME), pattern)
    return None if found is None else found.weekdays


@pytest.mark.parametrize("weekdays", [(2,), (1, 4), (0, 3, 6)])
def test_weekdays_with_the_same_habit_are_put_together(weekdays: tuple[int, ...]) -> None:
    assert supposed(weekdays) == weekdays


@pytest.mark.parametrize("weekdays", [(0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3)])
def test_what_other_classes_tell_is_left_to_them(weekdays: tuple[int, ...]) -> None:
    assert supposed(weekdays) is None


def test_an_act_that_is_never_done_then_is_no_habit_of_that_day() -> None:
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit(range(84), "12:00", "light.lamp")
    pattern = Pattern("time_of_day", ClockTrigger(0), (Effect("light.lamp", "on"),), (2,))
    assert DayType().suppose(Study.of(diary.log(), HOME), pattern) is None


def test_a_few_days_that_happen_to_be_alike_are_no_habit_of_a_weekday() -> None:
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit([2, 9], "19:00", "light.lamp")
    diary.add(83, "23:00", "light.other", "on")
    pattern = Pattern("time_of_day", ClockTrigger(19 * 3600), (Effect("light.lamp", "on"),), (2,))
    assert DayType().suppose(Study.of(diary.log(), HOME), pattern) is None
