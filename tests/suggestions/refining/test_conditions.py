"""What is done to the conditions of an automation."""

from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    DarkCondition,
    NumericCondition,
    StateCondition,
    WindowCondition,
)
from custom_components.homeiq.suggestions.automation import condition_config
from custom_components.homeiq.suggestions.refining.conditions import (
    dropped,
    key_of,
    on_days,
    required,
    turned,
    weekdays_of,
)
from custom_components.homeiq.suggestions.refining.edits import NOBODY, SOMEBODY

DARK = condition_config(DarkCondition())
WARM = condition_config(NumericCondition("sensor.t", above=20.0))
DAYS = {"condition": "time", "weekday": ["sat", "sun"]}
NOT_YET = {"condition": "not", "conditions": []}


def test_one_about_the_same_gives_way() -> None:
    assert required([condition_config(SOMEBODY), DARK], NOBODY) == [condition_config(NOBODY), DARK]
    low = condition_config(DarkCondition(dark=True, elevation=-3.0))
    assert required([WARM, low], DarkCondition(dark=False)) == [
        WARM,
        condition_config(DarkCondition(dark=False)),
    ]


def test_several_about_the_same_give_way_to_one() -> None:
    twice = [DARK, WARM, condition_config(StateCondition("sun.sun", "below_horizon"))]
    assert required(twice, DarkCondition()) == [DARK, WARM]


def test_a_reading_may_have_limits_on_both_sides() -> None:
    cool = NumericCondition("sensor.t", below=25.0)
    assert required([WARM], cool) == [WARM, condition_config(cool)]


def test_days_and_times_of_the_day_are_not_the_same() -> None:
    window = WindowCondition(0, 60)
    assert required([DAYS], window) == [DAYS, condition_config(window)]
    assert dropped([DAYS, condition_config(window)], "time") == [DAYS]


def test_what_no_edit_can_name_stays() -> None:
    template = {"condition": "template", "value_template": "{{ true }}"}
    assert key_of(template) is None
    assert dropped([template, DARK], "sun.sun") == [template]


def test_whether_there_is_something_to_do_is_asked_last() -> None:
    assert required([NOT_YET], DarkCondition()) == [DARK, NOT_YET]


def test_days() -> None:
    assert weekdays_of([DARK, DAYS]) == (5, 6)
    assert weekdays_of([DARK]) == EVERY_DAY
    assert on_days([DARK, DAYS], (0,)) == [{"condition": "time", "weekday": ["mon"]}, DARK]
    assert on_days([DARK, DAYS], EVERY_DAY) == [DARK]
    assert turned((0, 6), 1) == (0, 1)
    assert turned((0, 6), -1) == (5, 6)
