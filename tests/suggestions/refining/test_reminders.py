"""Reminders with a wait: they ask again whether there is something to remind of."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.pattern import Reminder, StateCondition, StateTrigger
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.refining.reminders import delayed, is_reminder
from tests.suggestions.typical import LATE, LOCKING, of_synergy

WAITING = replace(LOCKING, effects=(Reminder("lock.front", "locked", 600),))


def test_what_only_tells_is_a_reminder() -> None:
    assert is_reminder(automation_config(LOCKING, "", ""))
    assert is_reminder(automation_config(WAITING, "", ""))
    assert not is_reminder(automation_config(LATE, "", ""))
    automation = of_synergy().automation
    assert automation is not None
    assert not is_reminder(automation)


def test_a_reminder_that_waits_asks_afterwards() -> None:
    now, later = (automation_config(each, "", "") for each in (LOCKING, WAITING))
    for each in (now, later):
        each["actions"][-1].pop("data")
    assert delayed(now, 600) == later
    assert delayed(later, 0) == now


def test_what_its_conditions_tell_is_not_asked_again() -> None:
    unlocked = StateCondition("lock.front", "unlocked")
    now = automation_config(replace(LOCKING, conditions=(unlocked,)), "", "")
    later = automation_config(replace(WAITING, conditions=(unlocked,)), "", "")
    assert delayed(later, 0)["conditions"] == now["conditions"]
    opened = StateTrigger("lock.front", "unlocked", "locked")
    by_lock = automation_config(replace(WAITING, trigger=opened), "", "")
    assert delayed(by_lock, 0)["conditions"] == []


def test_where_nothing_knows_what_to_ask_it_does_not_wait() -> None:
    opened = StateTrigger("lock.front", "unlocked", "locked")
    by_lock = automation_config(replace(LOCKING, trigger=opened), "", "")
    with pytest.raises(RefusedError) as refused:
        delayed(by_lock, 600)
    assert refused.value.refusal is Refusal.REMINDER
