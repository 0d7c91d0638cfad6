"""When a trigger would have fired."""

import numpy as np

from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    EPOCH,
    FIRST_KNOWN,
    Floats,
    Ints,
    Origin,
    among,
    clock_offsets,
    local_clock,
)
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    NumericTrigger,
    RunTrigger,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.mining.sun import Sun
from custom_components.homeiq.mining.timeline import Timeline


def fires(trigger: Trigger, timeline: Timeline, days: Ints, sun: Sun | None) -> Floats:
    """Return the UTC seconds (ascending) at which a trigger fires on local days.

    For a trigger with a hold they are the moments at which it was held long enough.
    """
    match trigger:
        case ClockTrigger(second=second):
            return clock_times(timeline, days, second)
        case SunTrigger(event=event, offset=offset):
            if sun is None:
                return np.zeros(0)
            at = sun.events(event, days)
            ascending: Floats = np.sort(at[~np.isnan(at)])
            return ascending + offset
        case StateTrigger():
            return _state_fires(trigger, timeline, days)
        case NumericTrigger():
            return _numeric_fires(trigger, timeline, days)
        case RunTrigger():
            return _run_fires(trigger, timeline, days)


def clock_times(timeline: Timeline, days: Ints, second: int) -> Floats:
    """Return the UTC seconds of a local wall-clock time on days, through clock changes.

    A time that a day does not have (the hour that is skipped) is left out.
    """
    wall = (days.astype(np.float64) - EPOCH) * DAY_SECONDS + second
    if len(days):
        # A day more on either side: what is local there may be another date in UTC.
        first, last = int(days[0]) - EPOCH - 1, int(days[-1]) - EPOCH + 2
        _, offsets = clock_offsets(timeline.log.timezone, first, last)
        if len(offsets) == 1:
            return np.asarray(wall - offsets)
    guess = wall
    for _ in range(2):  # the second look settles days whose offset changes in between
        day, seconds = local_clock(guess, timeline.log.timezone)
        guess = guess + wall - ((day.astype(np.float64) - EPOCH) * DAY_SECONDS + seconds)
    day, seconds = local_clock(guess, timeline.log.timezone)
    return np.asarray(guess[(day == days) & (np.abs(seconds - second) < 1)])


def _state_fires(trigger: StateTrigger, timeline: Timeline, days: Ints) -> Floats:
    log = timeline.log
    entity = timeline.codes.get(trigger.entity_id)
    if entity is None or trigger.to not in log.states or trigger.from_ not in log.states:
        return np.zeros(0)
    rows = timeline.changes(entity)
    matches = log.new[rows] == log.states.index(trigger.to)
    matches &= log.old[rows] == log.states.index(trigger.from_)
    return _held(timeline, rows, matches, trigger.hold, days)


def _run_fires(trigger: RunTrigger, timeline: Timeline, days: Ints) -> Floats:
    log = timeline.log
    entity = timeline.codes.get(trigger.entity_id)
    if entity is None or trigger.to not in log.states:
        return np.zeros(0)
    rows = timeline.changes(entity)
    rows = rows[(log.origin[rows] == Origin.AUTOMATION) & (log.old[rows] >= FIRST_KNOWN)]
    rows = rows[(log.new[rows] == log.states.index(trigger.to)) & among(log.day[rows], days)]
    return np.asarray(log.time[rows])


def _numeric_fires(trigger: NumericTrigger, timeline: Timeline, days: Ints) -> Floats:
    entity = timeline.codes.get(trigger.entity_id)
    if entity is None:
        return np.zeros(0)
    rows = timeline.changes(entity)
    number = timeline.number[timeline.starts[entity] : timeline.starts[entity + 1]]
    if trigger.above is not None:
        inside = number > trigger.above
    else:
        inside = number < (trigger.below if trigger.below is not None else np.nan)
    crossed = inside.copy()
    crossed[1:] &= ~inside[:-1]
    crossed[:1] = False
    if not trigger.hold:
        return _held(timeline, rows, crossed, 0, days)
    # What counts for a hold is when it leaves the range, not each reading within it.
    edges = crossed.copy()
    edges[1:] |= ~inside[1:] & inside[:-1]
    return _held(timeline, rows[edges], crossed[edges], trigger.hold, days)


def _held(timeline: Timeline, rows: Ints, matches: np.ndarray, hold: int, days: Ints) -> Floats:
    log = timeline.log
    if not hold:
        rows = rows[matches]
        return np.asarray(log.time[rows[among(log.day[rows], days)]])
    time = log.time[rows]
    at = time[matches] + hold
    ends = np.append(time[1:], np.inf)[matches]
    at = at[ends >= at]
    day, _ = local_clock(at, timeline.log.timezone)
    return np.asarray(at[among(day, days)])
