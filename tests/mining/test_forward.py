"""Habits that do not stay the same, proven forward."""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.forward import Forward, forward
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import EVERY_DAY, ClockTrigger, StateTrigger
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

WEEKS = 12
DAYS = 7 * WEEKS
SETTINGS = MiningSettings()


def ahead(log: EventLog) -> list[Forward]:
    return forward(Study.of(log, HOME), SETTINGS, 0.4)


def of_weekdays(days: int = DAYS) -> Diary:
    """A lamp that is lit on Tuesdays and Fridays, and another on every day."""
    diary = Diary()
    diary.known(light__bins="off", light__desk="off")
    diary.habit([day for day in range(days) if day % 7 in {1, 4}], "19:00", "light.bins")
    diary.habit(range(days), "08:00", "light.desk")
    return diary


def test_what_is_done_on_two_weekdays_is_one_habit_proven_on_each_week() -> None:
    (found,) = ahead(of_weekdays().log())
    pattern, evidence = found.candidate.pattern, found.proof.evidence
    assert pattern.weekdays == (1, 4)
    assert pattern.window == DAYS
    assert pattern.drift == 0
    assert (evidence.right, evidence.wrong) == (2 * (WEEKS - 2), 0)
    assert evidence.days == DAYS - 14


def test_up_to_eight_weeks_nothing_is_proven_forward() -> None:
    assert ahead(of_weekdays(56).log()) == []


def test_acts_that_the_other_proof_does_not_look_at_do_not_count_for_the_choice() -> None:
    log = of_weekdays().log()
    (found,) = ahead(log)
    (fold,) = folds(log.days)
    assert np.isin(log.day[found.proof.met], fold.prove).all()
    assert len(found.proof.met) == 8


def drifting(after: Iterable[int] = (), clock: str = "03:00") -> Diary:
    """A lamp that is put on later and later; on some days something else happens at a time."""
    diary = Diary()
    diary.known(light__lamp="off")
    for day in range(DAYS):
        if day in after:
            diary.habit([day], clock, "light.lamp", scatter=60)
        else:
            diary.habit([day], 72000 + 40 * day, "light.lamp", scatter=240)
    return diary


def test_a_time_that_moves_is_found_where_it_is_now() -> None:
    found = [item for item in ahead(drifting().log()) if item.candidate.pattern.drift]
    assert found
    best = next(item for item in found if item.candidate.pattern.weekdays == EVERY_DAY)
    trigger = best.candidate.pattern.trigger
    assert isinstance(trigger, ClockTrigger)
    assert trigger.second == pytest.approx(72000 + 40 * (DAYS - 1), abs=180)
    assert best.candidate.pattern.drift == pytest.approx(40, abs=5)
    assert best.candidate.pattern.window == 28
    assert best.proof.evidence.right >= 50


def test_a_week_does_not_teach_what_it_proves() -> None:
    """The last week is garbage: what was foreseen for it stays, and is wrong."""
    last = range(DAYS - 7, DAYS)
    whole = {item.candidate.pattern.weekdays: item for item in ahead(drifting().log())}
    torn = {item.candidate.pattern.weekdays: item for item in ahead(drifting(last).log())}
    right = whole[EVERY_DAY].proof.evidence.right
    assert torn[EVERY_DAY].proof.evidence.right == right - 7
    assert torn[EVERY_DAY].proof.evidence.wrong > whole[EVERY_DAY].proof.evidence.wrong


def test_what_neither_moves_nor_has_its_days_is_left_to_the_other_proof() -> None:
    diary = Diary()
    diary.known(light__desk="off")
    diary.habit(range(DAYS), "08:00", "light.desk")
    assert ahead(diary.log()) == []


def test_a_habit_of_the_season_is_found_while_it_is_on() -> None:
    first = date(2025, 12, 15)
    diary = Diary(first=first)
    diary.known(switch__blanket="off")
    for day in range(400):
        winter = (first + timedelta(days=day)).month in {11, 12, 1, 2}
        diary.habit([day], "21:00", "switch.blanket" if winter else "light.desk")
    seasonal = [item for item in ahead(diary.log()) if item.candidate.pattern.months]
    best = max(seasonal, key=lambda item: item.proof.evidence.right)
    assert best.candidate.pattern.months == (11, 12, 1, 2)
    assert best.candidate.pattern.target.entity_id == "switch.blanket"
    assert best.proof.evidence.right > 120
    assert best.proof.evidence.wrong <= 2


def test_what_follows_an_event_in_winter_only_is_a_habit_of_the_season() -> None:
    first = date(2025, 12, 15)
    diary = Diary(first=first)
    diary.known(switch__heater="off", binary_sensor__door="off")
    for day in range(400):
        at = diary.random.uniform(30000, 70000)
        diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, at + 30, "binary_sensor.door", "off", Origin.DEVICE)
        if (first + timedelta(days=day)).month in {11, 12, 1, 2}:
            diary.habit([day], at + 60, "switch.heater", scatter=20)
    seasonal = [
        item.candidate.pattern
        for item in ahead(diary.log())
        if item.candidate.pattern.trigger == StateTrigger("binary_sensor.door", "on", "off")
    ]
    (pattern,) = seasonal
    assert pattern.months == (11, 12, 1, 2)
    assert pattern.acts == {("switch.heater", "on")}


def test_mining_suggests_it_once() -> None:
    mined = mine(of_weekdays().log(), HOME, SETTINGS)
    bins = [one for one in mined.findings if one.pattern.target.entity_id == "light.bins"]
    assert [(one.pattern.target.state, one.pattern.weekdays) for one in bins] == [("on", (1, 4))]
    prints = [one.pattern.fingerprint for one in mined.findings]
    assert len(prints) == len(set(prints))
