"""What must hold for a habit to hold, learned on the days that a habit is learned on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.chance import hypergeometric_tail
from custom_components.homeiq.mining.event_log import (
    NUMERIC,
    Bools,
    Floats,
    Ints,
    local_clock,
)
from custom_components.homeiq.mining.finding import Z_CONFIDENCE, wilson_lower_bound
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    NumericCondition,
    Pattern,
    StateCondition,
    SunTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.replay import RIGHT, WRONG, Replay
from custom_components.homeiq.mining.study import Study

SURPRISE: Final = 0.05  # largest corrected p-value of a condition
FAMILIES: Final = 5  # darkness, window, presence, modes, area: each has its share of the surprise
GAIN: Final = 1.1  # how much better a pattern must get for one condition more
MOST: Final = 2
SLOT: Final = 1800  # seconds; windows begin and end on half-hours
SLOTS: Final = 86400 // SLOT
SHORTEST: Final = 4  # slots; in a shorter window it is the clock that tells, not the trigger
ELEVATIONS: Final = (0.0, 4.0, -4.0)  # degrees of the sun, the plainest first


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """The fires of a pattern that were right or wrong; all columns of one length."""

    at: Floats  # UTC seconds at which conditions are looked at
    day: Ints  # local dates
    second: Floats  # local seconds since midnight
    replayed: Replay
    right: Bools

    @classmethod
    def of(cls, study: Study, pattern: Pattern, replayed: Replay) -> Episodes:
        """Prepare what conditions look at."""
        decided = replayed.where((replayed.outcome == RIGHT) | (replayed.outcome == WRONG))
        at = decided.at - pattern.target.delay
        day, second = local_clock(at, study.log.timezone)
        return cls(at, day, second, decided, decided.outcome == RIGHT)

    def worth(self, rows: Bools) -> tuple[float, int, int]:
        """Return (worth, right, wrong) of acting on rows only: acts met x bound squared."""
        right, wrong, _ = self.replayed.count(rows)
        return right * wilson_lower_bound(right, right + wrong) ** 2, right, wrong

    def p_value(self, rows: Bools, within: Bools) -> float:
        """Return how surprising the share right among rows is, drawn from within."""
        drawn = rows & within
        return hypergeometric_tail(
            int(np.count_nonzero(self.right & drawn)),
            int(np.count_nonzero(drawn)),
            int(np.count_nonzero(self.right & within)),
            int(np.count_nonzero(within)),
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """A pattern with the conditions that make it worth most on the learning days."""

    pattern: Pattern
    worth: float
    right: int
    wrong: int


def learn(study: Study, pattern: Pattern, replayed: Replay) -> Learned:
    """Add the one or two conditions that make a pattern right, if any do; prefer the simplest.

    One is added at a time, the best of all candidates by (acts met) x bound squared, if it
    raises that clearly and Fisher's exact test rules out that it only cuts the days luckily. The
    test is corrected by Bonferroni over all that were tried, with equal weight for each family
    of conditions, so that a house full of sensors does not hide that people must be at home:
    Genovese, C. R., Roeder, K. and Wasserman, L. (2006), False discovery control with p-value
    weighting, Biometrika 93, 509-524.
    """
    episodes = Episodes.of(study, pattern, replayed)
    rows = np.ones(len(episodes.at), np.bool_)
    worth, right, wrong = episodes.worth(rows)
    for _ in range(MOST):
        if not wrong:
            break
        best: tuple[float, int, int, Condition, Bools] | None = None
        for condition, holds, tried in _candidates(study, pattern, episodes, rows):
            narrowed = rows & holds
            value, kept, left = episodes.worth(narrowed)
            enough = value > GAIN * worth and (best is None or value > best[0])
            if enough and episodes.p_value(holds, rows) * tried * FAMILIES <= SURPRISE:
                best = value, kept, left, condition, narrowed
        if best is None:
            break
        worth, right, wrong, condition, rows = best
        pattern = replace(pattern, conditions=(*pattern.conditions, condition))
    return Learned(pattern, worth, right, wrong)


def holds(study: Study, condition: Condition, at: Floats) -> Bools:
    """Return whether a condition holds at moments (UTC seconds); never where that is unknown."""
    held = np.zeros(len(at), np.bool_)
    day, second = local_clock(at, study.log.timezone)
    match condition:
        case DarkCondition(dark=dark, elevation=elevation) if study.sun is not None:
            held = study.sun.dark(at, day, elevation) == dark
        case WindowCondition(after=after, before=before):
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


def _candidates(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[tuple[Condition, Bools, int]]:
    """Yield conditions with where they hold and how many were tried of their kind."""
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    if not timed:
        yield from _darkness(study, episodes)
        yield from _windows(episodes, rows)
    yield from _states(study, pattern, episodes, rows)


def _darkness(study: Study, episodes: Episodes) -> Iterator[tuple[Condition, Bools, int]]:
    sun = study.sun
    if sun is None:
        return
    for elevation in ELEVATIONS:
        dark = sun.dark(episodes.at, episodes.day, elevation)
        for wanted in (True, False):
            yield DarkCondition(wanted, elevation), dark == wanted, 2 * len(ELEVATIONS)


def _windows(episodes: Episodes, rows: Bools) -> Iterator[tuple[Condition, Bools, int]]:
    """Yield the window of half-hours that is worth most by its fires."""
    slot = (episodes.second // SLOT).astype(np.int32)
    right = np.bincount(slot[rows & episodes.right], minlength=SLOTS)
    tried = np.bincount(slot[rows], minlength=SLOTS)
    value, length = _best_window(right, tried)
    start = int(np.argmax(value))
    if value[start] <= 0:
        return
    stop = (start + int(length[start])) % SLOTS
    window = WindowCondition(start * SLOT, stop * SLOT)
    inside = (slot - start) % SLOTS < length[start]
    yield window, inside, SLOTS * (SLOTS - 1)


def _best_window(right: np.ndarray, tried: np.ndarray) -> tuple[Floats, Ints]:
    """Return for each first slot the worth and the length (slots) of its best window."""
    around = np.arange(SLOTS)[:, None] + np.arange(SLOTS - 1)[None, :]
    hits = np.cumsum(right[around % SLOTS], axis=1)
    fires = np.cumsum(tried[around % SLOTS], axis=1)
    value = _worth(hits, fires)
    value[:, : SHORTEST - 1] = 0
    length = np.argmax(value, axis=1)
    return value[np.arange(SLOTS), length], (length + 1).astype(np.int32)


def _bounds(right: Floats, tried: Floats, z: float = Z_CONFIDENCE) -> Floats:
    """Return Wilson's lower bound for arrays; 0 where nothing was tried."""
    n = np.maximum(tried, 1.0)
    share = right / n
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.where(tried > 0, (share + z * z / (2 * n) - spread) / (1 + z * z / n), 0.0)


