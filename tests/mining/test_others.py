"""The states and readings of other entities that are worth a test."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.look import Narrowing
from custom_components.homeiq.mining.pattern import (
    NumericCondition,
    StateCondition,
)
from tests.mining.build import HOME, Diary
from tests.mining.pressed import (
    DAYS,
    HOURS,
    away,
    mentioned,
    narrowings,
    pressed,
    share_of,
    told,
)


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


def test_only_states_that_were_seen_then_are_reasons() -> None:
    diary = pressed(lambda day, _hour: day % 4 == 1)
    for day in range(DAYS):
        diary.add(day, 5.0, "input_select.mode", f"plan {day % 4}", Origin.DEVICE)
        diary.add(day, 86000.0, "input_select.mode", "night", Origin.DEVICE)
        diary.add(day, 86100.0, "switch.strip", f"scene {day}", Origin.DEVICE)
    reasons = {one for one in told(narrowings(diary)) if isinstance(one, StateCondition)}
    assert reasons == {StateCondition("input_select.mode", "plan 1")}


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
