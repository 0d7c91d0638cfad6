"""On which days a habit was kept."""

from datetime import date

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.modifiers.kept import Kept, holding, weekly
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary, ordinals, quick

LAMP = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.lamp", "on"),))


def study(diary: Diary) -> Study:
    return Study.of(diary.log(), HOME)


def test_a_day_is_kept_if_the_act_was_near_and_not_if_there_was_none() -> None:
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit([0, 2], "07:05", "light.lamp", scatter=60)
    diary.habit([3], "09:00", "light.lamp", scatter=60)
    learned = study(diary)
    kept = Kept.of(learned, LAMP, learned.log.days)
    assert kept.kept.tolist() == [True, False, True, False]
    assert np.diff(kept.days).tolist() == [1, 1, 1]


def test_a_day_on_which_it_was_so_already_tells_nothing() -> None:
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit([0], "07:00", "light.lamp", scatter=0)
    diary.habit([1], "05:00", "light.lamp", scatter=0, lasts=4 * 3600)
    learned = study(diary)
    assert len(Kept.of(learned, LAMP, learned.log.days).days) == 1


def test_what_was_done_at_another_hour_was_done_about_that_time() -> None:
    diary = Diary()
    diary.known(light__lamp="off")
    diary.habit([0], "08:30", "light.lamp", scatter=0)
    diary.habit([1], "10:30", "light.lamp", scatter=0)
    learned = study(diary)
    about = Kept.about(learned, LAMP, learned.log.days, 7200)
    assert about.kept.tolist() == [True, False]


def test_an_act_that_the_log_does_not_know_was_never_kept() -> None:
    diary = Diary()
    diary.habit([0, 1], "07:00", "light.other", scatter=0)
    learned = study(diary)
    assert not len(Kept.of(learned, LAMP, learned.log.days).days)
    assert not Kept.about(learned, LAMP, learned.log.days, 7200).kept.any()


def test_shares_are_of_the_occasions_of_each_part() -> None:
    kept = Kept(np.arange(4, dtype=np.int32), np.array([True, False, True, True]))
    shares = kept.shares(np.array([0, 0, 2, 2], np.int32), 3)
    assert shares[[0, 2]].tolist() == [0.5, 1.0]
    assert np.isnan(shares[1])


def test_a_part_that_is_like_the_others_surprises_nobody() -> None:
    alike = Kept(np.arange(20, dtype=np.int32), np.arange(20) % 2 == 0)
    apart = Kept(np.arange(20, dtype=np.int32), np.arange(20) < 10)
    first = np.arange(20) < 10
    assert alike.p_value(first) > 0.5
    assert apart.p_value(first) < 1e-4


def test_a_habit_holds_where_it_is_kept_half_as_often_as_at_best() -> None:
    assert holding(np.array([0.9, 0.44, 0.46, np.nan])) == (0, 2)
    assert holding(np.zeros(3)) == ()


@quick
@given(st.integers(15, 200), st.integers(1, 14), st.integers(14, 60))
def test_each_week_is_taught_by_what_is_before_it(count: int, first: int, longest: int) -> None:
    days = ordinals(date(2026, 1, 1), count)
    *rolls, shown = weekly(days, first, longest)
    for roll in rolls:
        assert len(roll.prove) == 7
        assert first <= len(roll.learn) <= longest
        assert roll.learn[-1] == roll.prove[0] - 1
    proven = np.concatenate([days[:0], *(roll.prove for roll in rolls)])
    assert np.all(np.diff(proven) == 1)
    assert not len(proven) or proven[-1] == days[-1]
    assert shown.learn[-1] == days[-1]
    assert not len(shown.prove)