def _states(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[tuple[Condition, Bools, int]]:
    """Yield the states of other entities in which acting would be worth more."""
    log, codes = study.log, study.timeline.codes
    size, right = len(log.states), rows & episodes.right
    worth = _worth(np.array([np.count_nonzero(right)]), np.array([np.count_nonzero(rows)]))[0]
    trigger = getattr(pattern.trigger, "entity_id", "")
    target = codes[pattern.target.entity_id]
    kin = study.kin[target]
    for everyone in study.witnesses.of_act(target, codes.get(trigger)):
        family = everyone[~kin[everyone]]  # what goes with the target tells only of the act itself
        tried = sum(len(study.states[entity]) for entity in family)
        now = study.timeline.states_of(family, episodes.at)
        place = now + size * np.arange(len(family), dtype=np.int32)[:, None]
        hits = np.bincount(place[:, right].ravel(), minlength=size * len(family))
        fires = np.bincount(place[:, rows].ravel(), minlength=size * len(family))
        for better in np.flatnonzero(_worth(hits, fires) > GAIN * worth):
            row, state = divmod(int(better), size)
            if state > NUMERIC:
                condition = StateCondition(log.entities[family[row]], log.states[state])
                yield condition, now[row] == state, tried


def _worth(right: NDArray[np.int64], tried: NDArray[np.int64]) -> Floats:
    """Return what fires are worth, each counted for itself: a quick look for many at once."""
    hits, fires = right.astype(np.float64), tried.astype(np.float64)
    return hits * _bounds(hits, fires) ** 2
