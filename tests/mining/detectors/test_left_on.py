"""A freezer that is left open now and then, until somebody notices."""

from collections.abc import Callable, Collection

import pytest

from custom_components.homeiq.mining.detectors.left_on import LeftOn
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import Pattern, Reminder, StateTrigger
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

DAYS = 28
FORGOTTEN = (20, 60, 100, 130)
MINUTE = 60.0


def uses(
    entity_id: str = "binary_sensor.freezer",
    states: tuple[str, str] = ("on", "off"),
    *,
    lasts: Callable[[Diary], float] = lambda diary: diary.random.lognormvariate(-1, 0.4),
    forgotten: Collection[int] = FORGOTTEN,
    noticed: Callable[[Diary], float] = lambda diary: diary.random.uniform(7, 10),
    a_day: int = 5,
    origin: Origin = Origin.DEVICE,
) -> Diary:
    """Return a home in which something is opened some times a day, for minutes."""
    diary = Diary(seed=9)
    diary.add(0, 1.0, entity_id, states[1], Origin.CONSEQUENCE)
    for number in range(DAYS * a_day):
        day, slot = divmod(number, a_day)
        begin = (7 + (slot + diary.random.random() / 2) * 14 / a_day) * 3600
        lasted = noticed(diary) if number in forgotten else lasts(diary)
        diary.add(day, begin, entity_id, states[0], Origin.DEVICE)
        diary.add(day, begin + lasted * MINUTE, entity_id, states[1], origin)
    return diary


def detected(diary: Diary) -> list[Pattern]:
    return LeftOn().detect(Study.of(diary.log(), HOME))


def hold(pattern: Pattern) -> float:
    """Return after how many minutes a pattern reminds."""
    assert isinstance(pattern.trigger, StateTrigger)
    return pattern.trigger.hold / MINUTE


def test_the_hold_is_far_beyond_what_is_usual_and_before_somebody_notices() -> None:
    (pattern,) = detected(uses())
    assert 4 <= hold(pattern) <= 7.5
    freezer = "binary_sensor.freezer"
    assert pattern.trigger == StateTrigger(freezer, "on", "off", int(hold(pattern) * MINUTE))
    assert pattern.effects == (Reminder(freezer, "off"),)
    assert (pattern.days, pattern.episodes) == (4, 4)
    assert pattern.p_value < 0.01


@pytest.mark.parametrize(
    ("entity_id", "states"),
    [
        ("lock.back_door", ("unlocked", "locked")),
        ("cover.garage", ("open", "closed")),
        ("light.cellar", ("on", "off")),
    ],
)
def test_what_can_be_commanded_is_found_too(entity_id: str, states: tuple[str, str]) -> None:
    (pattern,) = detected(uses(entity_id, states))
    assert pattern.target == Reminder(entity_id, states[1])


def test_what_is_never_forgotten_gives_no_reminder() -> None:
    assert detected(uses(forgotten=())) == []


def test_more_than_one_alarm_a_week_is_none() -> None:
    assert detected(uses(forgotten=(*FORGOTTEN, 120))) == []


def test_a_window_that_is_aired_for_long_every_day_is_not_forgotten() -> None:
    aired = uses(lasts=lambda diary: diary.random.uniform(5, 60), forgotten=())
    assert detected(aired) == []


def test_a_long_tail_without_a_gap_is_no_forgetting() -> None:
    """Motion and presence last as long as they last; now and then for an hour."""
    tail = uses(lasts=lambda diary: diary.random.lognormvariate(1, 1.1), forgotten=())
    assert detected(tail) == []


def test_what_a_program_ends_is_noticed_by_nobody() -> None:
    assert detected(uses("light.cellar", origin=Origin.AUTOMATION)) == []


def test_nobody_who_notices_is_no_habit() -> None:
    at = iter((60.0, 120.0, 240.0, 500.0))
    patterns = detected(uses(noticed=lambda _: next(at)))
    assert all(pattern.episodes <= 1 for pattern in patterns)


def test_too_few_uses_tell_nothing_of_what_is_usual() -> None:
    diary = uses(forgotten=(2, 4))
    diary.rows = diary.rows[:18]
    assert detected(diary) == []


def test_what_is_open_at_the_end_is_no_end() -> None:
    diary = uses(forgotten=(20, 60, 130))
    diary.rows = diary.rows[: 2 * 130 + 2]  # the last one is not closed any more
    (pattern,) = detected(diary)
    assert pattern.episodes == 2


def test_nothing_is_found_in_nothing() -> None:
    assert detected(Diary()) == []
    never_closed = uses()
    never_closed.rows = [row for row in never_closed.rows[1:] if row[2] == "on"]
    assert detected(never_closed) == []


def test_mining_offers_to_remind() -> None:
    diary = uses()
    diary.known(light__a="off")
    diary.habit(range(DAYS), "07:00", "light.a")
    (finding,) = [
        each
        for each in mine(diary.log(), HOME, MiningSettings()).findings
        if isinstance(each.pattern.target, Reminder)
    ]
    assert finding.pattern.detector == "duration"
    assert (finding.evidence.right, finding.evidence.wrong) == (len(FORGOTTEN), 0)
