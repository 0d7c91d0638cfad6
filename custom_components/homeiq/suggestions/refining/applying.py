"""Edits applied: to the configuration of an automation, and to the habit that it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, assert_never

from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    Effect,
    NumericTrigger,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.suggestions.automation import DAY
from custom_components.homeiq.suggestions.refining import acts, conditions, reminders, triggers
from custom_components.homeiq.suggestions.refining.edits import (
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
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
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError

LONGEST: Final = 12 * 3600  # seconds of a wait: a longer one no restart lets end


def applied(config: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """Return an automation config with edits, in their order.

    Of several branches each is changed that an edit can mean. Raises RefusedError where one of
    them fits nothing in it.
    """
    changed = dict(config)
    for edit in edits:
        changed = _applied(changed, edit)
    return changed


def _applied(config: dict[str, Any], edit: Edit) -> dict[str, Any]:
    match edit:
        case Shift() | SetTime() | SetOffset() | SetHold() | SetThreshold():
            return _triggered(config, edit)
        case Require(condition):
            conditions.refuse_blinding(config, condition)
            required = conditions.required(config["conditions"], condition)
            return {**config, "conditions": required}
        case DropCondition(about):
            return _without_condition(config, about)
        case OnDays(weekdays):
            if not weekdays:
                raise RefusedError(Refusal.OUT_OF_RANGE)
            return {**config, "conditions": conditions.on_days(config["conditions"], weekdays)}
        case SetDelay(seconds):
            _refuse_long(seconds)
            if not edit.entity_id and reminders.is_reminder(config):
                return reminders.delayed(config, seconds)
            return {**config, "actions": acts.delayed(config["actions"], edit)}
        case SetLevel():
            return {**config, "actions": acts.levelled(config["actions"], edit)}
        case ReplaceTarget() | AddTarget() | DropTarget():
            return {**config, "actions": acts.retargeted(config["actions"], edit)}
        case _:  # pragma: no cover
            assert_never(edit)


def _triggered(
    config: dict[str, Any], edit: Shift | SetTime | SetOffset | SetHold | SetThreshold
) -> dict[str, Any]:
    listed = config["triggers"]
    match edit:
        case Shift():
            moved = triggers.shifted(listed, edit)
            days = conditions.turned(conditions.weekdays_of(config["conditions"]), moved.days)
            held = conditions.on_days(config["conditions"], days) if moved.days else None
            return {
                **config,
                "triggers": moved.triggers,
                "conditions": config["conditions"] if held is None else held,
            }
        case SetTime():
            return {**config, "triggers": triggers.timed(listed, edit)}
        case SetOffset():
            return {**config, "triggers": triggers.offset(listed, edit)}
        case SetHold(seconds):
            _refuse_long(seconds)
            return {**config, "triggers": triggers.held(listed, edit)}
        case SetThreshold():
            return {**config, "triggers": triggers.limited(listed, edit)}


def _without_condition(config: dict[str, Any], about: str) -> dict[str, Any]:
    """Return a config without the conditions on something, in no branch either."""
    left = conditions.dropped(config["conditions"], about)
    found = len(left) < len(config["conditions"])

    def in_branch(option: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal found
        kept = conditions.dropped(option["conditions"], about)
        found = found or len(kept) < len(option["conditions"])
        return {**option, "conditions": kept}

    actions = [
        {**each, "choose": [in_branch(option) for option in each["choose"]]}
        if "choose" in each
        else each
        for each in config["actions"]
    ]
    if not found:
        raise RefusedError(Refusal.NO_SUCH_CONDITION)
    asks = any(map(conditions.is_not_yet, (*config["conditions"], *config["actions"])))
    if reminders.is_reminder(config) and not asks and "." in about:
        raise RefusedError(Refusal.REMINDER)
    return {**config, "conditions": left, "actions": actions}


def _refuse_long(seconds: int) -> None:
    if not 0 <= seconds <= LONGEST:
        raise RefusedError(Refusal.OUT_OF_RANGE)


def applied_to(pattern: Pattern, edits: Iterable[Edit]) -> Pattern:
    """Return a habit with edits, in their order, so that it can be replayed.

    What its automation does with edits is what `applied` makes of its automation, but for values
    of acts: these a habit does not know. Raises RefusedError where one of them does not fit.
    """
    for edit in edits:
        pattern = _applied_to(pattern, edit)
    return pattern


def leniently(edits: Iterable[Edit]) -> Callable[[Pattern], Pattern]:
    """Return what applies those edits that fit: other days may teach fewer steps of a habit."""
    wanted = tuple(edits)

    def change(pattern: Pattern) -> Pattern:
        for edit in wanted:
            try:
                pattern = _applied_to(pattern, edit)
            except RefusedError:
                continue
        return pattern

    return change


def _applied_to(pattern: Pattern, edit: Edit) -> Pattern:  # noqa: C901, PLR0911 - a table of cases
    match edit:
        case Shift(seconds):
            return _shifted(pattern, seconds)
        case SetTime():
            return replace(pattern, trigger=_trigger(pattern.trigger, edit), drift=0.0)
        case SetOffset() | SetHold() | SetThreshold():
            return replace(pattern, trigger=_trigger(pattern.trigger, edit))
        case Require(condition):
            _refuse_about_reminder(pattern, condition)
            return replace(pattern, conditions=_required(pattern.conditions, condition))
        case DropCondition(about):
            return _without(pattern, about)
        case OnDays(weekdays):
            if not weekdays:
                raise RefusedError(Refusal.OUT_OF_RANGE)
            return replace(pattern, weekdays=tuple(sorted(set(weekdays))))
        case SetDelay():
            return _delayed(pattern, edit)
        case SetLevel():
            return pattern
        case ReplaceTarget() | AddTarget() | DropTarget():
            return _retargeted(pattern, edit)
        case _:  # pragma: no cover
            assert_never(edit)


def _shifted(pattern: Pattern, seconds: int) -> Pattern:
    match pattern.trigger:
        case ClockTrigger(second):
            days, moved = divmod(second + seconds, DAY)
            return replace(
                pattern,
                trigger=replace(pattern.trigger, second=moved),
                weekdays=conditions.turned(pattern.weekdays, days),
            )
        case SunTrigger(_, offset):
            trigger = _trigger(pattern.trigger, SetOffset(offset + seconds))
            return replace(pattern, trigger=trigger)
        case _:
            raise RefusedError(Refusal.NO_SUCH_TRIGGER)


def _trigger(trigger: Trigger, edit: SetTime | SetOffset | SetHold | SetThreshold) -> Trigger:
    match trigger, edit:
        case (ClockTrigger() | SunTrigger(), SetTime(second)):
            return ClockTrigger(second)
        case (SunTrigger(), SetOffset(seconds)):
            if abs(seconds) > triggers.MOST_OFFSET:
                raise RefusedError(Refusal.OUT_OF_RANGE)
            return replace(trigger, offset=seconds)
        case (StateTrigger() | NumericTrigger(), SetHold(seconds)):
            _refuse_long(seconds)
            return replace(trigger, hold=seconds)
        case (NumericTrigger(above=above), SetThreshold(limit)):
            if above is None:
                return replace(trigger, below=limit)
            return replace(trigger, above=limit)
        case _:
            raise RefusedError(Refusal.NO_SUCH_TRIGGER)


def _required(held: tuple[Condition, ...], condition: Condition) -> tuple[Condition, ...]:
    key = conditions.key_of_condition(condition)
    same = [number for number, each in enumerate(held) if conditions.key_of_condition(each) == key]
    if not same:
        return (*held, condition)
    others = [each for number, each in enumerate(held) if number not in same[1:]]
    others[same[0]] = condition
    return tuple(others)


def _without(pattern: Pattern, about: str) -> Pattern:
    left: list[Condition] = []
    gone: list[Condition] = []
    for each in pattern.conditions:
        key = conditions.key_of_condition(each)
        (gone if key is not None and key[0] == about else left).append(each)
    if not gone:
        raise RefusedError(Refusal.NO_SUCH_CONDITION)
    for each in gone:
        _refuse_about_reminder(pattern, each)
    return replace(pattern, conditions=tuple(left))


def _refuse_about_reminder(pattern: Pattern, condition: Condition) -> None:
    """Refuse to change by which condition a reminder knows whether there is something to do."""
    target = pattern.target
    own = isinstance(condition, StateCondition) and condition.entity_id == target.entity_id
    if own and isinstance(target, Reminder):
        raise RefusedError(Refusal.REMINDER)


def _delayed(pattern: Pattern, edit: SetDelay) -> Pattern:
    _refuse_long(edit.seconds)
    effects = sorted(pattern.effects, key=lambda each: each.delay)
    later = edit.seconds - effects[0].delay
    if edit.entity_id:
        _refuse_other(pattern, edit.entity_id)
        if sum(each.entity_id == edit.entity_id for each in effects) > 1:
            raise RefusedError(Refusal.AMBIGUOUS)
    moved = [
        replace(each, delay=each.delay + later)
        if not edit.entity_id
        else replace(each, delay=edit.seconds)
        if each.entity_id == edit.entity_id
        else each
        for each in effects
    ]
    return replace(pattern, effects=tuple(sorted(moved, key=lambda each: each.delay)))


def _retargeted(pattern: Pattern, edit: ReplaceTarget | AddTarget | DropTarget) -> Pattern:
    _refuse_other(pattern, edit.entity_id)
    changed: list[Effect | Reminder] = []
    for each in pattern.effects:
        if each.entity_id != edit.entity_id:
            changed.append(each)
            continue
        match edit:
            case ReplaceTarget(by=new):
                changed.append(replace(each, entity_id=new))
            case AddTarget(more=new):
                changed += (each, replace(each, entity_id=new))
    if not changed:
        raise RefusedError(Refusal.LAST_ACT)
    return replace(pattern, effects=tuple(changed))


def _refuse_other(pattern: Pattern, entity_id: str) -> None:
    """Refuse an edit of an act that a habit does not have, and of what it only reminds of."""
    acted = {each.entity_id for each in pattern.effects if isinstance(each, Effect)}
    if entity_id not in acted:
        raise RefusedError(Refusal.NO_SUCH_ACT)
