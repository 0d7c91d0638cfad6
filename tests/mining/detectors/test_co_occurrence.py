"""What follows what: in one direction, more than by chance, and not by construction."""

import pytest

from custom_components.homeiq.mining.detectors.co_occurrence import CoOccurrence
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import Pattern, StateTrigger
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN, HOME, Diary


def entrance(
    days: int = 14,
    *,
    trigger: str = "binary_sensor.door",
    target: str = "light.hall",
    lag: float = 20.0,
    seed: int = 3,
) -> Diary:
    """Return a home in which the light goes on by hand after the door, at any time of day."""
    diary = Diary(seed=seed)
    diary.rows += [
        (diary.at(0, 0.0), trigger, "off", Origin.DEVICE),
        (diary.at(0, 0.0), target, "off", Origin.DEVICE),
    ]
    for day in range(days):
        for hour in (8, 13, 19):
            at = diary.at(day, hour * 3600 + diary.random.uniform(0, 5000))
            after = at + lag * diary.random.uniform(0.5, 1.5)
            diary.rows += [
                (at, trigger, "on", Origin.DEVICE),
                (at + 400, trigger, "off", Origin.DEVICE),
                (after, target, "on", Origin.PERSON),
                (after + 2000, target, "off", Origin.AUTOMATION),
            ]
    return diary


def chatter(diary: Diary, entity_id: str, days: int, every: float) -> None:
    """Let a sensor go on and off all day long, whatever anybody does."""
    for day in range(days):
        at = 0.0
        while (at := at + diary.random.uniform(0.2, 1.8) * every) < 86000:
            diary.add(day, at, entity_id, "on", Origin.DEVICE)
            diary.add(day, at + 20, entity_id, "off", Origin.DEVICE)


def found(diary: Diary, home: Home = HOME) -> list[Pattern]:
    return CoOccurrence().detect(Study.of(diary.log(home), home))


def triggers(patterns: list[Pattern]) -> set[tuple[str, str]]:
    return {
        (pattern.trigger.entity_id, pattern.trigger.to)
        for pattern in patterns
        if isinstance(pattern.trigger, StateTrigger)
    }


def test_what_follows_an_event_is_found_with_what_speaks_for_it() -> None:
    (pattern,) = found(entrance())
    assert pattern.trigger == StateTrigger("binary_sensor.door", "on", "off")
    assert (pattern.target.entity_id, pattern.target.state) == ("light.hall", "on")
    assert (pattern.days, pattern.episodes) == (14, 42)
    assert pattern.detector == "co_occurrence"
    assert pattern.p_value < 1e-9


def test_what_comes_first_is_the_trigger_and_never_the_other_way_round() -> None:
    diary = Diary()
    diary.known(light__hall="off", switch__fan="off")
    for day in range(14):
        at = diary.random.uniform(30000, 70000)
        diary.add(day, at, "light.hall", "on")
        diary.add(day, at + 60, "switch.fan", "on")
        diary.add(day, at + 3600, "light.hall", "off", Origin.AUTOMATION)
        diary.add(day, at + 3700, "switch.fan", "off", Origin.AUTOMATION)
    patterns = found(diary)
    assert triggers(patterns) == {("light.hall", "on")}
    assert {pattern.target.entity_id for pattern in patterns} == {"switch.fan"}


@pytest.mark.parametrize("every", [200.0, 600.0, 1800.0])
def test_a_sensor_that_is_set_off_all_day_long_adds_nothing(every: float) -> None:
    diary = entrance()
    diary.known(binary_sensor__tree="off")
    chatter(diary, "binary_sensor.tree", 14, every)
    assert triggers(found(diary)) == {("binary_sensor.door", "on")}


def test_many_sensors_of_pure_chance_bring_nothing() -> None:
    diary = Diary(seed=11)
    diary.known(light__hall="off")
    for number in range(20):
        chatter(diary, f"binary_sensor.s{number}", 14, 3000.0)
    for day in range(14):
        diary.habit([day], diary.random.uniform(20000, 80000), "light.hall", scatter=0)
    assert found(diary) == []


def test_who_keeps_the_same_hours_does_not_follow() -> None:
    diary = Diary(seed=5)
    diary.known(light__hall="off", binary_sensor__motion="off")
    for day in range(28):
        for _ in range(6):  # both in the evening, each for itself
            at = diary.random.uniform(64800, 75600)
            diary.add(day, at, "binary_sensor.motion", "on", Origin.DEVICE)
            diary.add(day, at + 30, "binary_sensor.motion", "off", Origin.DEVICE)
        diary.habit([day], diary.random.uniform(64800, 75600), "light.hall", scatter=0)
    assert found(diary) == []


def test_what_comes_later_than_five_minutes_does_not_follow() -> None:
    assert found(entrance(lag=1600.0)) == []


def test_an_echo_within_one_device_is_no_habit() -> None:
    home = Home(BERLIN, devices={"binary_sensor.door": "d", "light.hall": "d"})
    assert found(entrance(), home) == []
    other = Home(BERLIN, devices={"binary_sensor.door": "d", "light.hall": "e"})
    assert len(found(entrance(), other)) == 1


def test_a_group_is_no_reason_for_its_members() -> None:
    diary = entrance(trigger="light.upstairs", lag=10.0)
    assert found(diary, Home(BERLIN, groups={"light.upstairs": ("light.hall",)})) == []
    assert len(found(diary)) == 1


def test_a_mirror_is_no_reason() -> None:
    diary = Diary()
    diary.known(light__hall="off", switch__relay="off")
    for day in range(14):
        at = diary.random.uniform(30000, 70000)
        for lag, state in ((0.0, "on"), (1800.0, "off")):
            diary.add(day, at + lag, "switch.relay", state, Origin.DEVICE)
            diary.add(day, at + lag + 0.5, "light.hall", state, Origin.PERSON)
    assert found(diary) == []


@pytest.mark.parametrize("trigger", ["automation.x", "event.doorbell", "scene.movie", "update.x"])
def test_what_nobody_acts_on_is_no_trigger(trigger: str) -> None:
    assert found(entrance(trigger=trigger)) == []


def test_coming_back_from_unavailable_sets_nobody_off() -> None:
    diary = entrance()
    diary.rows = [
        (
            at,
            entity,
            "unavailable" if (entity, state) == ("binary_sensor.door", "off") else state,
            by,
        )
        for at, entity, state, by in diary.rows
    ]
    assert found(diary) == []


def test_a_log_with_acts_and_nothing_else_has_nothing_to_follow() -> None:
    diary = Diary()
    for day in range(5):
        diary.add(day, "08:00", "light.hall", "off", Origin.AUTOMATION)
        diary.add(day, "12:00", "light.hall", "on")
    assert found(diary) == []


def test_two_days_are_no_habit() -> None:
    assert found(entrance(days=2)) == []
