"""A first look at how moments go with an act."""

from custom_components.homeiq.mining.pattern import StateTrigger
from custom_components.homeiq.mining.promise import Promise, promise
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
    return promise(study, kind, "room", TRIGGER, at, Reach.of(clock=False, between=0), tried)


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
