"""What must hold for a habit to hold, learned on the days that a habit is learned on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.absence import HOME
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.chance import hypergeometric_tail
from custom_components.homeiq.mining.event_log import (
    NUMERIC,
    UNKNOWN,
    Bools,
    Floats,
    Ints,
    local_clock,
)
from custom_components.homeiq.mining.finding import Z_CONFIDENCE, wilson_lower_bound
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
from custom_components.homeiq.mining.replay import RIGHT, WRONG, Replay
from custom_components.homeiq.mining.study import Study, on_weekdays

SURPRISE: Final = 0.05  # largest corrected p-value of a condition
# How much of the surprise each family of conditions may use up: what people know to be the usual
# reasons more than the rest. They sum to 1 for what follows an event, to less for a time.
DAY_TYPE, DARK, WINDOW, READING = 0.1, 0.25, 0.1, 0.05
PRESENCE, MODES, AREA = 0.3, 0.1, 0.1
GAIN: Final = 1.1  # how much better a pattern must get for one condition more
MOST: Final = 2
SLOT: Final = 1800  # seconds; windows begin and end on half-hours
SLOTS: Final = 86400 // SLOT
SHORTEST: Final = 4  # slots; in a shorter window it is the clock that tells, not the trigger
ELEVATIONS: Final = (0.0, 4.0, -4.0)  # degrees of the sun, the plainest first
CUTS: Final = tuple(cut / 10 for cut in range(1, 10))  # quantiles of a reading that are tried


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """The fires of a pattern that were right or wrong; all columns of one length."""

    at: Floats  # UTC seconds at which conditions are looked at
    day: Ints  # local dates
    second: Floats  # local seconds since midnight
    replayed: Replay
    right: Bools

    @classmethod
    def of(cls, study: Study, begun: Floats, replayed: Replay) -> Episodes:
        """Prepare what conditions look at; `begun` is when the trigger fired, for each row."""
        decided = (replayed.outcome == RIGHT) | (replayed.outcome == WRONG)
        kept, at = replayed.where(decided), begun[decided]
        day, second = local_clock(at, study.log.timezone)
        return cls(at, day, second, kept, kept.outcome == RIGHT)

    def candidate(self, pattern: Pattern, rows: Bools) -> Candidate:
        """Return how a pattern does that fires on rows only."""
        right, wrong, _ = self.replayed.count(rows)
        return Candidate(pattern, right, wrong)

    def p_value(self, rows: Bools, within: Bools) -> float:
        """Return how surprising the share right among rows is, drawn from within."""
        drawn = rows & within
        return hypergeometric_tail(
            int(np.count_nonzero(self.right & drawn)),
            int(np.count_nonzero(drawn)),
            int(np.count_nonzero(self.right & within)),
            int(np.count_nonzero(within)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Narrower:
    """A pattern with one condition more."""

    pattern: Pattern
    rows: Bools  # of the episodes, those on which the condition holds
    share: float  # of the surprise that it may use up


def learn(study: Study, pattern: Pattern, begun: Floats, replayed: Replay) -> Candidate:
    """Add the one or two conditions that make a pattern right, if any do; prefer the simplest.

    One is added at a time, the best of all candidates by (acts met) x bound squared, if it
    raises that clearly and Fisher's exact test rules out that it only cuts the days luckily. The
    test is corrected by Bonferroni over all that were tried, with equal weight for each family
    of conditions, so that a house full of sensors does not hide that people must be at home:
    Genovese, C. R., Roeder, K. and Wasserman, L. (2006), False discovery control with p-value
    weighting, Biometrika 93, 509-524.
    """
    episodes = Episodes.of(study, begun, replayed)
    learned, rows = _peopled(study, pattern, episodes)
    for _ in range(MOST):
        if not _may_gain(learned):
            break
        best: tuple[Candidate, Bools] | None = None
        for narrower in _narrower(study, learned.pattern, episodes, rows):
            narrowed = rows & narrower.rows
            candidate = episodes.candidate(narrower.pattern, narrowed)
            least = GAIN * learned.worth if best is None else best[0].worth
            if candidate.worth <= least:
                continue
            if episodes.p_value(narrower.rows, rows) <= SURPRISE * narrower.share:
                best = candidate, narrowed
        if best is None:
            break
        learned, rows = best
    return learned


def _peopled(study: Study, pattern: Pattern, episodes: Episodes) -> tuple[Candidate, Bools]:
    """Let what happens at a time wait for the one who is always there when it is right.

    A holiday holds too few occasions of one habit to test that, but where all acts of the home
    together tell that nobody acts while nobody is there, no habit needs a test of its own.
    """
    everything = np.ones(len(episodes.at), np.bool_)
    plain = episodes.candidate(pattern, everything)
    if not (isinstance(pattern.trigger, ClockTrigger | SunTrigger) and plain.right):
        return plain, everything
    best = plain, everything
    for person in study.absence.who_must_be_there(study.timeline, episodes.at[episodes.right]):
        there = study.absence.is_there(study.timeline, person, episodes.at)
        condition = StateCondition(study.log.entities[person], HOME)
        candidate = episodes.candidate(_with(pattern, condition), there)
        if not best[0].pattern.conditions or candidate.worth > best[0].worth:
            best = candidate, there
    return best


def _may_gain(candidate: Candidate) -> bool:
    """Return whether a pattern that loses all that is wrong would be clearly better."""
    return replace(candidate, wrong=0).worth > GAIN * candidate.worth


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


def begun_where_held(study: Study, pattern: Pattern, days: Ints) -> Floats:
    """Return when a pattern would have acted on days: it fired and its conditions held."""
    at = study.begun(pattern, days)
    for condition in pattern.conditions:
        at = at[holds(study, condition, at)]
    return at


def _narrower(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[_Narrower]:
    """Yield what a pattern may need besides, the simplest first.

    What happens at a clock or sun time has its days and its light by its own.
    """
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    if not timed:
        yield from _day_types(study, pattern, episodes)
        yield from _darkness(study, pattern, episodes)
        yield from _windows(pattern, episodes, rows)
    yield from _states(study, pattern, episodes, rows)
    yield from _readings(study, pattern, episodes, rows)


def _with(pattern: Pattern, condition: Condition) -> Pattern:
    return replace(pattern, conditions=(*pattern.conditions, condition))


def _day_types(study: Study, pattern: Pattern, episodes: Episodes) -> Iterator[_Narrower]:
    kinds = [kind for kind in classes(study.log.days) if kind != EVERY_DAY]
    if pattern.weekdays == EVERY_DAY:
        for kind in kinds:
            holds = on_weekdays(episodes.day, kind)
            yield _Narrower(replace(pattern, weekdays=kind), holds, DAY_TYPE / len(kinds))


def _darkness(study: Study, pattern: Pattern, episodes: Episodes) -> Iterator[_Narrower]:
    sun = study.sun
    if sun is None:
        return
    for elevation in ELEVATIONS:
        dark = sun.dark(episodes.at, episodes.day, elevation)
        for wanted in (True, False):
            narrower = _with(pattern, DarkCondition(wanted, elevation))
            yield _Narrower(narrower, dark == wanted, DARK / (2 * len(ELEVATIONS)))


def _windows(pattern: Pattern, episodes: Episodes, rows: Bools) -> Iterator[_Narrower]:
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
    yield _Narrower(_with(pattern, window), inside, WINDOW / (SLOTS * (SLOTS - 1)))


AROUND: Final = (np.arange(SLOTS)[:, None] + np.arange(SLOTS - 1)[None, :]) % SLOTS


def _best_window(right: np.ndarray, tried: np.ndarray) -> tuple[Floats, Ints]:
    """Return for each first slot the worth and the length (slots) of its best window."""
    hits = np.cumsum(right[AROUND], axis=1)
    fires = np.cumsum(tried[AROUND], axis=1)
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


def _states(study: Study, pattern: Pattern, episodes: Episodes, rows: Bools) -> Iterator[_Narrower]:
    """Yield the states of other entities in which acting would be worth more."""
    log, codes = study.log, study.timeline.codes
    size, right = len(log.states), rows & episodes.right
    worth = _plain_worth(episodes, rows)
    trigger = getattr(pattern.trigger, "entity_id", "")
    target = codes[pattern.target.entity_id]
    kin = study.kin[target]
    families = study.witnesses.of_act(target, codes.get(trigger))
    for everyone, share in zip(families, (PRESENCE, MODES, AREA), strict=True):
        family = everyone[~kin[everyone]]  # what goes with the target tells only of the act itself
        now = study.timeline.states_of(family, episodes.at)
        tried = _distinct(now[:, rows], [study.states[entity] for entity in family])
        place = now + size * np.arange(len(family), dtype=np.int32)[:, None]
        hits = np.bincount(place[:, right].ravel(), minlength=size * len(family))
        fires = np.bincount(place[:, rows].ravel(), minlength=size * len(family))
        hits, fires = (_in_doubt(counts, size) for counts in (hits, fires))
        for better in np.flatnonzero(_worth(hits, fires) > GAIN * worth):
            row, state = divmod(int(better), size)
            if state > NUMERIC:
                condition = StateCondition(log.entities[family[row]], log.states[state])
                held = (now[row] == state) | (now[row] == UNKNOWN)
                yield _Narrower(_with(pattern, condition), held, share / tried)


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


def _readings(
    study: Study, pattern: Pattern, episodes: Episodes, rows: Bools
) -> Iterator[_Narrower]:
    """Yield the thresholds of readings beyond which acting would be worth more.

    Those tried are quantiles of what a reading was at the episodes; all of them count as tried:
    Miller, R. and Siegmund, D. (1982), Maximally selected chi square statistics, Biometrics 38,
    1011-1016.
    """
    codes, worth = study.timeline.codes, _plain_worth(episodes, rows)
    target = codes[pattern.target.entity_id]
    trigger = codes.get(getattr(pattern.trigger, "entity_id", ""), -1)
    sensors = study.witnesses.readings_of_act(target)
    sensors = sensors[~study.kin[target][sensors] & (sensors != trigger)]
    share = READING / (2 * len(CUTS) * max(len(sensors), 1))
    for sensor in sensors:
        now = study.timeline.numbers(int(sensor), episodes.at)
        known = now[rows & ~np.isnan(now)]
        if len(known):
            for condition in _thresholds(study.log.entities[sensor], np.quantile(known, CUTS)):
                beyond = _beyond(condition, now)
                if _plain_worth(episodes, rows & beyond) > GAIN * worth:
                    yield _Narrower(_with(pattern, condition), beyond, share)


def _thresholds(entity_id: str, cuts: Floats) -> Iterator[NumericCondition]:
    for cut in np.unique([float(f"{cut:.3g}") for cut in cuts]):  # as a person would choose it
        yield NumericCondition(entity_id, above=float(cut))
        yield NumericCondition(entity_id, below=float(cut))


def _beyond(condition: NumericCondition, now: Floats) -> Bools:
    """Return where readings meet a condition; nowhere where there is none."""
    if condition.above is not None:
        return now > condition.above
    return now < (np.nan if condition.below is None else condition.below)


def _plain_worth(episodes: Episodes, rows: Bools) -> float:
    right = int(np.count_nonzero(rows & episodes.right))
    tried = int(np.count_nonzero(rows))
    return right * wilson_lower_bound(right, tried) ** 2


def _worth(right: NDArray[np.int64], tried: NDArray[np.int64]) -> Floats:
    """Return what fires are worth, each counted for itself: a quick look for many at once."""
    hits, fires = right.astype(np.float64), tried.astype(np.float64)
    return hits * _bounds(hits, fires) ** 2
