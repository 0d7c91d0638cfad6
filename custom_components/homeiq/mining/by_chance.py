"""What an automation would have been right at, were its trigger and its act not tied together."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
    RunTrigger,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.spells import ends_within
from custom_components.homeiq.mining.study import ActKind, Study, reach

# How far a trigger is moved to see what chance gives: a time of day to where its reach ends and
# the same part of the day goes on, another trigger to the same time of other days.
CLOCK_SHIFTS: Final = tuple(minutes * 60 for minutes in (-100, -70, -40, 40, 70, 100))
DAY_SHIFTS: Final = tuple(days * 86400 for days in (-3, -2, -1, 1, 2, 3))


def right_by_chance(
    study: Study, pattern: Pattern, step: Effect | Reminder, kind: ActKind, begun: Floats
) -> tuple[float, int]:
    """Return (right, tried) of one step of a pattern that fired at moments, by chance alone."""
    trigger = pattern.trigger
    if not isinstance(trigger, StateTrigger) or trigger.entity_id != step.entity_id:
        return _elsewhere(study, pattern, step, kind, begun)
    if isinstance(step, Reminder):  # its short uses end within minutes, and tell nothing
        return 0.0, 0
    within = float(np.max(reach(pattern, step).after))
    return len(begun) * ends_within(study.timeline, kind.target, kind.rows, within), len(begun)


def _elsewhere(
    study: Study, pattern: Pattern, step: Effect | Reminder, kind: ActKind, begun: Floats
) -> tuple[float, int]:
    """Move the trigger elsewhere and count what is right there.

    Both sides keep their own rhythm; only what ties them together is broken.
    """
    clock = isinstance(pattern.trigger, ClockTrigger | SunTrigger | RunTrigger)
    shifts = np.array(CLOCK_SHIFTS if clock else DAY_SHIFTS)
    moved = begun + shifts[:, None]
    at, log = moved + step.delay, study.log
    inside = (at >= log.time[0]) & (at <= log.time[-1])
    elsewhere = study.replay(pattern, step, kind, moved[inside])
    number = np.repeat(np.arange(len(shifts)), inside.sum(axis=1))
    right, wrong = elsewhere.count_each(number)
    return right, right + wrong
