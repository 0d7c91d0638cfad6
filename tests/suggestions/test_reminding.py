"""What a reminder's notification says."""

from dataclasses import replace

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    DarkCondition,
    Effect,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.suggestions import reminding
from custom_components.homeiq.suggestions.automation import Notice, automation_config
from custom_components.homeiq.suggestions.words import load_words

EN = load_words("en")
DE = load_words("de")
NAMES = Names({"lock.back": "Back door", "cover.blind": "Blind"})
LOCK = Reminder("lock.back", "locked")
BACK_DOOR = Pattern("anomaly", ClockTrigger(83400), (LOCK,))
BLIND = Pattern(
    "duration",
    StateTrigger("cover.blind", "open", "closed", hold=5400),
    (Reminder("cover.blind", "closed"),),
)


def test_a_notification_says_what_is_not_yet_done_and_what_is_usual() -> None:
    assert reminding.notice(BACK_DOOR, NAMES, EN) == Notice(
        "Reminder: Back door",
        "Back door is still unlocked. By now somebody has usually locked it.",
    )
    assert reminding.notice(BACK_DOOR, NAMES, DE) == Notice(
        "Erinnerung: Back door",
        "Denk daran, dass Back door noch entriegelt ist."
        " Um diese Zeit hat das sonst schon jemand verriegelt.",
    )


def test_a_notification_of_what_stays_so_says_for_how_long() -> None:
    assert reminding.notice(BLIND, NAMES, EN) == Notice(
        "Reminder: Blind",
        "Blind is still open. That has been so for 1 hour and 30 minutes;"
        " usually somebody has closed it by then.",
    )
    assert reminding.notice(BLIND, NAMES, DE).message == (
        "Denk daran, dass Blind noch geöffnet ist. Das ist seit 1 Stunde und 30 Minuten so;"
        " sonst hat es bis dahin jemand geschlossen."
    )


def test_a_habit_has_nothing_to_notify_of() -> None:
    habit = replace(BACK_DOOR, effects=(Effect("lock.back", "locked"),))
    assert reminding.notice(habit, NAMES, EN) == Notice()


def test_that_it_is_not_yet_so_goes_without_saying() -> None:
    conditions = (StateCondition("lock.back", "unlocked"), DarkCondition())
    pattern = replace(BACK_DOOR, conditions=conditions)
    assert reminding.title(pattern, LOCK, NAMES, EN) == (
        "remind me when Back door is still unlocked at 23:10, if it is dark"
    )
    said = reminding.description(pattern, LOCK, Evidence(), NAMES, EN)
    assert said.endswith("at 23:10, if it is dark, a notification reminds you.")
    # Nor does its automation ask twice.
    config = automation_config(pattern, "Alias", "Description")
    assert [part["condition"] for part in config["conditions"]] == ["state", "state"]


def test_a_state_without_words_of_its_own_is_named() -> None:
    mode = Reminder("input_select.mode", "good_night")
    pattern = replace(BACK_DOOR, effects=(mode,))
    assert reminding.title(pattern, mode, NAMES, EN) == (
        "remind me when Mode is not yet “good night” at 23:10"
    )
    long = replace(BLIND, effects=(mode,), trigger=StateTrigger("input_select.mode", "x", "y", 60))
    assert reminding.title(long, mode, NAMES, EN) == (
        "remind me when Mode does not change to “good night” for 1 minute"
    )
