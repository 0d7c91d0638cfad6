"""A door that is locked by some time, and the evenings on which it is not."""

from collections.abc import Callable, Collection

import pytest

from custom_components.homeiq.mining.detectors.anomaly import Anomaly
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WORKDAYS,
    ClockTrigger,
    Pattern,
    Reminder,
    StateCondition,
)
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

DAYS = 28
FORGOTTEN = (4, 10, 17, 24)
HOUR = 3600
DOOR = "binary_sensor.door"


def evenings(
    entity_id: str = "lock.door",
    states: tuple[str, str] = ("unlocked", "locked"),
    *,
    forgotten: Collection[int] = FORGOTTEN,
    noticed: Callable[[Diary], float] = lambda diary: diary.random.uniform(23.3, 23.45),
    usual: Callable[[Diary, int], float] = lambda diary, _: diary.random.gauss(21.5, 0.3),
    opened: Callable[[Diary], float] = lambda diary: diary.random.uniform(7, 12),
    days: int = DAYS,
) -> Diary:
    """Return a home whose door is opened by day and closed in the evening, at local hours."""
    diary = Diary(seed=3)
    diary.add(0, 1.0, entity_id, states[1], Origin.CONSEQUENCE)
    for day in range(days):
        closed = noticed(diary) if day in forgotten else usual(diary, day)
        diary.add(day, HOUR * opened(diary), entity_id, states[0], Origin.DEVICE)
        diary.add(day, HOUR * closed, entity_id, states[1], Origin.DEVICE)
    return diary


def detected(diary: Diary) -> list[Pattern]:
    return Anomaly().detect(Study.of(diary.log(), HOME))


def hour(pattern: Pattern) -> float:
    assert isinstance(pattern.trigger, ClockTrigger)
    return pattern.trigger.second / HOUR


def test_the_time_lies_after_the_usual_and_just_before_somebody_notices() -> None:
    (pattern,) = detected(evenings())
    assert 23.2 <= hour(pattern) <= 23.31
    assert pattern.effects == (Reminder("lock.door", "locked"),)
    assert pattern.conditions == (StateCondition("lock.door", "unlocked"),)
    assert pattern.weekdays == EVERY_DAY
    assert pattern.episodes == len(FORGOTTEN)
    assert pattern.p_value < 0.01


def test_a_door_sensor_does_as_well_although_nobody_can_command_it() -> None:
    (pattern,) = detected(evenings(DOOR, ("on", "off")))
    assert pattern.target == Reminder(DOOR, "off")


def test_a_door_that_is_never_forgotten_gives_no_reminder() -> None:
    assert detected(evenings(forgotten=())) == []


def test_more_than_one_alarm_a_week_is_none() -> None:
    assert len(detected(evenings(noticed=lambda _: 23.4))) == 1
    assert detected(evenings(forgotten=(*FORGOTTEN, 20), noticed=lambda _: 23.4)) == []


def test_a_door_that_stays_open_all_night_has_nobody_who_notices() -> None:
    assert detected(evenings(noticed=lambda diary: 24 + diary.random.uniform(5, 6))) == []


def test_an_evening_past_midnight_belongs_to_the_day_before() -> None:
    (pattern,) = detected(
        evenings(
            noticed=lambda diary: diary.random.uniform(25.3, 25.45),
            usual=lambda diary, _: diary.random.gauss(23.8, 0.2),
        )
    )
    assert 1.2 <= hour(pattern) <= 1.31


def test_workdays_have_a_time_of_their_own_where_weekends_are_another_matter() -> None:
    (pattern,) = detected(
        evenings(
            forgotten=(3, 9, 17, 22),
            noticed=lambda diary: diary.random.uniform(22.0, 22.15),
            usual=lambda diary, day: diary.random.gauss(20.5 if day % 7 < 5 else 23.4, 0.2),
        )
    )
    assert pattern.weekdays == WORKDAYS
    assert 21.9 <= hour(pattern) <= 22.01


@pytest.mark.parametrize(
    "diary",
    [
        evenings(usual=lambda diary, _: diary.random.uniform(13, 23)),  # at no usual time
        evenings(opened=lambda _: 21.0, usual=lambda *_: 21.1),  # open for minutes only
        evenings(days=6, forgotten=(2,)),
        Diary(),
    ],
    ids=["scattered", "passage", "few days", "nothing"],
)
def test_what_is_no_evening_habit_is_left_alone(diary: Diary) -> None:
    assert detected(diary) == []


def test_a_door_that_is_used_on_few_days_only_has_no_habit() -> None:
    diary = evenings(forgotten=(4, 24))
    kept = {1, 4, 7, 11, 13, 16, 19, 24}
    diary.rows = [
        row for row in diary.rows[1:] if int((row[0] - diary.at(0, 0.0)) // 86400) in kept
    ]
    assert detected(diary) == []


def test_mining_offers_to_remind_and_counts_only_the_reminders() -> None:
    mined = mine(evenings(DOOR, ("on", "off")).log(), HOME, MiningSettings())
    assert mined.findings == ()  # nothing in this home is done by hand
    diary = evenings(DOOR, ("on", "off"))
    diary.known(light__a="off")
    diary.habit(range(DAYS), "07:00", "light.a")
    (finding,) = [
        each
        for each in mine(diary.log(), HOME, MiningSettings()).findings
        if isinstance(each.pattern.target, Reminder)
    ]
    assert (finding.evidence.right, finding.evidence.wrong) == (len(FORGOTTEN), 0)
    assert finding.evidence.already == 0
    assert finding.evidence.confidence > 0.7
