"""The conditions that a pattern may need, and those of them that are worth a test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.chance import hypergeometric_tail
from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import NUMERIC, UNKNOWN, Bools, Floats, Ints
from custom_components.homeiq.mining.finding import Z_CONFIDENCE
from custom_components.homeiq.mining.holding import holds
from custom_components.homeiq.mining.modifiers.day_type import classes
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    Condition,
    DarkCondition,
    NumericCondition,
    Pattern,
    StateCondition,
    SunTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.quantiles import quantiles
from custom_components.homeiq.mining.study import Study, on_weekdays

SURPRISE: Final = 0.05  # largest corrected p-value of a condition
GAIN: Final = 1.1  # how much better a pattern must get for one condition more
# How much of the surprise each family of conditions may use up: what people know to be the usual
# reasons more than the rest. They sum to 1 for what follows an event, to less for a time.
DAY_TYPE, DARK, WINDOW, READING = 0.1, 0.25, 0.1, 0.05
STATE_SHARES: Final = (0.3, 0.1, 0.1)  # of presence, modes, and others of the room
SLOT: Final = 1800  # seconds; windows begin and end on half-hours
SLOTS: Final = 86400 // SLOT
SHORTEST: Final = 4  # slots; in a shorter window it is the clock that tells, not the trigger
AROUND: Final = (np.arange(SLOTS)[:, None] + np.arange(SLOTS - 1)[None, :]) % SLOTS
ELEVATIONS: Final = (0.0, 4.0, -4.0)  # degrees of the sun, the plainest first
FEWEST_STATES: Final = 2  # of an entity that tells anything
CUTS: Final = tuple(cut / 10 for cut in range(1, 10))  # quantiles of a reading that are tried

type Weekdays = tuple[int, ...]  # 0 is Monday


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """One condition more."""

    condition: Condition | Weekdays
    holds: Bools  # on which of the episodes that were looked at
    share: float  # of the surprise that it may use up

    def of(self, pattern: Pattern) -> Pattern:
        """Return a pattern with the condition."""
        if isinstance(self.condition, tuple):
            return replace(pattern, weekdays=self.condition)
        return with_condition(pattern, self.condition)


def with_condition(pattern: Pattern, condition: Condition) -> Pattern:
    """Return a pattern with one condition more."""
    return replace(pattern, conditions=(*pattern.conditions, condition))


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A quick look at which of many conditions may be worth it: at one fire of each episode."""

    study: Study
    pattern: Pattern
    at: Floats  # UTC seconds of the first fire of each episode
    day: Ints
    second: Floats
    right: Bools
    worth: float  # without a further condition
    least_p: float  # of a condition that holds on all that is right and on nothing else

    @classmethod
    def of(cls, study: Study, pattern: Pattern, episodes: Episodes, rows: Bools) -> _Look:
        """Prepare a look at the episodes on which a pattern's conditions so far hold."""
        first = episodes.first(rows)
        right = episodes.right[first]
        counts = np.array([np.count_nonzero(right)]), np.array([len(first)])
        return cls(
            study,
            pattern,
            episodes.at[first],
            episodes.day[first],
            episodes.second[first],
            right,
            float(_worth(*counts)[0]),
            _p_value(right, right),
        )

    def sure(self, narrowing: Narrowing) -> bool:
        """Return whether a condition is no accident."""
        return _p_value(self.right, narrowing.holds) <= SURPRISE * narrowing.share

    def hopeless(self, share: float) -> bool:
        """Return whether no condition that may use up a share of the surprise can be sure."""
        return self.least_p > SURPRISE * share

    def values(self, holds: Bools) -> Floats:
        """Return what each of many conditions, of which `holds` has a row each, may be worth."""
        hits = np.count_nonzero(holds & self.right, axis=1)
        return _worth(hits, np.count_nonzero(holds, axis=1))

    def better(self, holds: Bools) -> Iterator[int]:
        """Yield which conditions may be worth it."""
        yield from map(int, np.flatnonzero(self.values(holds) > self.worth))


