"""Habits that are known to make sense, tried on a home's history: no detector has to find them.

What is declared beforehand is no choice among thousands, so that a few occasions can prove it:
each is learned again without the days that prove it, as what detectors find is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from typing import Final, Protocol

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.backtest import Tally
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, EventLog, Floats
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.mining.proved import FEWEST_RIGHT, Proved, hold, since_shown
from custom_components.homeiq.mining.quantiles import quantile
from custom_components.homeiq.mining.ranking import finalists
from custom_components.homeiq.mining.replay import RIGHT, Replay
from custom_components.homeiq.mining.robust import median
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import ActKind, Study, reach

WIRED_SECONDS: Final = 1.5  # nobody is that quick: something connects them already
PROMISE_MARGIN: Final = 0.1  # below what is asked for, on all days, to be worth a proof
LARGEST_P: Final = 0.01  # of as many acts being met by chance, to be worth a closer look
MOST_PROVED: Final = 40  # of a home; a proof takes some milliseconds for each fold
LEVELS: Final = (0.05, 0.25, 0.5)  # quantiles of the readings at which people act
# Of the way from the outermost of them back to the usual reading: of a few acts, none may have
# been as early as the next one is. Which of them is right the learning days tell.
MARGINS: Final = (0.3, 0.15, 0.02)


class Declaration(Protocol):
    """A habit that people of some home may have, known before anything is looked at."""

    def patterns(self, study: Study) -> Sequence[Pattern]:
        """Return it once for each threshold or condition that the study's days suggest."""


class Verdict(StrEnum):
    """What the history says."""

    HOLDS = "holds"  # people do it by hand, often enough and regularly
    FAILS = "fails"  # it happened, and they did not, or not often enough
    UNTRIED = "untried"  # what triggers it never happened, or nobody ever did what it does
    WIRED = "wired"  # they change at the same moment: something connects them already


@dataclass(frozen=True, slots=True)
class Tried:
    """What the history says of a declared habit."""

    verdict: Verdict
    finding: Finding | None = None  # where it holds


def prove_declared(
    study: Study, declared: Sequence[Declaration], settings: MiningSettings
) -> tuple[Tried, ...]:
    """Return what a home's history says of each declared habit, in their order.

    Raises MiningStoppedError when `settings.should_stop` answers True.
    """
    tried: list[Tried] = []
    promising: dict[int, Candidate] = {}
    trials = _Trials(study, FEWEST_RIGHT)
    for number, one in enumerate(declared):
        if settings.should_stop():
            raise MiningStoppedError
        verdict, candidate = _try(trials, one)
        tried.append(Tried(verdict))
        if candidate is not None:
            promising[number] = candidate
    least = settings.minimum_confidence - PROMISE_MARGIN
    kept = finalists(promising.values(), least)
    kept = sorted(kept, key=lambda candidate: -candidate.worth)[:MOST_PROVED]
    final = {number: one for number, one in promising.items() if one in kept}
    for number, finding in _proved(study, declared, final, settings).items():
        tried[number] = Tried(Verdict.HOLDS, finding)
    return tuple(tried)


def levels(study: Study, entity_id: str, effect: Effect, *, above: bool) -> tuple[float, ...]:
    """Return thresholds, of three digits, that a reading is beyond when people act."""
    entity, kind = study.timeline.codes.get(entity_id), study.kind_of(effect)
    if entity is None or kind is None:
        return ()
    readings = study.timeline.numbers(entity, kind.time)
    readings = np.sort(readings[~np.isnan(readings)])
    if not len(readings):
        return ()
    all_of_them = study.log.number[study.timeline.changes(entity)]
    usual = float(median(all_of_them[~np.isnan(all_of_them)].astype(np.float64)))
    outer, *others = (quantile(readings, share if above else 1 - share) for share in LEVELS)
    # At the act it has been crossed, so that the threshold lies a little nearer to the usual.
    moves = [*((outer, margin) for margin in MARGINS), *((one, MARGINS[-1]) for one in others)]
    moved = (float(f"{level + margin * (usual - level):.3g}") for level, margin in moves)
    return tuple(dict.fromkeys(moved))


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """A pattern replayed on all days of a study."""

    candidate: Candidate
    kind: ActKind  # of its target
    replayed: Replay | None  # of its target; None where too few acts are near for a replay
    fewest: int  # acts that it met, of the step of which it met the fewest


