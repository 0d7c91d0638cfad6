"""A button that lights up a lamp, or not, and what may be the reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.look import Narrowing, Weekdays
from custom_components.homeiq.mining.narrowing import holding, narrower
from custom_components.homeiq.mining.pattern import (
    Condition,
    Effect,
    NumericCondition,
    Pattern,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

BUTTON = StateTrigger("binary_sensor.button", "on", "off")
LAMP = (Effect("light.a", "on"),)
PRESSED = Pattern("co_occurrence", BUTTON, LAMP)
HOURS = range(1, 24, 2)
DAYS = 14


def pressed(wanted: Callable[[int, int], bool], days: int = DAYS) -> Diary:
    """Return a button that is pressed every other hour, and lights up a lamp if wanted.

    If not, an automation does so later: each press is an episode of its own.
    """
    diary = Diary()
    diary.known(light__a="off", binary_sensor__button="off")
    for day in range(days):
        for hour in HOURS:
            diary.add(day, 3600 * hour, "binary_sensor.button", "on", Origin.DEVICE)
            diary.add(day, 3600 * hour + 600, "binary_sensor.button", "off", Origin.DEVICE)
            if wanted(day, hour):
                diary.habit([day], 3600 * hour + 60, "light.a", scatter=20, lasts=1200)
            else:
                diary.add(day, 3600 * hour + 1800, "light.a", "on", Origin.AUTOMATION)
                diary.add(day, 3600 * hour + 2400, "light.a", "off", Origin.AUTOMATION)
    return diary


def away(diary: Diary, entity_id: str, days: Iterable[int], state: str = "not_home") -> None:
    diary.add(0, 2.0, entity_id, "home", Origin.DEVICE)
    for day in days:
        diary.add(day, 3.0, entity_id, state, Origin.DEVICE)
        diary.add(day, 86000.0, entity_id, "home", Origin.DEVICE)


@dataclass(frozen=True)
class Looked:
    """A pattern of a log, its episodes, and all that it may need besides."""

    study: Study
    episodes: Episodes
    found: list[Narrowing]

    @classmethod
    def at(cls, log: EventLog, home: Home, pattern: Pattern) -> Looked:
        study = Study.of(log, home)
        kind = study.kind_of(pattern.target)
        assert kind is not None
        begun = study.begun(pattern, log.days)
        episodes = Episodes.of(study, begun, study.replay(pattern, pattern.target, kind, begun))
        rows = np.ones(len(episodes.at), np.bool_)
        return cls(study, episodes, list(narrower(study, pattern, episodes, rows)))

    def days(self, condition: Condition | Weekdays) -> set[int]:
        """Return the days, by their number, with an episode on which a condition holds."""
        held = holding(self.study, condition, self.episodes)
        return set((self.episodes.day[held] - self.study.log.days[0]).tolist())


def narrowings(diary: Diary, home: Home = HOME, pattern: Pattern = PRESSED) -> list[Narrowing]:
    return Looked.at(diary.log(home), home, pattern).found


def told(found: Iterable[Narrowing]) -> set[object]:
    return {narrowing.condition for narrowing in found}


def mentioned(found: Iterable[Narrowing]) -> set[str]:
    return {
        item.condition.entity_id
        for item in found
        if isinstance(item.condition, StateCondition | NumericCondition)
    }


def share_of(found: Iterable[Narrowing], condition: object) -> float:
    (share,) = {narrowing.share for narrowing in found if narrowing.condition == condition}
    return share
