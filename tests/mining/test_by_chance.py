"""What an automation would be right at were its trigger and its act not tied together."""

import pytest

from custom_components.homeiq.mining.by_chance import right_by_chance
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
    RunTrigger,
    StateTrigger,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

ON = Effect("light.a", "on")
OFF = Effect("light.a", "off")
DOOR = Pattern("co_occurrence", StateTrigger("binary_sensor.door", "on", "off"), (ON,))


def chance(diary: Diary, pattern: Pattern) -> tuple[float, int]:
    """Return the share right elsewhere, and of how many."""
    study = Study.of(diary.log(), HOME)
    kind = study.kind_of(pattern.target)
    assert kind is not None
    begun = study.begun(pattern, study.log.days)
    right, tried = right_by_chance(study, pattern, pattern.target, kind, begun)
    return right / max(tried, 1), tried


def doors() -> Diary:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    for day in range(10):
        at = diary.random.uniform(30000, 70000)
        diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, at + 600, "binary_sensor.door", "off", Origin.DEVICE)
    return diary


def test_chance_is_low_where_trigger_and_act_are_tied() -> None:
    diary = doors()
    for at, entity_id, state, _ in tuple(diary.rows[2:]):
        if (entity_id, state) == ("binary_sensor.door", "on"):
            diary.rows.append((at + 60, "light.a", "on", Origin.PERSON))
            diary.rows.append((at + 3600, "light.a", "off", Origin.AUTOMATION))
    share, tried = chance(diary, DOOR)
    assert share < 0.2
    assert tried > 10


def test_chance_is_high_where_what_is_done_is_done_all_day_long() -> None:
    diary = doors()
    for day in range(10):
        for clock in range(28800, 75600, 240):
            diary.habit([day], clock + 100.0, "light.a", scatter=10, lasts=60)
    share, tried = chance(diary, DOOR)
    assert share > 0.8
    assert tried > 10


def test_a_clock_time_is_compared_with_other_times_of_the_same_part_of_the_day() -> None:
    punctual, busy = Diary(), Diary()
    for diary in (punctual, busy):
        diary.known(light__a="off")
    punctual.habit(range(14), "19:00", "light.a")
    for minute in range(0, 300, 20):
        busy.habit(range(14), 60.0 * (17 * 60 + minute), "light.a", lasts=600)
    clock = Pattern("time_of_day", ClockTrigger(19 * 3600), (ON,))
    assert chance(punctual, clock)[0] == 0.0
    assert chance(busy, clock)[0] > 0.8


def test_runs_at_the_same_time_of_every_day_are_compared_with_other_times() -> None:
    diary = Diary()
    diary.known(light__a="off")
    for day in range(14):
        diary.add(day, "20:00", "light.a", "on", Origin.AUTOMATION)
        diary.add(day, "20:01", "light.a", "off")
        diary.add(day, "20:30", "light.a", "on", Origin.CONSEQUENCE)
        diary.add(day, "23:00", "light.a", "off", Origin.CONSEQUENCE)
    trigger = RunTrigger("automation.a", "light.a", "on")
    share, tried = chance(diary, Pattern("override", trigger, (OFF,), changes="automation.a"))
    assert share == 0.0
    assert tried > 14


def test_what_is_left_open_is_compared_with_nothing_elsewhere() -> None:
    """Its short uses end within minutes of anything, and are no chance of being noticed."""
    diary = Diary()
    diary.known(binary_sensor__freezer="off")
    for day in range(14):
        lasts = 500 if day % 7 == 3 else 30
        for begin, length in ((40000 + 500, 30), (40000, lasts)):
            diary.add(day, begin, "binary_sensor.freezer", "on", Origin.DEVICE)
            diary.add(day, begin + length, "binary_sensor.freezer", "off", Origin.DEVICE)
    freezer = StateTrigger("binary_sensor.freezer", "on", "off", hold=400)
    reminder = Pattern("duration", freezer, (Reminder("binary_sensor.freezer", "off"),))
    assert chance(diary, reminder) == (0.0, 0)


@pytest.mark.parametrize(("lasts", "likely"), [(400.0, True), (20000.0, False)])
def test_the_end_of_a_use_is_compared_with_ends_at_any_time_alike(
    lasts: float, *, likely: bool
) -> None:
    diary = Diary()
    diary.known(light__a="off")
    for day in range(10):
        diary.add(day, "10:00", "light.a", "on")
        diary.add(day, 36000 + lasts, "light.a", "off")
    use = Pattern("duration", StateTrigger("light.a", "on", "off", hold=300), (OFF,))
    share, tried = chance(diary, use)
    assert (share > 0.4) is likely
    assert tried == 10
