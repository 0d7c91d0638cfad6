"""Habits of some months."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from custom_components.homeiq.mining.modifiers.season import Season
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.mining.study import Study, in_months, month_of
from tests.mining.build import HOME, Diary, ordinals

DECEMBER = date(2025, 12, 15)
WINTER = (11, 12, 1, 2)
BLANKET = Pattern("time_of_day", ClockTrigger(21 * 3600), (Effect("switch.blanket", "on"),))


def year(months: Iterable[int], count: int = 400, other: str = "") -> Study:
    """Return a blanket that is put on in months, in the others at another time if at all."""
    diary = Diary(first=DECEMBER)
    diary.known(switch__blanket="off")
    for day in range(count):
        if (DECEMBER + timedelta(days=day)).month in months:
            diary.habit([day], "21:00", "switch.blanket", scatter=300)
        elif other:
            diary.habit([day], other, "switch.blanket", scatter=300)
        else:
            diary.habit([day], "12:00", "light.lamp", scatter=300)
    return Study.of(diary.log(), HOME)


def test_it_looks_at_the_present_month_of_all_years() -> None:
    days = ordinals(DECEMBER, 400)  # until 18 January
    (window,) = Season().windows(days)
    assert len(window) == 31 + 18
    assert set(month_of(window).tolist()) == {1}


def test_it_needs_a_whole_year_and_days_of_this_month() -> None:
    assert Season().windows(ordinals(DECEMBER, 0)) == []
    assert Season().windows(ordinals(DECEMBER, 360)) == []
    gap = np.concatenate((ordinals(DECEMBER, 10), ordinals(DECEMBER, 370)[-3:]))
    assert Season().windows(gap) == []


def test_a_habit_of_winter_is_told_with_its_months() -> None:
    found = Season().suppose(year(WINTER), BLANKET)
    assert found is not None
    assert found.months == WINTER


@pytest.mark.parametrize("months", [range(1, 13), (), (1, 4, 9), range(2, 14)])
def test_what_holds_all_year_or_never_or_in_scattered_months_is_no_season(
    months: Iterable[int],
) -> None:
    assert Season().suppose(year(months), BLANKET) is None


def test_what_is_done_at_another_hour_in_the_other_months_is_no_season() -> None:
    assert Season().suppose(year(WINTER, other="19:45"), BLANKET) is None
    assert Season().suppose(year(WINTER, other="12:00"), BLANKET) is not None


def test_a_week_of_the_season_is_taught_by_the_season_before() -> None:
    days = ordinals(DECEMBER, 400)
    found = Season().suppose(year(WINTER), BLANKET)
    assert found is not None
    *rolls, shown = Season().rolls(days, found)
    for roll in (*rolls, shown):
        assert in_months(roll.learn, WINTER).all()
        assert in_months(roll.prove, WINTER).all()
    assert any(roll.prove[0] - roll.learn[0] > 200 for roll in rolls)  # over the summer
    assert Season().aim(year(WINTER), found, shown.learn).window == 84


def confirmed(study: Study, days: int) -> Pattern | None:
    found = Season().suppose(study, BLANKET)
    kind = study.kind_of(BLANKET.target)
    assert found is not None
    assert kind is not None
    return Season().confirm(study, found, kind.rows[:days])


def test_it_must_have_come_back() -> None:
    study = year(WINTER)
    before = 17 + 31 + 28  # the rest of the first winter
    assert confirmed(study, before + 3) is not None
    assert confirmed(study, before + 2) is None


def test_what_began_lately_may_be_there_to_stay() -> None:
    study = year((10, 11, 12), count=380)
    since = study.log.days[study.log.days > DECEMBER.toordinal() + 60]
    begun = Study.of(study.log.only(since), HOME)
    kind = begun.kind_of(BLANKET.target)
    assert kind is not None
    pattern = replace(BLANKET, months=(10, 11, 12))
    assert Season().confirm(begun, pattern, kind.rows) is None
