"""When conditions hold, and when a pattern would act."""

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, local_clock
from custom_components.homeiq.mining.pattern import (
    Condition,
    DarkCondition,
    NumericCondition,
    Pattern,
    StateCondition,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study


def holds(study: Study, condition: Condition, at: Floats) -> Bools:
    """Return whether a condition holds at moments (UTC seconds); never where that is unknown."""
    held = np.zeros(len(at), np.bool_)
    match condition:
        case DarkCondition(dark=dark, elevation=elevation) if study.sun is not None:
            day, _ = local_clock(at, study.log.timezone)
            held = study.sun.dark(at, day, elevation) == dark
        case WindowCondition(after=after, before=before):
            _, second = local_clock(at, study.log.timezone)
            late, early = second >= after, second < before
            held = late & early if after <= before else late | early
        case StateCondition(entity_id=entity_id, state=state):
            entity = study.timeline.codes.get(entity_id)
            if entity is not None and state in study.log.states:
                held = study.timeline.states(entity, at) == study.log.states.index(state)
        case NumericCondition(entity_id=entity_id, above=above, below=below):
            entity = study.timeline.codes.get(entity_id)
            if entity is not None:
                number = study.timeline.numbers(entity, at)
                low, high = -np.inf if above is None else above, np.inf if below is None else below
                held = (number > low) & (number < high)
    return held


def begun_where_held(study: Study, pattern: Pattern, days: Ints) -> Floats:
    """Return when a pattern would have acted on days: it fired and its conditions held.

    What is due after the log ends, on a day that is not over, nobody can have done yet.
    """
    at = study.begun(pattern, days)
    at = at[at <= float(study.log.time[-1:].max(initial=-np.inf))]
    for condition in pattern.conditions:
        at = at[holds(study, condition, at)]
    return at
