"""Habits whose time moves."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.modifiers.drift import Drift
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern, SunTrigger
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, HOME, MONDAY, Diary, ordinals

TARGET = (Effect("light.lamp", "on"),)
DAYS = 84


def moving(begin: float, slope: float, scatter: float = 240) -> Study:
    """Return a lamp that is lit at a time (seconds) that moves by seconds a day."""
    diary = Diary()
    diary.known(light__lamp="off")
    for day in range(DAYS):
        diary.habit([day], (begin + slope * day) % 86400, "light.lamp", scatter=scatter)
    return Study.of(diary.log(), HOME)


def at(second: float) -> Pattern:
    return Pattern("time_of_day", ClockTrigger(round(second) % 86400), TARGET)


def test_it_looks_at_the_latest_four_weeks_where_there_are_weeks_to_prove_it_on() -> None:
    days = ordinals(MONDAY, DAYS)
    assert Drift().windows(days[:56]) == []
    (window,) = Drift().windows(days)
    assert window.tolist() == days[-28:].tolist()
    assert Drift().rolls(days, at(0))[0].prove[0] == days[28]


@pytest.mark.parametrize("begin", [72000, 86400 - 1500])  # the latter moves over midnight
def test_it_aims_at_where_the_line_of_the_acts_ends(begin: float) -> None:
    study = moving(begin, 40)
    ends = begin + 40 * (DAYS - 1)
    aimed = Drift().aim(study, at(ends - 500), study.log.days[-28:])
    assert isinstance(aimed.trigger, ClockTrigger)
    assert aimed.trigger.second == pytest.approx(ends % 86400, abs=120)
    assert aimed.drift == pytest.approx(40, abs=12)
    assert aimed.window == 28


def test_it_leaves_alone_what_has_no_clock_time_or_too_few_acts() -> None:
    study = moving(72000, 40)
    sunset = Pattern("time_of_day", SunTrigger("sunset", 0), TARGET)
    assert Drift().aim(study, sunset, study.log.days) == sunset
    assert Drift().suppose(study, sunset) is None
    assert Drift().confirm(study, sunset, np.arange(20, dtype=np.int32)) is None
    stranger = replace(at(0), effects=(Effect("light.other", "on"),))
    assert Drift().aim(study, stranger, study.log.days) == stranger
    assert Drift().suppose(study, stranger) is None
    assert Drift().aim(study, at(3600), study.log.days).drift == 0


def test_a_time_that_moves_is_worth_a_proof_and_a_steady_one_is_not() -> None:
    assert Drift().suppose(moving(72000, 30), at(72000 + 30 * 70)) is not None
    assert Drift().suppose(moving(72000, 0), at(72000)) is None


def confirmed(study: Study, second: float) -> Pattern | None:
    kind = study.kind_of(TARGET[0])
    assert kind is not None
    return Drift().confirm(study, at(second), kind.rows)


def test_the_drift_is_the_slope_of_all_that_it_met() -> None:
    found = confirmed(moving(72000, -40), 72000)
    assert found is not None
    assert found.drift == pytest.approx(-40, abs=4)


def test_a_time_that_keeps_or_hardly_moves_is_no_drift() -> None:
    assert confirmed(moving(72000, 0), 72000) is None
    assert confirmed(moving(72000, 6, scatter=0), 72000) is None
    assert Drift().confirm(moving(72000, 40), at(72000), np.zeros(0, np.int32)) is None


def test_what_follows_the_sun_is_no_drift() -> None:
    days = ordinals(MONDAY, DAYS)
    diary = Diary()
    diary.known(light__lamp="off")
    sun = Study.of(moving(72000, 0).log, BERLIN_HOME).sun
    assert sun is not None
    for day, sunset in enumerate(sun.events("sunset", days)):
        diary.habit([day], sunset - diary.at(day, 0.0) + 600, "light.lamp", scatter=240)
    log = diary.log(BERLIN_HOME)
    beside_the_sun, without_it = Study.of(log, BERLIN_HOME), Study.of(log, HOME)
    assert confirmed(without_it, 17 * 3600) is not None
    assert confirmed(beside_the_sun, 17 * 3600) is None
