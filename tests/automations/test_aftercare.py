"""What becomes of kept days as figures."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from custom_components.homeiq.automations.aftercare import (
    AfterCare,
    Retire,
    Ward,
    aftercare,
    minutes_of,
)
from custom_components.homeiq.automations.care import CareDay

TODAY = 740_000
WHOLE = TODAY - 1  # the last whole day
WARD = Ward("s1", "Lamp at ten", "automation.lamp", since=TODAY - 100, is_on=True, spares=True)


def days(ago: Iterable[int], *, runs: int = 0, acts: int = 0, undone: int = 0) -> list[CareDay]:
    return [CareDay("s1", TODAY - each, runs, acts, undone) for each in ago]


def cared(kept: list[CareDay], ward: Ward = WARD, whole: int = WHOLE) -> AfterCare:
    (one,) = aftercare([ward], kept, whole, TODAY)
    return one


def test_acts_a_week_are_those_of_the_last_four_weeks() -> None:
    one = cared(days(range(1, 40), runs=3, acts=2))
    assert one.days == 28
    assert one.acts == 56
    assert one.acts_per_week == pytest.approx(14)
    assert one.minutes_saved_per_week == pytest.approx(14 * 20 / 60)
    assert one.is_told


def test_of_one_that_is_younger_only_whole_days_since_then_count() -> None:
    ward = replace(WARD, since=TODAY - 11)
    one = cared(days((0, 1, 4, 11), runs=1, acts=1), ward)
    assert one.days == 10
    assert one.acts == 2  # neither that of today nor that of the day of acceptance
    assert one.runs == 4
    assert one.acts_per_week == pytest.approx(1.4)


@pytest.mark.parametrize(("age", "told"), [(8, True), (7, False), (1, False), (0, False)])
def test_below_a_week_it_is_too_early_to_tell(age: int, told: object) -> None:
    one = cared([], replace(WARD, since=TODAY - age))
    assert one.days == max(age - 1, 0)
    assert one.is_told == told
    assert one.acts_per_week == 0


def test_before_the_first_look_nothing_is_told() -> None:
    one = cared(days((0,), runs=2), replace(WARD, since=TODAY), whole=0)
    assert (one.days, one.runs, one.is_told) == (0, 2, False)


def test_a_reminder_spares_no_act() -> None:
    one = cared(days(range(1, 20), runs=1, acts=1), replace(WARD, spares=False))
    assert (one.acts_per_week, one.minutes_saved_per_week) == (0, 0)
    assert one.is_told


def test_each_has_its_own_days() -> None:
    other = replace(WARD, suggestion_id="s2")
    first, second = aftercare([WARD, other], days((1,), acts=1), WHOLE, TODAY)
    assert (first.acts, second.acts) == (1, 0)


def test_what_is_told_of_it_is_fit_for_people() -> None:
    assert cared(days((1, 2, 3), runs=1, acts=1)).as_dict() == {
        "suggestion_id": "s1",
        "entity_id": "automation.lamp",
        "title": "Lamp at ten",
        "runs": 3,
        "undone": 0,
        "acts_per_week": 0.75,
        "minutes_saved_per_week": 0.25,
    }


def test_what_it_spares_is_not_told_as_nothing_while_it_is_too_early() -> None:
    told = cared(days((1,), runs=1, acts=1), replace(WARD, since=TODAY - 2)).as_dict()
    assert (told["acts_per_week"], told["minutes_saved_per_week"]) == (None, None)
    assert told["runs"] == 1


def test_an_act_takes_twenty_seconds() -> None:
    assert minutes_of(6) == 2


@pytest.mark.parametrize(
    ("acts", "undone", "asked"),
    [
        (0, 2, False),  # too few to tell
        (0, 3, True),
        (5, 3, False),  # 3 of 8 may be a fifth by chance
        (3, 3, True),
        (30, 10, False),
        (25, 12, True),
        (200, 0, False),
    ],
)
def test_it_may_be_retired_where_it_is_surely_undone_more_than_a_fifth_of_times(
    acts: int, undone: int, asked: object
) -> None:
    one = cared([CareDay("s1", WHOLE, 0, acts, undone)])
    assert one.retire == (Retire(undone, acts + undone) if asked else None)


def test_only_the_last_two_weeks_count_for_that() -> None:
    assert cared(days((14, 15, 16), undone=1)).retire is None
    assert cared(days((11, 12, 13), undone=1)).retire == Retire(3, 3)


def test_one_that_is_off_need_not_be_retired() -> None:
    assert cared(days((1, 2, 3), undone=1), replace(WARD, is_on=False)).retire is None


def test_who_keeps_it_is_not_asked_for_a_month_and_then_of_what_came_later() -> None:
    often = days((1, 2, 3), undone=1)
    assert cared(often, replace(WARD, kept_on=TODAY - 29)).retire is None
    assert cared(often, replace(WARD, kept_on=TODAY - 30)).retire == Retire(3, 3)
