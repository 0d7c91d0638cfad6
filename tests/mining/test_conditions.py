"""What must hold for a habit to hold, and what only cuts the days luckily."""

from datetime import timedelta

import numpy as np
import pytest

from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.conditions import learn
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    DarkCondition,
    Effect,
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


def test_a_pattern_is_worth_what_it_meets_and_how_surely() -> None:
    diary, moments = hall()
    for number, at in enumerate(moments):
        if number % 4:
            light_up(diary, at)
    result = learned(diary, HOME)
    assert 0 < result.worth < result.right
    assert result.right + result.wrong <= len(moments)
    assert np.isfinite(result.worth)
