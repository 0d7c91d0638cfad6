"""Automations that people undo, and when they would rather have them."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from custom_components.homeiq.mining.detectors.override import Override
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    RunTrigger,
    StateCondition,
)
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, Diary

DAYS = 28
TEN = 22 * 3600
EVENING = ExistingAutomation(
    "automation.evening", "Evening", frozenset({"22:00:00"}), frozenset({("light.a", "off")})
)
DOOR = ExistingAutomation(
    "automation.door", "Door", frozenset({"binary_sensor.door"}), frozenset({("light.b", "on")})
)
HOME = replace(BERLIN_HOME, automations=(EVENING, DOOR))
OFF_AT_TEN = RunTrigger("automation.evening", "light.a", "off")
ON_AT_THE_DOOR = RunTrigger("automation.door", "light.b", "on")


def evenings(
    undone: Iterable[int], again: Iterable[float] = (), after: tuple[float, float] = (20, 140)
) -> Diary:
    """Return evenings on which a light goes off at ten by itself.

    On some days it goes on again at once by hand, and off again by hand the seconds of `again`
    (in turn) after ten.
    """
    diary = Diary()
    diary.known(light__a="off")
    later = list(again) or [2400.0]
    for number, day in enumerate(range(DAYS)):
        diary.add(day, "11:00", "light.a", "on")
        diary.add(day, 12 * 3600 + 1800.0 * (day % 5), "light.a", "off")
        diary.add(day, 19 * 3600 + 300.0 * (day % 7), "light.a", "on")
        diary.add(day, TEN, "light.a", "off", Origin.AUTOMATION)
        if day in set(undone):
            diary.add(day, TEN + diary.random.uniform(*after), "light.a", "on")
            scatter = diary.random.uniform(-200, 200)
            diary.add(day, TEN + later[number % len(later)] + scatter, "light.a", "off")
    diary.add(DAYS - 1, "23:59", "sensor.clock", "1", Origin.DEVICE)  # the last day is over
    return diary


def doors(*, playing: bool = True, lasts: tuple[float, float] = (15, 140)) -> Diary:
    """Return how a door turns a light on, which people turn off again while they watch TV."""
    diary = Diary()
    diary.known(light__b="off", binary_sensor__door="off", media_player__tv="idle")
    for day in range(DAYS):
        begins = 16.5 + 2.5 * (day % 2)
        diary.add(day, begins * 3600, "media_player.tv", "playing")
        diary.add(day, (begins + 3) * 3600, "media_player.tv", "idle")
        for hour in (12, 17, 18.5, 20, 21.5):
            at = hour * 3600 + 137.0 * (day % 5)
            diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
            diary.add(day, at + 10, "binary_sensor.door", "off", Origin.DEVICE)
            diary.add(day, at + 1, "light.b", "on", Origin.AUTOMATION)
            watches = begins <= hour < begins + 2.9
            if watches or not playing:
                diary.add(day, at + 1 + diary.random.uniform(*lasts), "light.b", "off")
            else:
                diary.add(day, at + 1500, "light.b", "off", Origin.AUTOMATION)
    return diary


def found(diary: Diary, home: Home = HOME) -> list[Pattern]:
    return Override().detect(Study.of(diary.log(home), home))


def times(patterns: Iterable[Pattern]) -> list[Pattern]:
    return [pattern for pattern in patterns if isinstance(pattern.trigger, ClockTrigger)]


def undoings(patterns: Iterable[Pattern]) -> list[Pattern]:
    return [pattern for pattern in patterns if isinstance(pattern.trigger, RunTrigger)]


def test_who_undoes_an_automation_and_does_the_same_later_would_have_it_later() -> None:
    pattern = times(found(evenings(range(0, DAYS, 2))))[0]
    assert isinstance(pattern.trigger, ClockTrigger)
    assert abs(pattern.trigger.second - (TEN + 2400)) <= 240
    assert pattern.effects == (Effect("light.a", "off"),)
    assert pattern.changes == "automation.evening"
    assert pattern.days == pattern.episodes == DAYS // 2
    assert pattern.p_value < 1e-6


def test_who_undoes_an_automation_is_told_so() -> None:
    (pattern,) = undoings(found(evenings(range(0, DAYS, 2))))
    assert pattern.trigger == OFF_AT_TEN
    assert pattern.effects == (Effect("light.a", "on"),)
    assert pattern.changes == "automation.evening"
    assert pattern.days == pattern.episodes == DAYS // 2


def test_nothing_is_said_of_an_automation_that_suits_people() -> None:
    assert found(evenings([])) == []
    assert found(evenings([3, 17])) == []


def test_an_automation_that_is_seldom_undone_keeps_its_time() -> None:
    patterns = found(evenings(range(0, DAYS, 6)))  # less than a fifth
    assert times(patterns) == []
    assert [pattern.trigger for pattern in undoings(patterns)] == [OFF_AT_TEN]


def test_undoing_may_keep_to_a_class_of_days() -> None:
    weekends = [day for day in range(DAYS) if day % 7 in {5, 6}]
    patterns = times(found(evenings(weekends)))
    assert {pattern.weekdays for pattern in patterns} == {(5, 6)}


@pytest.mark.parametrize("after", [(301, 900), (200, 299)])
def test_who_takes_their_time_does_not_undo(after: tuple[float, float]) -> None:
    assert found(evenings(range(0, DAYS, 2), after=after)) == []


def test_at_any_time_later_is_no_better_time() -> None:
    scattered = [1500.0 * step for step in range(2, 9)]
    assert times(found(evenings(range(0, DAYS, 2), scattered))) == []


def test_minutes_later_is_no_better_time() -> None:
    assert times(found(evenings(range(0, DAYS, 2), [700.0]))) == []


def test_a_better_time_may_be_after_midnight() -> None:
    pattern = times(found(evenings(range(0, DAYS, 2), [2 * 3600 + 600.0])))[0]
    assert isinstance(pattern.trigger, ClockTrigger)
    assert abs(pattern.trigger.second - 600) <= 240


def test_who_never_does_the_same_later_names_no_better_time() -> None:
    diary = evenings([])
    for day in range(0, DAYS, 2):
        diary.add(day, TEN + 60, "light.a", "on")
    patterns = found(diary)
    assert times(patterns) == []
    assert [pattern.trigger for pattern in undoings(patterns)] == [OFF_AT_TEN]


def test_an_automation_of_the_sun_may_have_a_better_time() -> None:
    sunset = replace(EVENING, triggers=frozenset({"sunset"}))
    home = replace(HOME, automations=(sunset,))
    assert times(found(evenings(range(0, DAYS, 2)), home))


def test_an_automation_that_answers_to_something_has_no_better_time() -> None:
    answers = replace(EVENING, triggers=frozenset({"binary_sensor.door"}))
    home = replace(HOME, automations=(answers,))
    patterns = found(evenings(range(0, DAYS, 2)), home)
    assert [pattern.trigger for pattern in patterns] == [OFF_AT_TEN]


def test_where_another_does_the_same_only_its_time_is_told() -> None:
    other = replace(DOOR, effects=EVENING.effects)
    home = replace(HOME, automations=(EVENING, other))
    patterns = found(evenings(range(0, DAYS, 2)), home)
    assert patterns == times(patterns) != []


@pytest.mark.parametrize("automations", [(), (replace(EVENING, enabled=False),)])
def test_unknown_automations_are_not_changed(automations: tuple[ExistingAutomation, ...]) -> None:
    home = replace(HOME, automations=automations)
    assert found(evenings(range(0, DAYS, 2)), home) == []


def test_people_may_undo_what_answers_to_a_door() -> None:
    (pattern,) = found(doors())
    assert pattern.trigger == ON_AT_THE_DOOR
    assert pattern.effects == (Effect("light.b", "off"),)
    assert pattern.changes == "automation.door"
    assert (pattern.days, pattern.episodes) == (DAYS, 2 * DAYS)


def test_the_end_of_every_use_is_no_undoing() -> None:
    assert found(doors(playing=False, lasts=(60, 540))) == []


def test_what_people_begin_and_end_alike_themselves_is_no_undoing() -> None:
    diary = doors(playing=False)
    for day in range(DAYS):
        for hour in (10, 11, 13, 14):
            at = hour * 3600.0
            diary.add(day, at, "light.b", "on")
            diary.add(day, at + diary.random.uniform(15, 140), "light.b", "off")
    assert found(diary) == []
    assert found(doors(playing=False))


def told(diary: Diary, home: Home = HOME) -> list[Pattern]:
    mined = mine(diary.log(home), home, MiningSettings())
    return [finding.pattern for finding in mined.findings]


def test_when_people_undo_it_is_learned_and_nothing_is_suggested_that_fights() -> None:
    (pattern,) = [one for one in told(doors()) if one.target.entity_id == "light.b"]
    assert pattern.trigger == ON_AT_THE_DOOR
    assert pattern.conditions == (StateCondition("media_player.tv", "playing"),)


def test_nothing_fights_an_automation_that_is_not_known_either() -> None:
    always = doors(playing=False)
    assert [one.trigger for one in told(always)
            if one.target.entity_id == "light.b"] == [ON_AT_THE_DOOR]  # fmt: skip
    unknown = replace(HOME, automations=())
    assert not [one for one in told(always, unknown) if one.target.entity_id == "light.b"]


def test_a_better_time_is_told_rather_than_a_second_automation() -> None:
    mined = mine(evenings(range(0, DAYS, 2)).log(HOME), HOME, MiningSettings())
    of_light = [one for one in mined.findings if one.pattern.target.entity_id == "light.a"]
    (finding,) = [one for one in of_light if one.pattern.effects == (Effect("light.a", "off"),)]
    assert finding.pattern.changes == "automation.evening"
    assert isinstance(finding.pattern.trigger, ClockTrigger)
    assert (finding.evidence.right, finding.evidence.wrong) == (DAYS // 2, 0)
    assert finding.evidence.already == DAYS // 2
    on_at_ten = [
        one
        for one in of_light
        if isinstance(one.pattern.trigger, ClockTrigger)
        and one.pattern.effects == (Effect("light.a", "on"),)
        and abs(one.pattern.trigger.second - TEN) < 3600
    ]
    assert on_at_ten == []
