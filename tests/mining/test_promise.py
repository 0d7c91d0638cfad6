"""A first look at how moments go with an act."""

import numpy as np

from custom_components.homeiq.mining.pattern import StateTrigger
from custom_components.homeiq.mining.promise import Promise, Trials, best, promises
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary, times

TRIGGER = StateTrigger("binary_sensor.door", "on", "off")


def promised(lag: float, *, acts: int = 14, moments: int = 14, tried: int = 1) -> Promise | None:
    """Return what daily moments at noon promise for acts some seconds later."""
    diary = Diary()
    diary.known(light__a="off")
    for day in range(acts):
        diary.habit([day], 12 * 3600 + lag, "light.a", scatter=0)
    study = Study.of(diary.log(), HOME)
    (kind,) = study.act_kinds()
    at = times(*(diary.at(day, "12:00") for day in range(moments)))
    trials = Trials.of([(TRIGGER, at, Reach.of(clock=False, between=0))])
    (found,) = promises(study, kind, "room", trials, tried)
    return found


def test_acts_right_after_the_moments_are_promising() -> None:
    found = promised(60)
    assert found is not None
    assert found.pattern.trigger == TRIGGER
    assert found.pattern.target.entity_id == "light.a"
    assert (found.pattern.days, found.pattern.episodes) == (14, 14)
    assert (found.worth, found.apart) == (14.0, 60.0)


def test_acts_beyond_reach_or_on_too_few_days_are_not() -> None:
    assert promised(400) is None
    assert promised(60, moments=2) is None


def test_moments_that_meet_few_of_the_acts_are_not() -> None:
    assert promised(60, acts=28, moments=4) is None


def test_much_trying_asks_for_more() -> None:
    assert promised(60, tried=10**40) is None


def test_of_equals_the_one_nearer_to_the_act_is_better() -> None:
    near, far = promised(30), promised(200)
    assert near is not None
    assert far is not None
    assert near.beats(None)
    assert near.beats(far)
    assert not far.beats(near)
    assert best([None, far, near, promised(30)]) is near
    assert best([None]) is None


def test_triggers_that_are_tried_together_do_not_mix() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(14), 12 * 3600 + 60, "light.a", scatter=0)
    study = Study.of(diary.log(), HOME)
    (kind,) = study.act_kinds()
    noon = times(*(diary.at(day, "12:00") for day in range(14)))
    off, soon = Reach.of(clock=False, between=600), Reach.of(clock=False, between=0)
    trials = Trials.of(
        [
            (TRIGGER, noon - 3600, soon),
            (TRIGGER, noon, soon),
            (TRIGGER, times(), soon),
            (TRIGGER, noon - 500, off),
            (TRIGGER, noon[:2], soon),
        ]
    )
    assert trials.acts_near(kind.time).tolist() == [0, 14, 0, 14, 2]
    found = promises(study, kind, "room", trials, 1)
    assert [promise and promise.apart for promise in found] == [None, 60.0, None, 560.0, None]
    assert trials.where(np.array([False, True, True, False, True])).number.tolist() == (
        [0] * 14 + [2] * 2
    )


def test_no_triggers_promise_nothing() -> None:
    assert Trials.of([]).acts_near(times(1, 2)).tolist() == []


def test_a_wrong_counts_once_until_the_target_changes_again() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(14), 12 * 3600 + 60, "light.a", scatter=0)
    study = Study.of(diary.log(), HOME)
    (kind,) = study.act_kinds()
    noon = np.array([diary.at(day, "12:00") for day in range(14)])
    at = np.sort(np.concatenate([noon, noon + 3 * 3600, noon + 3 * 3600 + 60]))
    (found,) = promises(study, kind, "room", Trials.of([(TRIGGER, at, Reach(0, 300))]), 1)
    assert found is not None
    assert found.worth == 14 * (14 / 28) ** 2
