"""What must hold for a habit to hold, and what only cuts the days luckily."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.conditions import learn
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericCondition,
    Pattern,
    StateCondition,
    StateTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.mining.sun import Sun
from tests.mining.build import BERLIN, BERLIN_HOME, HOME, Diary, ordinals, times

MOTION = Pattern(
    "co_occurrence",
    StateTrigger("binary_sensor.motion", "on", "off"),
    (Effect("light.hall", "on"),),
)
DAYS = 14


def hall(diary: Diary | None = None, *, ends: float = 82800) -> tuple[Diary, list[float]]:
    """Return a hall with motion eight times a day, and when it was."""
    diary = diary or Diary(seed=2)
    diary.known(light__hall="off", binary_sensor__motion="off")
    moments = []
    for day in range(DAYS):
        for _ in range(8):
            at = diary.at(day, diary.random.uniform(6 * 3600, ends))
            diary.rows.append((at, "binary_sensor.motion", "on", Origin.DEVICE))
            diary.rows.append((at + 60, "binary_sensor.motion", "off", Origin.DEVICE))
            moments.append(at)
    return diary, moments


def light_up(diary: Diary, at: float) -> None:
    diary.rows.append((at + diary.random.uniform(5, 50), "light.hall", "on", Origin.PERSON))
    diary.rows.append((at + 300, "light.hall", "off", Origin.AUTOMATION))


def learned(diary: Diary, home: Home, pattern: Pattern = MOTION) -> Candidate:
    study = Study.of(diary.log(home), home)
    kind = study.kind_of(pattern.target)
    assert kind is not None
    begun = study.begun(pattern, study.log.days)
    return learn(study, pattern, begun, study.replay(pattern, pattern.target, kind, begun))


def is_dark(diary: Diary, at: float) -> bool:
    sun = Sun(52.52, 13.4, BERLIN)
    day = int((at - diary.at(0, 0.0)) // 86400)
    return bool(sun.dark(times(at), ordinals(diary.first + timedelta(days=day), 1), 0.0)[0])


def test_a_habit_without_exceptions_has_no_conditions() -> None:
    diary, moments = hall()
    for at in moments:
        light_up(diary, at)
    assert learned(diary, BERLIN_HOME).pattern == MOTION


def test_light_on_motion_only_when_dark() -> None:
    diary, moments = hall()
    for at in moments:
        if is_dark(diary, at):
            light_up(diary, at)
    result = learned(diary, BERLIN_HOME)
    assert result.pattern.conditions == (DarkCondition(),)
    assert result.wrong == 0
    assert result.right > 30


def test_a_habit_of_the_bright_hours() -> None:
    diary, moments = hall()
    for at in moments:
        if not is_dark(diary, at):
            light_up(diary, at)
    (condition,) = learned(diary, BERLIN_HOME).pattern.conditions
    assert isinstance(condition, DarkCondition)
    assert not condition.dark


def test_without_a_place_the_hours_tell() -> None:
    diary, moments = hall(ends=86000)
    for at in moments:
        if (at - diary.at(0, 0.0)) % 86400 >= 18 * 3600:
            light_up(diary, at)
    (condition,) = learned(diary, HOME).pattern.conditions
    assert isinstance(condition, WindowCondition)
    assert abs(condition.after - 18 * 3600) <= 1800


def test_somebody_must_be_home() -> None:
    diary, moments = hall()
    diary.add(0, 2.0, "person.ann", "home", Origin.DEVICE)
    away = [moment for moment in range(DAYS) if moment % 3 == 1]
    for day in away:
        diary.add(day, 3.0, "person.ann", "not_home", Origin.DEVICE)
        diary.add(day + 1, 3.0, "person.ann", "home", Origin.DEVICE)
    for at in moments:
        if int((at - diary.at(0, 0.0)) // 86400) not in away:
            light_up(diary, at)
    result = learned(diary, HOME)
    assert result.pattern.conditions == (StateCondition("person.ann", "home"),)


@pytest.mark.parametrize(("area", "counts"), [("hall", True), ("attic", False)])
def test_where_rooms_are_known_only_what_is_near_counts(area: str, *, counts: bool) -> None:
    diary, moments = hall()
    areas = {"light.hall": "hall", "binary_sensor.door": area}
    diary.add(0, 2.0, "binary_sensor.door", "off", Origin.DEVICE)
    for number, at in enumerate(moments):
        if number % 2:
            diary.rows.append((at - 5, "binary_sensor.door", "on", Origin.DEVICE))
            diary.rows.append((at + 350, "binary_sensor.door", "off", Origin.DEVICE))
            light_up(diary, at)
    condition = StateCondition("binary_sensor.door", "on")
    found = learned(diary, Home(BERLIN, areas=areas)).pattern.conditions
    assert (condition in found) is counts
    assert condition in learned(diary, HOME).pattern.conditions


@pytest.mark.parametrize("seed", range(4))
def test_luck_is_no_condition(seed: int) -> None:
    diary, moments = hall(Diary(seed=seed))
    for number in range(10):
        entity_id = f"binary_sensor.other_{number}"
        diary.add(0, 2.0, entity_id, "off", Origin.DEVICE)
        for day in range(DAYS):
            at = diary.random.uniform(0, 80000)
            diary.add(day, at, entity_id, "on", Origin.DEVICE)
            diary.add(day, at + 5000, entity_id, "off", Origin.DEVICE)
    for at in moments:
        if diary.random.random() < 0.5:
            light_up(diary, at)
    assert learned(diary, BERLIN_HOME).pattern.conditions == ()


def test_a_time_of_day_needs_no_hours_and_no_darkness() -> None:
    diary = Diary(seed=4)
    diary.known(light__hall="off", input_boolean__guests="off")
    for day in range(28):
        if day % 3:
            diary.habit([day], "20:00", "light.hall")
        else:
            diary.add(day, "10:00", "input_boolean.guests", "on", Origin.DEVICE)
            diary.add(day, "23:00", "input_boolean.guests", "off", Origin.DEVICE)
    pattern = Pattern("time_of_day", ClockTrigger(20 * 3600), MOTION.effects)
    result = learned(diary, BERLIN_HOME, pattern)
    assert result.pattern.conditions == (StateCondition("input_boolean.guests", "off"),)


def lit_instead(diary: Diary, at: float) -> None:
    """Let an automation light up later, so that this motion is an episode of its own."""
    diary.rows.append((at + 900, "light.hall", "on", Origin.AUTOMATION))
    diary.rows.append((at + 960, "light.hall", "off", Origin.AUTOMATION))


def every_two_hours(
    wanted: Callable[[int, float], bool], days: int = 28, diary: Diary | None = None
) -> Diary:
    """Return a hall with motion every two hours and light if wanted, by day and UTC time."""
    diary = diary or Diary(seed=3)
    diary.known(light__hall="off", binary_sensor__motion="off")
    for day in range(days):
        for hour in range(1, 24, 2):
            at = diary.at(day, hour * 3600 + diary.random.uniform(0, 3000))
            diary.rows.append((at, "binary_sensor.motion", "on", Origin.DEVICE))
            diary.rows.append((at + 60, "binary_sensor.motion", "off", Origin.DEVICE))
            (light_up if wanted(day, at) else lit_instead)(diary, at)
    return diary


@pytest.mark.parametrize("weekdays", [WORKDAYS, WEEKEND])
def test_what_follows_an_event_on_some_days_only_has_these_days(weekdays: tuple[int, ...]) -> None:
    diary = every_two_hours(lambda day, _at: day % 7 in weekdays)
    result = learned(diary, BERLIN_HOME)
    assert result.pattern == replace(MOTION, weekdays=weekdays)
    assert result.wrong == 0


def test_what_follows_an_event_on_one_weekday_has_it_after_eight_weeks() -> None:
    diary = every_two_hours(lambda day, _at: day % 7 == 2, days=57)
    assert learned(diary, HOME).pattern == replace(MOTION, weekdays=(2,))


def readings(diary: Diary, level: Callable[[float], float], entity_id: str = "sensor.lux") -> Diary:
    """Write down a reading shortly before each motion, as it was then."""
    for at, entity, state, _ in tuple(diary.rows):
        if (entity, state) == ("binary_sensor.motion", "on"):
            diary.rows.append((at - 30, entity_id, f"{level(at):.1f}", Origin.DEVICE))
    return diary


def weather(at: float) -> float:
    """Return how bright it is, 0-100, which has nothing to do with the hour."""
    return float(np.random.default_rng(int(at)).uniform(0, 100))


def test_light_on_motion_where_a_sensor_says_that_it_is_gloomy() -> None:
    diary = readings(every_two_hours(lambda _day, at: weather(at) < 40), weather)
    result = learned(diary, BERLIN_HOME)
    (condition,) = result.pattern.conditions
    assert isinstance(condition, NumericCondition)
    assert (condition.entity_id, condition.above) == ("sensor.lux", None)
    assert condition.below is not None
    assert 30 < condition.below < 50
    assert result.right > 8 * result.wrong


@pytest.mark.parametrize("seed", range(4))
def test_a_reading_that_does_not_matter_is_no_condition(seed: int) -> None:
    luck = np.random.default_rng(seed)
    diary = every_two_hours(lambda _day, _at: bool(luck.random() < 0.5), diary=Diary(seed=seed))
    result = learned(readings(diary, weather), BERLIN_HOME)
    assert result.pattern.conditions == ()


def test_darkness_is_preferred_to_a_reading_that_says_the_same() -> None:
    sun = Sun(52.52, 13.4, BERLIN)
    diary = Diary(seed=3)

    def night(at: float) -> bool:
        day = int((at - diary.at(0, 0.0)) // 86400)
        return bool(sun.dark(times(at), ordinals(diary.first + timedelta(days=day), 1), 0.0)[0])

    def level(at: float) -> float:
        return 5.0 if night(at) else 50 + weather(at)

    dim = readings(every_two_hours(lambda _day, at: night(at), diary=diary), level)
    assert learned(dim, BERLIN_HOME).pattern.conditions == (DarkCondition(),)
    assert learned(dim, HOME).pattern.conditions != ()  # where no sun is known, another does


EVENING = Pattern("time_of_day", ClockTrigger(20 * 3600), MOTION.effects)
HOLIDAY = (10, 11, 12)


def evenings(*people: str, from_afar: bool = False) -> Diary:
    """Return a household that is away for three days, with a light in the evening.

    That it stays dark all the time is one exception only, which tells nothing by itself.
    """
    diary = Diary(seed=5)
    diary.known(light__hall="off", light__kitchen="off")
    for person in people:
        diary.add(0, 2.0, person, "home", Origin.DEVICE)
        diary.add(HOLIDAY[0], 2.0, person, "not_home", Origin.DEVICE)
        diary.add(HOLIDAY[-1] + 1, 2.0, person, "home", Origin.DEVICE)
    for day in range(28):
        diary.add(day, "12:00", "sensor.t", str(20 + day % 2), Origin.DEVICE)
        if day not in HOLIDAY:
            diary.habit([day], "20:00", "light.hall")
        if from_afar or day not in HOLIDAY:
            for clock in range(6 * 3600, 18 * 3600, 5400):
                diary.habit([day], clock, "light.kitchen", lasts=1200)
    return diary


def test_a_time_waits_for_who_is_always_there_where_nobody_acts_while_nobody_is() -> None:
    result = learned(evenings("person.ann"), HOME, EVENING)
    assert result.pattern.conditions == (StateCondition("person.ann", "home"),)
    assert (result.right, result.wrong) == (25, 0)


def test_it_waits_for_the_one_of_several_whose_absence_explains_most() -> None:
    diary = evenings("person.ann")
    diary.add(0, 2.0, "person.bob", "home", Origin.DEVICE)
    diary.add(HOLIDAY[1], 2.0, "person.bob", "not_home", Origin.DEVICE)
    diary.add(HOLIDAY[-1] + 1, 2.0, "person.bob", "home", Origin.DEVICE)
    # Cleo is out on evenings on which the light goes on all the same.
    diary.add(0, 2.0, "person.cleo", "not_home", Origin.DEVICE)
    result = learned(diary, HOME, EVENING)
    assert result.pattern.conditions == (StateCondition("person.ann", "home"),)


def test_in_a_home_where_people_act_from_afar_a_time_waits_for_nobody() -> None:
    result = learned(evenings("person.ann", from_afar=True), HOME, EVENING)
    assert result.pattern == EVENING
    assert (result.right, result.wrong) == (25, 1)


def test_what_follows_an_event_does_not_wait_without_a_test_of_its_own() -> None:
    diary = evenings("person.ann")
    diary.known(binary_sensor__motion="off")
    for day in range(28):
        diary.add(day, "19:59", "binary_sensor.motion", "on", Origin.DEVICE)
        diary.add(day, "20:30", "binary_sensor.motion", "off", Origin.DEVICE)
    held_back = learned(diary, HOME, EVENING).pattern.conditions
    assert held_back == (StateCondition("person.ann", "home"),)
    assert learned(diary, HOME).pattern == MOTION


def test_a_pattern_is_worth_what_it_meets_and_how_surely() -> None:
    diary, moments = hall()
    for number, at in enumerate(moments):
        if number % 4:
            light_up(diary, at)
    result = learned(diary, HOME)
    assert 0 < result.worth < result.right
    assert result.right + result.wrong <= len(moments)
    assert np.isfinite(result.worth)
