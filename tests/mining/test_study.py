"""A log prepared for learning."""

from custom_components.homeiq.mining.event_log import Origin, local_clock
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    Effect,
    NumericTrigger,
    Pattern,
    Reminder,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.replay import RIGHT, Reach
from custom_components.homeiq.mining.study import Study, on_weekdays, reach
from tests.mining.build import BERLIN_HOME, HOME, MONDAY, Diary, ordinals

WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))


def household() -> Diary:
    diary = Diary()
    diary.known(light__a="off", light__b="off")
    diary.habit(range(14), "07:00", "light.a", scatter=60)
    diary.habit(range(2), "20:00", "light.b", scatter=60)
    return diary


def test_kinds_of_acts_are_those_of_enough_days() -> None:
    study = Study.of(household().log(), HOME)
    (kind,) = study.act_kinds()
    assert study.log.entities[kind.target] == "light.a"
    assert study.log.states[kind.state] == "on"
    assert kind.days == len(kind.rows) == len(kind.time) == 14
    assert [item.days for item in study.act_kinds(fewest_days=1)] == [14, 2]


def test_acts_that_undo_what_an_automation_just_did_are_of_no_kind() -> None:
    diary = household()
    for day in range(14):
        diary.add(day, "18:00", "light.a", "on", Origin.AUTOMATION)
        diary.add(day, "18:02", "light.a", "off")
    study = Study.of(diary.log(), HOME)
    assert [study.log.states[kind.state] for kind in study.act_kinds()] == ["on"]
    undone = study.kind_of(Effect("light.a", "off"))
    assert undone is not None  # they are acts all the same: who changes an automation asks
    assert undone.days == 14


def test_a_log_without_acts_has_no_kinds() -> None:
    diary = Diary()
    diary.habit(range(5), "07:00", "light.a")
    diary.rows = [(at, entity, state, Origin.AUTOMATION) for at, entity, state, _ in diary.rows]
    assert Study.of(diary.log(), HOME).act_kinds() == []


def test_the_acts_that_a_pattern_would_spare_are_found_by_name() -> None:
    study = Study.of(household().log(), HOME)
    kind = study.kind_of(WAKE.target)
    assert kind is not None
    assert kind.days == 14
    for effect in (Effect("light.gone", "on"), Effect("light.a", "blue")):
        assert study.kind_of(effect) is None


def test_what_a_reminder_waits_for_is_done_by_hand_or_seen_by_a_sensor() -> None:
    diary = household()
    diary.known(binary_sensor__door="off")
    for day in range(5):
        diary.add(day, "09:00", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, "09:01", "binary_sensor.door", "off", Origin.DEVICE)
    diary.add(13, "09:00", "light.a", "on", Origin.AUTOMATION)
    study = Study.of(diary.log(), HOME)
    for entity_id, state, times in (("light.a", "on", 14), ("binary_sensor.door", "off", 5)):
        kind = study.kind_of(Reminder(entity_id, state))
        assert kind is not None
        assert len(kind.rows) == times
    nothing = study.kind_of(Effect("binary_sensor.door", "off"))
    assert nothing is not None
    assert not len(nothing.rows)


def test_nobody_is_reminded_of_what_is_so_already() -> None:
    door = StateTrigger("binary_sensor.door", "on", "off", hold=600)
    reminder = Reminder("binary_sensor.door", "off")
    assert reach(Pattern("duration", door, (reminder,)), reminder) == Reach(0, 600)
    assert reach(Pattern("anomaly", ClockTrigger(0), (reminder,)), reminder) == Reach(0, 900)


def test_a_sun_needs_a_place() -> None:
    log = household().log()
    assert Study.of(log, HOME).sun is None
    assert Study.of(log, BERLIN_HOME).sun is not None


def test_a_pattern_is_replayed_on_its_weekdays() -> None:
    study = Study.of(household().log(), HOME)
    kind = study.kind_of(WAKE.target)
    assert kind is not None
    replayed = study.replay(WAKE, WAKE.target, kind, study.begun(WAKE, study.log.days))
    assert replayed.outcome.tolist() == [RIGHT] * 14
    workdays = Pattern("time_of_day", WAKE.trigger, WAKE.effects, WORKDAYS)
    day, _ = local_clock(study.begun(workdays, study.log.days), study.log.timezone)
    assert len(day) == 10
    assert set((day - 1) % 7) == set(WORKDAYS)


def test_a_delay_moves_the_moment_of_acting() -> None:
    study = Study.of(household().log(), HOME)
    kind = study.kind_of(WAKE.target)
    assert kind is not None
    late = Pattern("time_of_day", ClockTrigger(6 * 3600), (Effect("light.a", "on", 3600),))
    at = study.begun(WAKE, study.log.days)
    replayed = study.replay(late, late.target, kind, study.begun(late, study.log.days))
    assert replayed.at.tolist() == study.replay(WAKE, WAKE.target, kind, at).at.tolist()


def test_reach_depends_on_the_trigger_its_hold_and_the_delay() -> None:
    delayed = (Effect("light.a", "on", 60),)
    door = StateTrigger("binary_sensor.door", "on", "off", hold=240)
    assert reach(Pattern("duration", door, delayed), delayed[0]) == Reach(300, 300)
    lux = NumericTrigger("sensor.lux", below=5, hold=0)
    assert reach(Pattern("context", lux, WAKE.effects), WAKE.target) == Reach(0, 300)
    for trigger in (ClockTrigger(0), SunTrigger("sunset", 0)):
        assert reach(Pattern("time_of_day", trigger, delayed), delayed[0]) == Reach(900, 900)


def test_weekdays_begin_on_monday() -> None:
    week = ordinals(MONDAY, 7)
    assert on_weekdays(week, (0,)).tolist() == [True] + [False] * 6
    assert on_weekdays(week, (5, 6)).tolist() == [False] * 5 + [True] * 2
