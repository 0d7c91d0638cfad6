"""What people forget now and then, and what they never do."""

from functools import cache

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Floats, local_clock
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.suggestions.automation import automation_config
from demo.claims import claims_of
from demo.household import SimulatedHome, simulate
from demo.reminders import BEHAVING, EVENINGS, FORGOTTEN, LEFT, Evening, Left
from demo.score import score
from demo.spec import HouseholdSpec, PlantedHabit


@cache
def home(*, habits: bool = True) -> SimulatedHome:
    """Return one household in which people forget things."""
    return simulate(HouseholdSpec(seed=4, events=5_000, kinds=FORGOTTEN, habits=habits))


def times(entity_id: str, state: str, where: SimulatedHome) -> Floats:
    """Return when an entity went to a state by itself or by hand, not back from unavailable."""
    raw = where.raw
    rows = np.flatnonzero(raw.entity == raw.entities.index(entity_id))
    new = raw.state[rows]
    wanted = (new[1:] == raw.states.index(state)) & (new[:-1] > 2)
    return np.asarray(raw.time[rows[1:][wanted]])


def habit(entity_id: str) -> PlantedHabit:
    """Return what is planted for an entity."""
    return next(one for one in home().truth if one.entity_id == entity_id)


def pattern(one: PlantedHabit) -> Pattern:
    """Return the finding that is right about a habit."""
    other = {"off": "on", "locked": "unlocked"}[one.state]
    conditions = (StateCondition(one.entity_id, other),)
    return Pattern(
        one.expected_detector,
        one.trigger,
        (Reminder(one.entity_id, one.state),),
        conditions=conditions if isinstance(one.trigger, ClockTrigger) else (),
    )


def test_what_is_forgotten_is_forgotten_about_once_a_week_and_always_noticed() -> None:
    assert {one.entity_id for one in home().truth} == {
        one.entity.entity_id for one in (*EVENINGS, *LEFT)
    } - BEHAVING
    for one in home().truth:
        assert one.reminds
        assert (one.chances, len(one.kept), one.adherence) == (4, 4, 1)


@pytest.mark.parametrize("one", [one for one in EVENINGS if one.late], ids=lambda one: one.kind)
def test_an_evening_is_forgotten_until_some_minutes_after_a_reminder(one: Evening) -> None:
    planted = habit(one.entity.entity_id)
    assert isinstance(planted.trigger, ClockTrigger)
    _, second = local_clock(np.array(planted.kept), home().calendar.timezone)
    after = second - planted.trigger.second
    assert ((after >= 290) & (after <= 850)).all()
    closed = np.setdiff1d(times(planted.entity_id, planted.state, home()), planted.kept)
    _, second = local_clock(closed, home().calendar.timezone)
    assert (second < planted.trigger.second).all()


@pytest.mark.parametrize("one", [one for one in LEFT if one.hold], ids=lambda one: one.kind)
def test_what_is_left_open_is_open_far_longer_than_ever(one: Left) -> None:
    planted = habit(one.entity.entity_id)
    assert isinstance(planted.trigger, StateTrigger)
    opened = times(planted.entity_id, "on", home())
    closed = times(planted.entity_id, "off", home())
    lasted = closed - opened[np.searchsorted(opened, closed) - 1]
    kept = np.isin(closed, planted.kept)
    hold = planted.trigger.hold
    assert (lasted[kept] > hold).all()
    assert (lasted[kept] <= hold + min(hold, 900)).all()
    assert (lasted[~kept] < hold / 3).all()
    assert len(lasted) > 20


def test_without_habits_it_is_opened_at_any_time_for_any_length() -> None:
    empty = home(habits=False)
    assert empty.truth == ()
    for one in (*EVENINGS, *LEFT):
        other = {"off": "on", "locked": "unlocked"}[one.entity.rest]
        assert len(times(one.entity.entity_id, other, empty)) > 10


def test_only_a_reminder_tells_of_what_is_forgotten() -> None:
    reminders = [pattern(one) for one in home().truth]
    result = score(reminders, home())
    assert (result.recall, result.precision) == (1.0, 1.0)
    for one in home().truth:
        automation = Pattern("any", one.trigger, (Effect(one.entity_id, one.state),))
        assert not score([automation], home()).planted


def test_no_reminder_tells_of_a_habit_that_people_keep() -> None:
    usual = simulate(HouseholdSpec(seed=3, days=7, events=2_000))
    true = next(one for one in usual.truth if one.kind == "door locked for the night")
    reminder = Pattern("anomaly", true.trigger, (Reminder(true.entity_id, true.state),))
    assert not score([reminder], usual).planted


def test_a_reminder_for_what_behaves_is_invented() -> None:
    reminder = Pattern("anomaly", ClockTrigger(82_800), (Reminder("lock.garage", "locked"),))
    assert not score([reminder], home()).planted


def test_an_automation_that_reminds_claims_the_same_as_its_finding() -> None:
    for one in home().truth:
        found = pattern(one)
        config = automation_config(found, "alias", "description")
        assert claims_of(config) == claims_of(found)


def test_a_reminder_that_says_what_is_not_so_yet_claims_that() -> None:
    done = {"condition": "state", "entity_id": "lock.a", "state": ["locked", "unknown"]}
    config = {
        "triggers": [{"trigger": "time", "at": "23:00:00"}],
        "conditions": [
            {"condition": "time", "weekday": ["mon"]},
            {"condition": "not", "conditions": [done]},
        ],
        "actions": [{"action": "persistent_notification.create", "data": {"message": "x"}}],
    }
    (claim,) = claims_of(config)
    assert (claim.entity_id, claim.state, claim.weekdays) == ("lock.a", "locked", (0,))
    assert claim.reminds
