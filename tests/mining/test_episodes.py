"""The fires of a pattern that tell whether acting then is right."""

import numpy as np

from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

DOOR = StateTrigger("binary_sensor.door", "on", "off")
LAMP = Effect("light.a", "on", delay=60)


def episodes() -> tuple[Diary, Episodes]:
    """Return eight days on which a door is opened: twice right, once already so, else wrong.

    In the beginning the lamp's state is not known.
    """
    diary = Diary()
    diary.known(binary_sensor__door="off")
    for day in range(8):
        diary.add(day, "10:00", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, "10:10", "binary_sensor.door", "off", Origin.DEVICE)
    diary.add(0, "12:00", "light.a", "off", Origin.CONSEQUENCE)
    diary.habit([1, 2], "10:02", "light.a", scatter=0)
    diary.add(5, "09:00", "light.a", "on", Origin.AUTOMATION)
    diary.add(5, "11:00", "light.a", "off", Origin.AUTOMATION)
    study = Study.of(diary.log(), HOME)
    pattern = Pattern("co_occurrence", DOOR, (LAMP,))
    kind = study.kind_of(LAMP)
    assert kind is not None
    begun = study.begun(pattern, study.log.days)
    return diary, Episodes.of(study, begun, study.replay(pattern, LAMP, kind, begun))


def test_only_fires_that_were_right_or_wrong_tell_anything() -> None:
    _, told = episodes()
    assert told.right.tolist() == [True, True, False, False, False, False]


def test_conditions_are_looked_at_when_the_trigger_fires_and_not_after_the_delay() -> None:
    diary, told = episodes()
    assert told.at.tolist() == [diary.at(day, "10:00") for day in (1, 2, 3, 4, 6, 7)]
    assert (told.day - told.day[0]).tolist() == [0, 1, 2, 3, 5, 6]
    assert told.second.tolist() == [36000.0] * 6
    assert (told.replayed.at - told.at).tolist() == [60.0] * 6


def test_wrong_ones_count_once_until_the_target_changes() -> None:
    _, told = episodes()
    assert told.count(np.ones(6, np.bool_)) == (2, 2)
    assert told.count(told.right) == (2, 0)
    assert told.count(np.arange(6) == 4) == (0, 1)
    assert told.count(np.zeros(6, np.bool_)) == (0, 0)


def test_of_each_episode_the_first_fire_tells() -> None:
    _, told = episodes()
    everything = np.ones(6, np.bool_)
    assert told.first(everything).tolist() == [0, 1, 2, 4]
    assert told.first(np.arange(6) > 2).tolist() == [3, 4]
    assert told.first(~everything).tolist() == []


def test_there_are_as_many_first_fires_as_episodes() -> None:
    _, told = episodes()
    random = np.random.default_rng(1)
    for rows in random.random((20, 6)) < 0.5:
        first = told.first(rows)
        right = int(told.right[first].sum())
        assert told.count(rows) == (right, len(first) - right)
