"""Edits in words: what was changed, as the description of a suggestion tells it."""

from collections.abc import Iterable
from typing import assert_never

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Condition
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.automation import SUN
from custom_components.homeiq.suggestions.refining.edits import (
    HOME,
    TIME,
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.words import Words, clock

_PERCENT = frozenset({Level.BRIGHTNESS, Level.POSITION, Level.VOLUME})


def note(edits: Iterable[Edit], names: Names, words: Words) -> str:
    """Return a sentence on all that was changed, to follow a description; each edit once."""
    said = dict.fromkeys(told(edit, names, words) for edit in edits)
    return words.text("refined", "note", edits="; ".join(said)) if said else ""


def told(edit: Edit, names: Names, words: Words) -> str:  # noqa: C901, PLR0911 - a table of cases
    """Return an edit in words; "20 minutes later"."""
    match edit:
        case Shift(seconds):
            side = "later" if seconds > 0 else "earlier"
            return words.text("refined", side, duration=words.duration(abs(seconds)))
        case SetTime(second):
            return words.text("when", "clock", clock=clock(second))
        case SetOffset() | SetHold() | SetDelay():
            return _span(edit, names, words)
        case SetThreshold(limit):
            return words.text("refined", "threshold", number=words.number(limit))
        case Require(condition):
            return _required(condition, names, words)
        case DropCondition(about):
            return _dropped(about, names, words)
        case OnDays(weekdays):
            return _days(weekdays, words)
        case SetLevel():
            return _level(edit, names, words)
        case ReplaceTarget(old, new) | AddTarget(old, new):
            key = "replaced" if isinstance(edit, ReplaceTarget) else "added"
            return words.text("refined", key, name=names.entity(old), new=names.entity(new))
        case DropTarget(entity_id):
            return words.text("refined", "without", name=names.entity(entity_id))
        case _:  # pragma: no cover
            assert_never(edit)


def _days(weekdays: tuple[int, ...], words: Words) -> str:
    days = phrases.weekdays(weekdays, words)
    if not days:
        return words.text("refined", "every_day")
    # "Every day except Sundays" bears no "only" before it.
    if len(weekdays) == phrases.ALL_BUT_ONE:
        return days
    return words.text("refined", "days", days=days)


def _span(edit: SetOffset | SetHold | SetDelay, names: Names, words: Words) -> str:
    duration = words.duration(abs(edit.seconds))
    match edit:
        case SetOffset(seconds):
            side = "sun_before" if seconds < 0 else "sun_after" if seconds else "sun_at"
            return words.text("refined", side, duration=duration)
        case SetHold(seconds):
            return words.text("refined", "hold" if seconds else "no_hold", duration=duration)
        case SetDelay(seconds, entity_id):
            said = words.text("refined", "delay" if seconds else "no_delay", duration=duration)
            return _of(entity_id, said, names, words)


def _of(entity_id: str, said: str, names: Names, words: Words) -> str:
    if not entity_id:
        return said
    return words.text("refined", "of", name=names.entity(entity_id), what=said)


def _required(condition: Condition, names: Names, words: Words) -> str:
    said = phrases.condition(condition, names, words)
    return words.text("refined", "only_if", condition=said)


def _dropped(about: str, names: Names, words: Words) -> str:
    keys = {SUN: "any_light", TIME: "any_time", HOME: "any_presence"}
    if about in keys:
        return words.text("refined", keys[about])
    return words.text("refined", "no_condition", name=names.entity(about))


def _level(edit: SetLevel, names: Names, words: Words) -> str:
    if edit.level in _PERCENT:
        value = words.percent(edit.value / 100)
    elif edit.level is Level.COLOR_TEMPERATURE:
        value = words.quantity(edit.value, "K")
    else:
        value = words.quantity(edit.value, "°")
    said = words.text("refined", edit.level.value, value=value)
    return _of(edit.entity_id, said, names, words)
