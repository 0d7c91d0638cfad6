"""When conditions hold, and when a pattern would act."""

from dataclasses import replace

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.holding import begun_where_held, holds
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    Pattern,
    StateCondition,
    StateTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, HOME, Diary, log_of, times


def held(condition: Condition, *clocks: str, home: Home = BERLIN_HOME) -> list[bool]:
    log = log_of(
        ("08:00", "sensor.t", "18"),
        ("08:00", "light.a", "off"),
        ("12:00", "sensor.t", "24"),
        ("12:00", "light.a", "on"),
        ("14:00", "sensor.t", "unavailable"),
        home=home,
    )
    diary = Diary()
    at = times(*(diary.at(0, clock) for clock in clocks))
    return holds(Study.of(log, home), condition, at).tolist()


def test_darkness_holds_at_night() -> None:
    assert held(DarkCondition(), "03:00", "12:00", "22:00") == [True, False, True]
    assert held(DarkCondition(dark=False), "03:00", "12:00") == [False, True]
    assert held(DarkCondition(), "03:00", home=HOME) == [False]


def test_a_window_holds_from_its_start_to_before_its_end() -> None:
    day = WindowCondition(8 * 3600, 20 * 3600)
    assert held(day, "07:59", "08:00", "19:59", "20:00") == [False, True, True, False]
    night = WindowCondition(22 * 3600, 6 * 3600)
    assert held(night, "21:59", "22:00", "00:00", "05:59", "06:00") == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_state_holds_while_the_entity_has_it() -> None:
    assert held(StateCondition("light.a", "on"), "07:00", "09:00", "12:00") == [False, False, True]
    assert held(StateCondition("light.gone", "on"), "12:00") == [False]
    assert held(StateCondition("light.a", "blue"), "12:00") == [False]


def test_a_reading_holds_beyond_its_threshold_and_never_where_it_is_unknown() -> None:
    clocks = ("07:00", "09:00", "13:00", "15:00")
    warm, cold = NumericCondition("sensor.t", above=20), NumericCondition("sensor.t", below=20)
    assert held(warm, *clocks) == [False, False, True, False]
    assert held(cold, *clocks) == [False, True, False, False]
    assert held(NumericCondition("sensor.gone", above=1), "12:00") == [False]


def test_a_pattern_acts_where_its_trigger_fires_and_all_its_conditions_hold() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    diary.add(0, 2.0, "person.ann", "home", Origin.DEVICE)
    diary.add(2, "12:00", "person.ann", "not_home", Origin.DEVICE)
    for day in range(4):
        for clock in ("10:00", "20:00"):
            diary.add(day, clock, "binary_sensor.door", "on", Origin.DEVICE)
            diary.add(day, f"{clock[:2]}:10", "binary_sensor.door", "off", Origin.DEVICE)
    study = Study.of(diary.log(), HOME)
    door = StateTrigger("binary_sensor.door", "on", "off")
    pattern = Pattern("co_occurrence", door, (Effect("light.a", "on"),))
    evening, there = WindowCondition(64800, 0), StateCondition("person.ann", "home")

    def begun(*conditions: Condition, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> int:
        narrow = replace(pattern, conditions=conditions, weekdays=weekdays)
        return len(begun_where_held(study, narrow, study.log.days))

    assert (begun(), begun(evening), begun(there), begun(evening, there)) == (8, 4, 5, 2)
    assert begun(weekdays=(0, 1)) == 4
    at = begun_where_held(study, replace(pattern, conditions=(evening, there)), study.log.days[1:3])
    assert at.tolist() == [diary.at(1, "20:00")]


def test_what_is_due_after_the_log_ends_is_not_due_yet() -> None:
    diary = Diary()
    diary.known(light__a="off")
    for day in range(3):
        diary.add(day, "07:00", "light.a", "on")
    diary.add(3, "03:00", "light.a", "off")  # when the night's analysis begins
    study = Study.of(diary.log(), HOME)
    pattern = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))
    at = begun_where_held(study, pattern, study.log.days)
    assert at.tolist() == [diary.at(day, "07:00") for day in range(3)]