@dataclass(slots=True, eq=False)
class _Trials:
    """What became of declared habits on the days of one study."""

    study: Study
    fewest: int  # acts that have to be met
    # When a pattern would have acted: many lights may follow one sensor.
    begun: dict[tuple[object, ...], Floats] = field(default_factory=dict)

    def best(self, declared: Declaration) -> _Trial | None:
        """Return what is worth most of a declaration; None where there was nothing to replay."""
        best: _Trial | None = None
        for pattern in declared.patterns(self.study):
            trial = self._replayed(pattern)
            if trial is None:
                continue
            if best is None or trial.candidate.worth > best.candidate.worth:
                best = trial
        return best

    def _replayed(self, pattern: Pattern) -> _Trial | None:
        """Return what became of all steps of a pattern; each step of a chain has to be met."""
        study = self.study
        kinds = [study.kind_of(effect) for effect in pattern.effects]
        acted = [kind for kind in kinds if kind is not None and len(kind.time)]
        if len(acted) < len(kinds):
            return None
        for moments in (self._fired, self._held):  # what takes longer only takes away
            at = moments(pattern)
            if not len(at):
                return None
            if _near(pattern, acted[0], at + pattern.target.delay) < self.fewest:
                return _Trial(Candidate(pattern, 0, len(at)), acted[0], None, 0)
        steps = zip(pattern.effects, acted, strict=True)
        replays = [study.replay(pattern, effect, kind, at) for effect, kind in steps]
        counts = [replayed.count(np.ones(len(at), np.bool_)) for replayed in replays]
        met = [right for right, _, _ in counts]
        candidate = Candidate(pattern, sum(met), sum(wrong for _, wrong, _ in counts))
        return _Trial(candidate, acted[0], replays[0], min(met))

    def _fired(self, pattern: Pattern) -> Floats:
        return self.study.begun(pattern, self.study.log.days)

    def _held(self, pattern: Pattern) -> Floats:
        key = pattern.trigger, pattern.conditions, pattern.weekdays, pattern.months
        if key not in self.begun:
            self.begun[key] = begun_where_held(self.study, pattern, self.study.log.days)
        return self.begun[key]


def _near(pattern: Pattern, kind: ActKind, at: Floats) -> int:
    """Return how many acts lie within reach of moments: no more can be met."""
    within = reach(pattern, pattern.target)
    first = at.searchsorted(kind.time - within.after)
    end = at.searchsorted(kind.time + within.before, side="right")
    return int(np.count_nonzero(end > first))


def _try(trials: _Trials, declared: Declaration) -> tuple[Verdict, Candidate | None]:
    """Look at all days: return what they say as it stands, and what may be worth a proof."""
    trial = trials.best(declared)
    if trial is None:
        return Verdict.UNTRIED, None
    if _is_wired(trials.study, trial):
        return Verdict.WIRED, None
    if trial.fewest < FEWEST_RIGHT or _is_chance(trials.study, trial):
        return Verdict.FAILS, None
    return Verdict.FAILS, _learned(trials.study, trial)


def _is_wired(study: Study, trial: _Trial) -> bool:
    """Return whether trigger and target change together by construction, or by another program."""
    source = study.timeline.codes.get(getattr(trial.candidate.pattern.trigger, "entity_id", ""))
    if source is not None and study.kin[source, trial.kind.target]:
        return True
    if trial.replayed is None or trial.fewest < FEWEST_RIGHT:
        return False
    met = trial.replayed.outcome == RIGHT
    apart = trial.kind.time[trial.replayed.act[met]] - trial.replayed.at[met]
    return bool(abs(float(median(apart))) <= WIRED_SECONDS)


