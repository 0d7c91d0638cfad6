"""Reminders in words: nothing is commanded, somebody is told that an entity is not yet so."""

from dataclasses import replace

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Pattern,
    Reminder,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.automation import Notice, says_so
from custom_components.homeiq.suggestions.words import Words, sentence

WEEK = 7  # days


def title(pattern: Pattern, reminder: Reminder, names: Names, words: Words) -> str:
    """Return what people are asked; "remind me when Back door is still unlocked at 23:10"."""
    return _said("title", pattern, reminder, names, words)


def description(
    pattern: Pattern, reminder: Reminder, evidence: Evidence, names: Names, words: Words
) -> str:
    """Return when a notification comes and, where that is known, how often."""
    said = sentence(_said("description", pattern, reminder, names, words))
    if not evidence.days:
        return said
    a_week = (evidence.right + evidence.wrong) / evidence.days * WEEK
    # Rounded up or down: what a reminder costs people is to be bothered.
    return said + words.count("reminded", "a_week", 0 if a_week < 1 else round(a_week))


def notice(pattern: Pattern, names: Names, words: Words) -> Notice:
    """Return what the notification says; nothing where a pattern is no reminder."""
    reminder = pattern.target
    if not isinstance(reminder, Reminder):
        return Notice()
    name = names.entity(reminder.entity_id)
    duration = _duration(pattern, reminder)
    parts = {
        "still": _of("still", reminder, names, words),
        "done": _of("done", reminder, names, words),
    }
    if duration:
        key, parts["duration"] = "notice_long", words.duration(duration)
    else:
        key = "notice_late"
    return Notice(
        words.text("reminder", "notice_title", name=name),
        sentence(words.text("reminder", key, **parts)),
    )


def evidence(reminder: Reminder, figures: Evidence, on: str, names: Names, words: Words) -> str:
    """Return what the replay counted; "it would have reminded you twice; once nobody did"."""
    reminded = words.count("reminded", "fired", figures.right + figures.wrong, on=on)
    if not figures.right + figures.wrong:
        return f"{reminded}."
    done = _of("done", reminder, names, words)
    heeded = words.count("reminded", "right", figures.right, done=done)
    if not figures.right:
        return reminded + heeded
    return reminded + heeded + words.count("reminded", "wrong", figures.wrong)


def _said(kind: str, pattern: Pattern, reminder: Reminder, names: Names, words: Words) -> str:
    # That the entity is not yet so goes without saying.
    others = tuple(each for each in pattern.conditions if not says_so(each, reminder))
    pattern = replace(pattern, conditions=others)
    if duration := _duration(pattern, reminder):
        stays = _of("stays", reminder, names, words, duration=words.duration(duration))
        event = words.text("when", "event", event=stays)
        when = phrases.occasion(pattern, event, names, words)
        return words.text("reminder", f"{kind}_long", when=when)
    point = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    return words.text(
        "reminder",
        f"{kind}_{'point' if point else 'event'}",
        when=phrases.when(pattern, names, words),
        still=_of("still", reminder, names, words),
    )


def _duration(pattern: Pattern, reminder: Reminder) -> int:
    """Return how long (seconds) the entity itself stays so before it tells; 0 for others."""
    trigger = pattern.trigger
    if not isinstance(trigger, StateTrigger) or trigger.entity_id != reminder.entity_id:
        return 0
    return trigger.hold + reminder.delay


def _of(section: str, reminder: Reminder, names: Names, words: Words, **values: str) -> str:
    """Return a phrase of a section for the state that an entity should be in."""
    return words.first(
        section,
        phrases.keys(reminder.entity_id, reminder.state, names),
        name=names.entity(reminder.entity_id),
        state=phrases.plain(reminder.state),
        **values,
    )