def _p_value(right: Bools, holds: Bools) -> float:
    """Return how surprising what is right where a condition holds is, by Fisher's exact test."""
    return hypergeometric_tail(
        int(np.count_nonzero(right & holds)),
        int(np.count_nonzero(holds)),
        int(np.count_nonzero(right)),
        len(right),
    )


def narrower(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[Narrowing]:
    """Yield what a pattern may need besides and is no accident, the simplest first.

    `rows` are the episodes on which its conditions so far hold. What happens at a clock or sun
    time has its days and its light by its own.
    """
    look = _Look.of(study, pattern, episodes, rows)
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    for family in (_states, _readings) if timed else FAMILIES:
        yield from filter(look.sure, family(look))


def holding(study: Study, condition: Condition | Weekdays, episodes: Episodes) -> Bools:
    """Return on which episodes a condition holds, for all that the learning days tell.

    What somebody's state was before days that they lack is not known, and speaks for either side.
    """
    if isinstance(condition, tuple):
        return on_weekdays(episodes.day, condition)
    held = holds(study, condition, episodes.at)
    if isinstance(condition, StateCondition):
        entity = np.array([study.timeline.codes[condition.entity_id]], np.int32)
        (now,) = study.timeline.states_of(entity, episodes.at)
        held = (held & (now != UNKNOWN)) | (now == UNKNOWN)
    return held


def _day_types(look: _Look) -> Iterator[Narrowing]:
    if look.pattern.weekdays != EVERY_DAY or look.hopeless(DAY_TYPE / 2):
        return
    kinds = [kind for kind in classes(look.study.log.days) if kind != EVERY_DAY]
    holds = np.array([on_weekdays(look.day, kind) for kind in kinds])
    for index in look.better(holds):
        yield Narrowing(kinds[index], holds[index], DAY_TYPE / len(kinds))


def _darkness(look: _Look) -> Iterator[Narrowing]:
    sun = look.study.sun
    if sun is None or look.hopeless(DARK / (2 * len(ELEVATIONS))):
        return
    dark = [sun.dark(look.at, look.day, elevation) for elevation in ELEVATIONS]
    holds = np.array([side for one in dark for side in (one, ~one)])
    for index in look.better(holds):
        elevation, light = ELEVATIONS[index // 2], bool(index % 2)
        yield Narrowing(DarkCondition(not light, elevation), holds[index], DARK / len(holds))


def _windows(look: _Look) -> Iterator[Narrowing]:
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
    value = _worth(hits, fires)
    value[:, : SHORTEST - 1] = 0
    length = np.argmax(value, axis=1)
    return value[np.arange(SLOTS), length], (length + 1).astype(np.int32)


def _states(look: _Look) -> Iterator[Narrowing]:
    """Yield the states of other entities in which acting would be worth more."""
    study, codes = look.study, look.study.timeline.codes
    trigger = getattr(look.pattern.trigger, "entity_id", "")
    target = codes[look.pattern.target.entity_id]
    kin = study.kin[target]  # what goes with the target tells only of the act itself
    families = [
        (family[~kin[family]], share)
        for family, share in zip(
            study.witnesses.of_act(target, codes.get(trigger)), STATE_SHARES, strict=True
        )
        if not look.hopeless(share / FEWEST_STATES)
    ]
    if not families:
        return
    now = study.timeline.states_of(np.concatenate([family for family, _ in families]), look.at)
    better = _better_states(look, now)
    first = 0
    for family, share in families:
        mine = slice(first, first + len(family))
        yield from _states_of(look, family, share, now[mine], better[mine])
        first += len(family)


def _better_states(look: _Look, now: Ints) -> Bools:
    """Return the shape (entities, states) of those in which acting would be worth more."""
    size = len(look.study.log.states)
    place = now + size * np.arange(len(now), dtype=np.int32)[:, None]
    hits, fires = (
        _in_doubt(np.bincount(some.ravel(), minlength=size * len(now)), size)
        for some in (place[:, look.right], place)
    )
    better = (_worth(hits, fires) > GAIN * look.worth).reshape(len(now), size)
    better[:, : NUMERIC + 1] = False
    return np.asarray(better)


def _states_of(
    look: _Look, family: Ints, share: float, now: Ints, better: Bools
) -> Iterator[Narrowing]:
    """Yield of a family of entities the states that are better; `now` is the state of each."""
    if not better.any():
        return
    log = look.study.log
    tried = _distinct(now, [look.study.states[entity] for entity in family])
    for row, state in np.argwhere(better).tolist():
        condition = StateCondition(log.entities[family[row]], log.states[state])
        held = (now[row] == state) | (now[row] == UNKNOWN)
        yield Narrowing(condition, held, share / tried)


def _in_doubt(counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the counts by entity and state, with what is not known counted for every state."""
    table = counts.reshape(-1, size)
    return np.asarray((table + table[:, UNKNOWN : UNKNOWN + 1]).ravel())


def _distinct(now: Ints, states: Sequence[Ints]) -> int:
    """Return how many tests the states of entities at episodes are; at least 1.

    Two entities that are always alike, such as two people on one holiday, are one test.
    """
    alike = {row.tobytes(): len(known) for row, known in zip(now, states, strict=True)}
    return max(sum(alike.values()), 1)


def _readings(look: _Look) -> Iterator[Narrowing]:
    """Yield the threshold of a reading beyond which acting would be worth most.

    Those tried are quantiles of what a reading was at the episodes; all of them count as tried:
    Miller, R. and Siegmund, D. (1982), Maximally selected chi square statistics, Biometrics 38,
    1011-1016.
    """
    study, timeline = look.study, look.study.timeline
    target = timeline.codes[look.pattern.target.entity_id]
    trigger = timeline.codes.get(getattr(look.pattern.trigger, "entity_id", ""), -1)
    sensors = study.witnesses.readings_of_act(target)
    sensors = sensors[~study.kin[target][sensors] & (sensors != trigger)]
    share = READING / (2 * len(CUTS) * max(len(sensors), 1))
    if not len(sensors) or look.hopeless(share):
        return
    now = timeline.numbers_until(sensors, timeline.until(sensors, look.at))
    cuts = quantiles(now, CUTS).ravel()
    of_cut = np.repeat(now, len(CUTS), axis=0)
    sides = np.concatenate([of_cut > cuts[:, None], of_cut < cuts[:, None]])
    values = look.values(sides)
    best = int(np.argmax(values))
    if values[best] > GAIN * look.worth:
        side, index = divmod(best, len(cuts))
        cut = float(f"{cuts[index]:.3g}")  # as a person would choose it
        sensor = study.log.entities[sensors[index // len(CUTS)]]
        limit = {"below": cut} if side else {"above": cut}
        holds = of_cut[index] < cut if side else of_cut[index] > cut
        yield Narrowing(NumericCondition(sensor, **limit), holds, share)


# The simplest first; of equals the first stays.
FAMILIES: Final = (_day_types, _darkness, _windows, _states, _readings)


def _bounds(right: Floats, tried: Floats, z: float = Z_CONFIDENCE) -> Floats:
    """Return Wilson's lower bound for arrays; 0 where nothing was tried."""
    n = np.maximum(tried, 1.0)
    share = right / n
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.where(tried > 0, (share + z * z / (2 * n) - spread) / (1 + z * z / n), 0.0)


def _worth(right: NDArray[np.int64], tried: NDArray[np.int64]) -> Floats:
    """Return what fires are worth, each counted for itself: acts met x bound squared."""
    hits, fires = right.astype(np.float64), tried.astype(np.float64)
    return hits * _bounds(hits, fires) ** 2
