"""The conditions that a pattern may need, and those of them that are worth a test."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import Candidate, worth
from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import UNKNOWN, Bools, Floats, Ints
from custom_components.homeiq.mining.holding import holds
from custom_components.homeiq.mining.look import (
    SURPRISE,
    Look,
    Narrowing,
    Weekdays,
    least_p_value,
)
from custom_components.homeiq.mining.modifiers.day_type import classes
from custom_components.homeiq.mining.others import FEWEST_STATES, STATE_SHARES, readings, states
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    Condition,
    DarkCondition,
    Pattern,
    StateCondition,
    SunTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study, on_weekdays

# How much of the surprise each family of conditions may use up, besides what other entities may:
# in all they sum to 1 for what follows an event, to less for a time.
DAY_TYPE, DARK, WINDOW = 0.1, 0.25, 0.1
SLOT: Final = 1800  # seconds; windows begin and end on half-hours
SLOTS: Final = 86400 // SLOT
SHORTEST: Final = 4  # slots; in a shorter window it is the clock that tells, not the trigger
AROUND: Final = (np.arange(SLOTS)[:, None] + np.arange(SLOTS - 1)[None, :]) % SLOTS
ELEVATIONS: Final = (0.0, 4.0, -4.0)  # degrees of the sun, the plainest first
# Of one condition, the most that it may use up: presence, of which there are two states.
LARGEST_SHARE: Final = max(STATE_SHARES) / FEWEST_STATES


def narrower(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[Narrowing]:
    """Yield what a pattern may need besides and is no accident, the simplest first.

    `rows` are the episodes on which its conditions so far hold. What happens at a clock or sun
    time has its days and its light by its own.
    """
    look = Look.of(study, pattern, episodes, rows)
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    for family in (states, readings) if timed else FAMILIES:
        yield from filter(look.sure, family(look))


def beyond_doubt(candidate: Candidate) -> bool:
    """Return whether too little was wrong for any condition to be sure that it is the reason."""
    tried = candidate.right + candidate.wrong
    return least_p_value(candidate.right, tried) > SURPRISE * LARGEST_SHARE


def holding(study: Study, condition: Condition | Weekdays, episodes: Episodes) -> Bools:
    """Return on which episodes a condition holds, for all that the learning days tell.

    What somebody's state was before days that they lack is not known, and speaks for either side.
    """
    if isinstance(condition, tuple):
        return on_weekdays(episodes.day, condition)
    if not isinstance(condition, StateCondition):
        return holds(study, condition, episodes.at)
    entity = np.array([study.timeline.codes[condition.entity_id]], np.int32)
    (now,) = study.timeline.states_of(entity, episodes.at)
    return np.asarray((now == study.log.states.index(condition.state)) | (now == UNKNOWN))


def _day_types(look: Look) -> Iterator[Narrowing]:
    if look.pattern.weekdays != EVERY_DAY or look.hopeless(DAY_TYPE / 2):
        return
    kinds = [kind for kind in classes(look.study.log.days) if kind != EVERY_DAY]
    held = np.array([on_weekdays(look.day, kind) for kind in kinds])
    for index in look.better(held):
        yield Narrowing(kinds[index], held[index], DAY_TYPE / len(kinds))


def _darkness(look: Look) -> Iterator[Narrowing]:
    sun = look.study.sun
    if sun is None or look.hopeless(DARK / (2 * len(ELEVATIONS))):
        return
    dark = [sun.dark(look.at, look.day, elevation) for elevation in ELEVATIONS]
    held = np.array([side for one in dark for side in (one, ~one)])
    for index in look.better(held):
        elevation, light = ELEVATIONS[index // 2], bool(index % 2)
        yield Narrowing(DarkCondition(not light, elevation), held[index], DARK / len(held))


def _windows(look: Look) -> Iterator[Narrowing]:
    """Yield the window of half-hours that is worth most by its fires."""
    share = WINDOW / (SLOTS * (SLOTS - 1))
    if look.hopeless(share):
        return
    slot = (look.second // SLOT).astype(np.int32)
    right = np.bincount(slot[look.right], minlength=SLOTS)
    tried = np.bincount(slot, minlength=SLOTS)
    value, length = _best_window(right, tried)
    start = int(np.argmax(value))
    if value[start] > look.worth:
        stop = (start + int(length[start])) % SLOTS
        inside = (slot - start) % SLOTS < length[start]
        window = WindowCondition(start * SLOT, stop * SLOT)
        yield Narrowing(window, inside, share)


def _best_window(right: np.ndarray, tried: np.ndarray) -> tuple[Floats, Ints]:
    """Return for each first slot the worth and the length (slots) of its best window."""
    hits = np.cumsum(right[AROUND], axis=1)
    fires = np.cumsum(tried[AROUND], axis=1)
    value = worth(hits, fires)
    value[:, : SHORTEST - 1] = 0
    length = np.argmax(value, axis=1)
    return value[np.arange(SLOTS), length], (length + 1).astype(np.int32)


# The simplest first; of equals the first stays.
FAMILIES: Final = (_day_types, _darkness, _windows, states, readings)