def _is_chance(study: Study, trial: _Trial) -> bool:
    """Return whether it would meet as many acts were they spread evenly over the time."""
    pattern, target = trial.candidate.pattern, trial.candidate.pattern.target
    within = reach(pattern, target)
    rate = len(trial.kind.time) / (len(study.log.days) * DAY_SECONDS)
    chance = 1 - exp(-rate * float(within.before + within.after))
    right, wrong = trial.candidate.right, trial.candidate.wrong
    return binomial_tail(right, right + wrong, chance) > LARGEST_P


def _learned(study: Study, trial: _Trial) -> Candidate:
    """Add the conditions that make it right, if any do; a chain has those that it was given."""
    candidate, replayed = trial.candidate, trial.replayed
    chain = len(candidate.pattern.effects) > 1
    if replayed is None or chain or not conditions.may_need(candidate):
        return candidate
    return conditions.learn(study, candidate.pattern, replayed.at, replayed)


def _proved(
    study: Study,
    declared: Sequence[Declaration],
    final: dict[int, Candidate],
    settings: MiningSettings,
) -> dict[int, Finding]:
    """Learn each again without the proof days, replay it on them, and return what holds."""
    tallies = {number: Tally() for number in final}
    log = _around(study, [candidate.pattern for candidate in final.values()])
    for fold in folds(log.days) if final else ():
        if settings.should_stop():
            raise MiningStoppedError
        trials = _Trials(Study.of(log.only(fold.learn), study.home), fewest=1)
        for number, tally in tallies.items():
            taught = _taught(trials, declared[number])
            tally.add(study, final[number].pattern.effects, taught, fold.prove)
    items = {number: Proved(final[number], tally.proof()) for number, tally in tallies.items()}
    held, _ = hold(list(items.values()), settings)
    return {
        number: since_shown(study, item.finding, settings)
        for number, item in items.items()
        if item in held
    }


def _taught(trials: _Trials, declared: Declaration) -> Pattern | None:
    """Return what the days of some trials teach of a declared habit, if anything."""
    trial = trials.best(declared)
    return _learned(trials.study, trial).pattern if trial is not None and trial.fewest else None


def prove_changed(
    study: Study,
    declared: Declaration,
    pattern: Pattern,
    change: Callable[[Pattern], Pattern],
    settings: MiningSettings,
) -> Evidence:
    """Return how a declared habit does that somebody has changed, by the same proof.

    What the other days of a fold teach is changed in the same way. Raises MiningStoppedError when
    `settings.should_stop` answers True.
    """
    tally, effects = Tally(), change(pattern).effects
    log = _around(study, [pattern])
    for fold in folds(log.days):
        if settings.should_stop():
            raise MiningStoppedError
        taught = _taught(_Trials(Study.of(log.only(fold.learn), study.home), fewest=1), declared)
        tally.add(study, effects, None if taught is None else change(taught), fold.prove)
    return tally.proof().evidence


def _around(study: Study, patterns: Iterable[Pattern]) -> EventLog:
    """Return the log of what may teach anything of a few patterns: in a large home a small part.

    That are the rooms of their entities, people and modes, and what is in no room.
    """
    codes, witnesses = study.timeline.codes, study.witnesses
    entity_ids = (
        getattr(part, "entity_id", "")
        for pattern in patterns
        for part in (pattern.trigger, *pattern.conditions, *pattern.effects)
    )
    own = [codes[entity_id] for entity_id in entity_ids if entity_id in codes]
    kept = np.isin(witnesses.areas, [-1, *witnesses.areas[own]])
    kept[witnesses.presence] = kept[witnesses.modes] = True
    return study.log.where(kept[study.log.entity])
