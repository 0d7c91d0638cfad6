"""The conditions that are worth a test, and how much of the surprise each may use up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.narrowing import (
    Narrowing,
    Weekdays,
    holding,
    narrower,
    with_condition,
)
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    Pattern,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, HOME, Diary

BUTTON = StateTrigger("binary_sensor.button", "on", "off")
LAMP = (Effect("light.a", "on"),)
PRESSED = Pattern("co_occurrence", BUTTON, LAMP)
HOURS = range(1, 24, 2)
DAYS = 14


def pressed(wanted: Callable[[int, int], bool], days: int = DAYS) -> Diary:
    """Return a button that is pressed every other hour, and lights up a lamp if wanted.

    If not, an automation does so later: each press is an episode of its own.
    """
    diary = Diary()
    diary.known(light__a="off", binary_sensor__button="off")
    for day in range(days):
        for hour in HOURS:
            diary.add(day, 3600 * hour, "binary_sensor.button", "on", Origin.DEVICE)
            diary.add(day, 3600 * hour + 600, "binary_sensor.button", "off", Origin.DEVICE)
            if wanted(day, hour):
                diary.habit([day], 3600 * hour + 60, "light.a", scatter=20, lasts=1200)
            else:
                diary.add(day, 3600 * hour + 1800, "light.a", "on", Origin.AUTOMATION)
                diary.add(day, 3600 * hour + 2400, "light.a", "off", Origin.AUTOMATION)
    return diary


def away(diary: Diary, entity_id: str, days: Iterable[int], state: str = "not_home") -> None:
    diary.add(0, 2.0, entity_id, "home", Origin.DEVICE)
    for day in days:
        diary.add(day, 3.0, entity_id, state, Origin.DEVICE)
        diary.add(day, 86000.0, entity_id, "home", Origin.DEVICE)


@dataclass(frozen=True)
class Looked:
    """A pattern of a log, its episodes, and all that it may need besides."""

    study: Study
    episodes: Episodes
    found: list[Narrowing]

    @classmethod
    def at(cls, log: EventLog, home: Home, pattern: Pattern) -> Looked:
        study = Study.of(log, home)
        kind = study.kind_of(pattern.target)
        assert kind is not None
        begun = study.begun(pattern, log.days)
        episodes = Episodes.of(study, begun, study.replay(pattern, pattern.target, kind, begun))
        rows = np.ones(len(episodes.at), np.bool_)
        return cls(study, episodes, list(narrower(study, pattern, episodes, rows)))

    def days(self, condition: Condition | Weekdays) -> set[int]:
        """Return the days, by their number, with an episode on which a condition holds."""
        held = holding(self.study, condition, self.episodes)
        return set((self.episodes.day[held] - self.study.log.days[0]).tolist())


def narrowings(diary: Diary, home: Home = HOME, pattern: Pattern = PRESSED) -> list[Narrowing]:
    return Looked.at(diary.log(home), home, pattern).found


def told(found: Iterable[Narrowing]) -> set[object]:
    return {narrowing.condition for narrowing in found}


def mentioned(found: Iterable[Narrowing]) -> set[str]:
    return {
        item.condition.entity_id
        for item in found
        if isinstance(item.condition, StateCondition | NumericCondition)
    }


def share_of(found: Iterable[Narrowing], condition: object) -> float:
    (share,) = {narrowing.share for narrowing in found if narrowing.condition == condition}
    return share


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


@pytest.mark.parametrize("entity_id", ["switch.strip", "sensor.strip_power"])
def test_what_goes_with_the_act_tells_nothing(entity_id: str) -> None:
    diary = pressed(lambda day, _hour: day % 4 == 1)
    for day in range(DAYS):
        for hour in range(24):
            level = hour + 100 if day % 4 == 1 else hour
            state = str(level) if entity_id.startswith("sensor") else ("off", "on")[day % 4 == 1]
            diary.add(day, 3600 * hour + 5, entity_id, state, Origin.DEVICE)
    assert mentioned(narrowings(diary)) == {entity_id}
    of_one_device = replace(HOME, devices={"light.a": "lamp", entity_id: "lamp"})
    assert mentioned(narrowings(diary, of_one_device)) == set()


def test_equal_people_on_holiday_are_one_test() -> None:
    holiday = (7, 8, 9, 10)
    at_home = StateCondition("person.ann", "home")
    alone, together, apart = (pressed(lambda day, _hour: day not in holiday) for _ in range(3))
    for diary in (alone, together, apart):
        away(diary, "person.ann", holiday)
    away(together, "person.bob", holiday)
    away(apart, "person.bob", (2, 7, 8, 9, 10))
    share = share_of(narrowings(alone), at_home)
    both = narrowings(together)
    assert share_of(both, at_home) == share_of(both, StateCondition("person.bob", "home")) == share
    assert share_of(narrowings(apart), at_home) == pytest.approx(share / 2)


def test_a_house_full_of_sensors_does_not_hide_that_people_must_be_at_home() -> None:
    def household(sensors: int) -> list[Narrowing]:
        diary = pressed(lambda day, _hour: day not in (3, 8, 9))
        away(diary, "person.ann", (3, 8, 9))
        for number in range(sensors):
            entity_id = f"binary_sensor.other_{number}"
            diary.add(0, 2.0, entity_id, "off", Origin.DEVICE)
            for day in range(DAYS):
                at = diary.random.uniform(0, 80000)
                diary.add(day, at, entity_id, "on", Origin.DEVICE)
                diary.add(day, at + 3600, entity_id, "off", Origin.DEVICE)
        return narrowings(diary)

    at_home = StateCondition("person.ann", "home")
    assert share_of(household(0), at_home) == share_of(household(12), at_home)


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


def test_an_unknown_state_alone_is_no_reason() -> None:
    diary = pressed(lambda day, _hour: day > 6)
    away(diary, "person.ann", range(7), "unavailable")
    diary.add(13, 86300.0, "person.ann", "not_home", Origin.DEVICE)
    states = {
        condition.state
        for condition in told(narrowings(diary))
        if isinstance(condition, StateCondition)
    }
    assert states <= {"home", "not_home"}


def lux(wanted: Callable[[float], bool], told: Callable[[float], float] = float) -> Diary:
    """Return a lamp that is wanted at some levels of a light; told is a reading of that level."""
    random = np.random.default_rng(3)
    levels = random.uniform(0, 100, (DAYS, 24))
    diary = pressed(lambda day, hour: wanted(levels[day, hour]))
    for day in range(DAYS):
        for hour in HOURS:
            level = f"{told(levels[day, hour]):.1f}"
            diary.add(day, 3600 * hour - 60, "sensor.lux", level, Origin.DEVICE)
    return diary


def limits(found: Iterable[Narrowing]) -> list[NumericCondition]:
    return [item.condition for item in found if isinstance(item.condition, NumericCondition)]


@pytest.mark.parametrize("below", [True, False])
def test_a_threshold_lies_between_what_was_right_and_what_was_not(*, below: bool) -> None:
    (limit,) = limits(narrowings(lux(lambda level: (level < 42) == below)))
    assert limit.entity_id == "sensor.lux"
    cut = limit.below if below else limit.above
    assert cut is not None
    assert 30 < cut < 54  # the tenths that are next to it
    assert (limit.above if below else limit.below) is None


def test_a_reading_that_has_nothing_to_do_with_it_gives_no_threshold() -> None:
    other = np.random.default_rng(4)
    unrelated = lux(lambda level: level < 42, lambda _level: other.uniform(0, 100))
    assert limits(narrowings(unrelated)) == []


def test_all_thresholds_that_were_tried_share_what_readings_may_use_up() -> None:
    diary = lux(lambda level: level < 42)
    (one,) = narrowings(diary)
    for day in range(DAYS):
        for hour in HOURS:
            diary.add(day, 3600 * hour - 30, "sensor.t", str(20 + hour % 3), Origin.DEVICE)
    (two,) = narrowings(diary)
    assert two.condition == one.condition
    assert two.share == pytest.approx(one.share / 2)


def test_no_family_uses_up_more_than_there_is() -> None:
    diary = pressed(lambda day, hour: day % 7 < 5 and hour > 17)
    away(diary, "person.ann", (5, 6, 12, 13))
    found = narrowings(diary, BERLIN_HOME)
    assert len({type(item.condition) for item in found}) > 2
    assert sum(item.share for item in found) <= 1


def test_a_narrowing_makes_a_pattern_with_one_condition_more() -> None:
    rows = np.ones(1, np.bool_)
    assert Narrowing(WORKDAYS, rows, 0.1).of(PRESSED).weekdays == WORKDAYS
    dark = Narrowing(DarkCondition(), rows, 0.1).of(PRESSED)
    assert dark.conditions == (DarkCondition(),)
    window = WindowCondition(0, 3600)
    assert with_condition(dark, window).conditions == (DarkCondition(), window)
