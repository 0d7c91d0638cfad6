"""Habits that are known to make sense, tried on a home's history: no detector has to find them.

What is declared beforehand is no choice among thousands, so that a few occasions can prove it:
each is learned again without the days that prove it, as what detectors find is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import numpy as np

from custom_components.homeiq.mining import conditions
from custom_components.homeiq.mining.backtest import Tally, since
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.mining.proved import FEWEST_RIGHT, Proved, hold, since_shown
from custom_components.homeiq.mining.quantiles import quantile
from custom_components.homeiq.mining.ranking import finalists
from custom_components.homeiq.mining.replay import RIGHT, Replay
from custom_components.homeiq.mining.robust import median
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study

WIRED_SECONDS: Final = 1.5  # nobody is that quick: something connects them already
PROMISE_MARGIN: Final = 0.1  # below what is asked for, on all days, to be worth a proof
MOST_PROVED: Final = 40  # of a home; a proof takes some milliseconds for each fold
LEVELS: Final = (0.05, 0.25, 0.5)  # quantiles of the readings at which people act
MARGIN: Final = 0.02  # of the way back to the usual reading


class Declaration(Protocol):
    """A habit that people of some home may have, known before anything is looked at."""

    def patterns(self, study: Study) -> Sequence[Pattern]:
        """Return it once for each threshold or condition that the study's days suggest."""


class Verdict(StrEnum):
    """What the history says."""

    HOLDS = "holds"  # people do it by hand, often enough and regularly
    FAILS = "fails"  # it happened, and they did not
    UNTRIED = "untried"  # what triggers it never happened, or its target is not known
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
    for number, one in enumerate(declared):
        if settings.should_stop():
            raise MiningStoppedError
        verdict, candidate = _try(study, one)
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
    if entity is None or kind is None or not len(kind.time):
        return ()
    readings = study.timeline.numbers(entity, kind.time)
    readings = np.sort(readings[~np.isnan(readings)].astype(np.float64))
    if len(readings) < FEWEST_RIGHT:
        return ()
    shares = LEVELS if above else [1 - share for share in LEVELS]
    all_of_them = study.log.number[study.timeline.changes(entity)]
    usual = float(median(all_of_them[~np.isnan(all_of_them)].astype(np.float64)))
    found = [quantile(readings, share) for share in shares]
    # At the act it has been crossed, so that the threshold lies a little nearer to the usual.
    moved = (float(f"{level + MARGIN * (usual - level):.3g}") for level in found)
    return tuple(dict.fromkeys(moved))


def _try(study: Study, declared: Declaration) -> tuple[Verdict, Candidate | None]:
    """Look at all days: return what they say as it stands, and what may be worth a proof."""
    best = _best(study, declared)
    if best is None:
        return Verdict.UNTRIED, None
    candidate, replayed = best
    if _is_wired(study, candidate.pattern, replayed):
        return Verdict.WIRED, None
    if candidate.right < FEWEST_RIGHT * len(candidate.pattern.effects):
        tried = candidate.right + candidate.wrong
        return Verdict.FAILS if tried else Verdict.UNTRIED, None
    return Verdict.FAILS, _learned(study, candidate, replayed)


def _best(study: Study, declared: Declaration) -> tuple[Candidate, Replay] | None:
    """Return what is worth most of a declaration; None where nobody ever did what it does."""
    best: tuple[Candidate, Replay] | None = None
    for pattern in declared.patterns(study):
        kind = study.kind_of(pattern.target)
        if kind is None or not len(kind.time):
            continue
        begun = begun_where_held(study, pattern, study.log.days)
        replayed = study.replay(pattern, pattern.target, kind, begun)
        right, wrong, _ = replayed.count(np.ones(len(begun), np.bool_))
        if right and len(pattern.effects) > 1:  # every step of a chain counts
            whole = since(study, pattern, first_day=0)
            right, wrong = whole.right, whole.wrong
        candidate = Candidate(pattern, right, wrong)
        if best is None or candidate.worth > best[0].worth:
            best = candidate, replayed
    return best


def _is_wired(study: Study, pattern: Pattern, replayed: Replay) -> bool:
    """Return whether trigger and target change together by construction, or by another program."""
    kind = study.kind_of(pattern.target)
    source = study.timeline.codes.get(getattr(pattern.trigger, "entity_id", ""))
    if kind is None or source is None:
        return False
    if study.kin[source, kind.target]:
        return True
    met = replayed.outcome == RIGHT
    if np.count_nonzero(met) < FEWEST_RIGHT:
        return False
    apart = kind.time[replayed.act[met]] - replayed.at[met]
    return bool(abs(float(median(np.sort(apart)))) <= WIRED_SECONDS)


def _learned(study: Study, candidate: Candidate, replayed: Replay) -> Candidate:
    """Add the conditions that make it right, if any do; a chain has those that it was given."""
    if len(candidate.pattern.effects) > 1 or not conditions.may_need(candidate):
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
    for fold in folds(study.log.days) if final else ():
        if settings.should_stop():
            raise MiningStoppedError
        taught = Study.of(study.log.only(fold.learn), study.home)
        for number, tally in tallies.items():
            best = _best(taught, declared[number])
            pattern = None
            if best is not None and best[0].right:
                pattern = _learned(taught, *best).pattern
            tally.add(study, final[number].pattern.effects, pattern, fold.prove)
    items = {number: Proved(final[number], tally.proof()) for number, tally in tallies.items()}
    held, _ = hold(list(items.values()), settings)
    return {
        number: since_shown(study, item.finding, settings)
        for number, item in items.items()
        if item in held
    }
