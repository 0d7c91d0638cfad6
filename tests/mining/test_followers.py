"""A first look at what follows what, and at which delay."""

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.followers import Follower, changes_of, followers
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary


def doors(delays: list[float], *, again: float | None = None) -> Study:
    """Return a home with a door a day, after which a light is switched on once or twice."""
    diary = Diary()
    diary.known(binary_sensor__door="off", light__hall="off")
    for day, delay in enumerate(delays):
        at = 36000 + 1300 * (day % 20)
        diary.add(day, at, "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, at + delay, "light.hall", "on")
        diary.add(day, at + delay + 10, "light.hall", "off", Origin.AUTOMATION)
        if again is not None:
            diary.add(day, at + delay + again, "light.hall", "on")
            diary.add(day, at + delay + again + 10, "light.hall", "off", Origin.AUTOMATION)
        diary.add(day, at + 5000, "binary_sensor.door", "off", Origin.DEVICE)
    return Study.of(diary.log(HOME), HOME)


def found(study: Study) -> list[Follower]:
    kinds = study.act_kinds()
    return followers(study, kinds, changes_of(study.log, 1000), 0.25)


def test_the_delay_is_the_median_whatever_strays() -> None:
    (one,) = found(doors([60.0] * 9 + [50.0] * 5 + [900.0, 1500.0]))
    assert one.delay == 60


def test_only_the_first_act_after_a_change_is_counted() -> None:
    (one,) = found(doors([60.0] * 14, again=600))
    assert one.delay == 60


def test_delays_that_scatter_are_nobodys_habit() -> None:
    assert found(doors([100.0 * (number % 17 + 1) for number in range(34)])) == []


def test_what_comes_after_too_long_follows_nothing() -> None:
    assert found(doors([3000.0] * 14)) == []


def test_changes_are_counted_by_kind_and_the_frequent_left_out() -> None:
    study = doors([60.0] * 14)
    everything = changes_of(study.log, 1000)
    assert sorted(everything.counts.tolist()) == [14, 14, 14, 14]
    assert len(changes_of(study.log, 13).time) == 0
    times = everything.times(0)
    assert len(times) == len(everything.days(0)) == 14
    assert (times[1:] > times[:-1]).all()


def test_a_kind_of_change_ends_where_the_next_begins() -> None:
    changes = changes_of(doors([60.0] * 14).log, 1000)
    ends = changes.counts.cumsum() - 1
    assert (changes.next[ends] == float("inf")).all()
    assert (changes.next[:-1][changes.next[:-1] < float("inf")] > 0).all()
