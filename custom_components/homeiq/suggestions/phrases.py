"""Triggers, conditions and effects in words."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final, assert_never

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions.words import Words, clock

ALL_BUT_ONE: Final = 6  # weekdays
YEAR: Final = 12  # months


def when(pattern: Pattern, names: Names, words: Words) -> str:
    """Return when a pattern acts: trigger, days and conditions; "at 06:45 on weekdays"."""
    begun = trigger(pattern.trigger, _first_delay(pattern), names, words)
    return occasion(pattern, begun, names, words)


def occasion(pattern: Pattern, begun: str, names: Names, words: Words) -> str:
    """Return a trigger in words with the days and conditions of its pattern."""
    point = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    kind = "point" if point else "event"
    days = days_and_months(pattern, words)
    conditions = [condition(each, names, words) for each in pattern.conditions]
    return words.text(
        "when",
        "point" if point else "happening",
        trigger=begun,
        days=words.text("when", f"{kind}_days", days=days) if days else "",
        conditions=words.text("when", f"{kind}_conditions", conditions=words.join(conditions))
        if conditions
        else "",
    )


def trigger(what: Trigger, delay: int, names: Names, words: Words) -> str:
    """Return a trigger in words, `delay` seconds later; "20 minutes after sunset"."""
    match what:
        case ClockTrigger():
            return words.text("when", "clock", clock=clock(what.second + delay))
        case SunTrigger():
            return _sun(what.event, what.offset + delay, words)
        case StateTrigger():
            event = words.first(
                "becomes",
                keys(what.entity_id, what.to, names),
                name=names.entity(what.entity_id),
                state=plain(what.to),
            )
        case NumericTrigger():
            event = _threshold("when", what, names, words)
        case RunTrigger():
            event = words.text("when", "run", name=names.entity(what.automation))
        case _:  # pragma: no cover
            assert_never(what)
    hold = 0 if isinstance(what, RunTrigger) else what.hold
    held = words.duration(hold) if hold else ""
    later = words.duration(delay) if delay else ""
    if held and later:
        return words.text("when", "event_held_later", event=event, duration=held, later=later)
    if held:
        return words.text("when", "event_held", event=event, duration=held)
    if later:
        return words.text("when", "event_later", event=event, duration=later)
    return words.text("when", "event", event=event)


def _sun(event: str, offset: int, words: Words) -> str:
    if not offset:
        return words.text("when", event)
    side = "before" if offset < 0 else "after"
    return words.text("when", f"{side}_{event}", duration=words.duration(abs(offset)))


def weekdays(days: tuple[int, ...], words: Words) -> str:
    """Return days of the week, 0 for Monday; empty for every day."""
    chosen = tuple(sorted(set(days)))
    match chosen:
        case days if days == EVERY_DAY:
            return ""
        case days if days == WORKDAYS:
            return words.text("days", "workdays")
        case days if days == WEEKEND:
            return words.text("days", "weekend")
        case _ if len(chosen) == ALL_BUT_ONE:
            (missing,) = set(EVERY_DAY) - set(chosen)
            return words.text("days", "except", day=words.text("days", str(missing)))
        case _:
            listed = words.join(words.text("days", str(day)) for day in chosen)
            return words.text("days", "some", days=listed)


def is_limited(pattern: Pattern) -> bool:
    """Return whether something besides its trigger must hold: some days, months, conditions."""
    some_days = set(pattern.weekdays) != set(EVERY_DAY)
    return some_days or bool(pattern.months) or bool(pattern.conditions)


def days_and_months(pattern: Pattern, words: Words) -> str:
    """Return on which days of which months; "on Mondays from November to February"."""
    parts = (weekdays(pattern.weekdays, words), months(pattern.months, words))
    return " ".join(part for part in parts if part)


def months(chosen: tuple[int, ...], words: Words) -> str:
    """Return months, 1 for January; empty for all of them, which none stands for too."""
    inside = set(chosen)
    if not inside or len(inside) == YEAR:
        return ""
    begins = [month for month in sorted(inside) if (month - 2) % YEAR + 1 not in inside]
    if len(begins) > 1 or len(inside) == 1:
        listed = words.join(words.text("months", str(month)) for month in sorted(inside))
        return words.text("months", "some", months=listed)
    last = (begins[0] + len(inside) - 2) % YEAR + 1
    names = {"first": words.text("months", str(begins[0])), "last": words.text("months", str(last))}
    return words.text("months", "range", **names)


def condition(what: Condition, names: Names, words: Words) -> str:
    """Return what must hold; "it is dark"."""
    match what:
        case DarkCondition(dark=True) if what.elevation <= 0:
            return words.text("condition", "dark")
        case DarkCondition(dark=False) if what.elevation >= 0:
            return words.text("condition", "light")
        case DarkCondition():
            side = "sun_below" if what.dark else "sun_above"
            return words.text("condition", side, degrees=words.number(what.elevation))
        case WindowCondition():
            window = {"after": clock(what.after), "before": clock(what.before)}
            return words.text("condition", "window", **window)
        case StateCondition():
            return words.first(
                "is",
                keys(what.entity_id, what.state, names),
                name=names.entity(what.entity_id),
                state=plain(what.state),
            )
        case NumericCondition(entity_id="zone.home", above=0, below=None):
            return words.text("condition", "somebody")
        case NumericCondition(entity_id="zone.home", above=None, below=1):
            return words.text("condition", "nobody")
        case NumericCondition():
            return _threshold("condition", what, names, words)
        case _:  # pragma: no cover
            assert_never(what)


def is_chain(pattern: Pattern) -> bool:
    """Return whether several things are done one after another."""
    return len({effect.delay for effect in pattern.effects}) > 1


def acts(pattern: Pattern, names: Names, words: Words) -> str:
    """Return what is done, in order; "turn off TV, then lock Front door 5 minutes later".

    The wait before the first one belongs to `when`.
    """
    said = ""
    waited = _first_delay(pattern)
    for delay, together in _steps(pattern, names, words):
        if said:
            duration = words.duration(delay - waited)
            said = words.text("acts", "later", before=said, act=together, duration=duration)
        else:
            said = together
        waited = delay
    return said


def acts_in_short(pattern: Pattern, names: Names, words: Words, most: int | None = None) -> str:
    """Return what is done, in order and without the waits; "turn off TV, then lock Front door".

    Of more than `most` steps (one at least) the others are only counted.
    """
    steps = [together for _, together in _steps(pattern, names, words)]
    said, *others = steps[:most]
    for together in others:
        said = words.text("acts", "next", before=said, act=together)
    left = len(steps) - 1 - len(others)
    return words.count("acts", "more", left, before=said) if left else said


def _steps(pattern: Pattern, names: Names, words: Words) -> Iterator[tuple[int, str]]:
    """Yield what is done at each delay (seconds), in order."""
    for delay, effects in groupby(sorted(pattern.effects, key=_delay), key=_delay):
        yield delay, words.join([_act(effect, names, words) for effect in effects])


def _act(effect: Effect | Reminder, names: Names, words: Words) -> str:
    return words.first(
        "act",
        keys(effect.entity_id, effect.state, names),
        name=names.entity(effect.entity_id),
        state=plain(effect.state),
    )


def _delay(effect: Effect | Reminder) -> int:
    return effect.delay


def _first_delay(pattern: Pattern) -> int:
    return min(effect.delay for effect in pattern.effects)


def _threshold(
    section: str, what: NumericTrigger | NumericCondition, names: Names, words: Words
) -> str:
    above, below = what.above, what.below
    value = (below or 0.0) if above is None else above
    return words.text(
        section,
        "below" if above is None else "above",
        name=names.entity(what.entity_id),
        number=words.quantity(value, names.unit(what.entity_id)),
    )


def keys(entity_id: str, state: str, names: Names) -> Iterator[str]:
    """Yield where a phrase for a state may be, from the most special to the general."""
    domain = entity_id.partition(".")[0]
    if kind := names.device_class(entity_id):
        yield f"{domain}:{kind}.{state}"
    yield f"{domain}.{state}"
    yield state
    yield f"{domain}.other"
    yield "other"


def plain(state: str) -> str:
    """Return a state that has no words of its own as people would write it."""
    return state.replace("_", " ")
