"""What the home's automations do already."""

from typing import Final

from custom_components.homeiq.mining.effects import ANY, may_be
from custom_components.homeiq.mining.event_log import clock_apart
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    NumericTrigger,
    Pattern,
    RunTrigger,
    StateTrigger,
    SunTrigger,
    Trigger,
)

SAME_CLOCK_SECONDS: Final = 1800  # a person who moves an automation by less wants the same


def already_automated(pattern: Pattern, home: Home) -> ExistingAutomation | None:
    """Return an enabled automation with the same effect at the same occasion, if there is one.

    What would change one of them is never done by that one already.
    """
    if pattern.changes:
        return None
    target = pattern.target
    for automation in home.automations:
        effects = {(target.entity_id, target.state), (target.entity_id, ANY)}
        acts = automation.enabled and effects & automation.effects
        if acts and _same_occasion(pattern.trigger, automation):
            return automation
    return None


def _same_occasion(trigger: Trigger, automation: ExistingAutomation) -> bool:
    match trigger:
        case StateTrigger(entity_id=entity_id, to=state):
            return may_hear(automation, entity_id, state)
        case NumericTrigger(entity_id=entity_id):
            return entity_id in automation.triggers
        case SunTrigger(event=event):
            return event in automation.triggers
        case ClockTrigger(second=second):
            return any(is_close(second, other) for other in automation.triggers)
        case RunTrigger():  # never a new automation, always a change to one
            return False


def may_hear(automation: ExistingAutomation, entity_id: str, state: str) -> bool:
    """Return whether an automation is set off when an entity comes to a state, or may be."""
    if entity_id not in automation.triggers:
        return False
    told = [wanted for each, wanted in automation.hears if each == entity_id]
    return not told or any(may_be(state, wanted) for wanted in told)


def is_close(second: int, other: str) -> bool:
    """Return whether a trigger of an automation is a clock time close to another one."""
    at = clock_second(other)
    return at is not None and abs(clock_apart(second, at)) <= SAME_CLOCK_SECONDS


def clock_second(trigger: str) -> int | None:
    """Return the local seconds of an automation's "HH:MM:SS"; None for any other trigger."""
    parts = trigger.split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004  # HH:MM:SS
        return None
    hours, minutes, seconds = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds
