"""Chains: something begins them, and two to four acts by hand follow in order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence as Several
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import discoveries, hypergeometric_tail
from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    Bools,
    EventLog,
    Floats,
    Ints,
    among,
)
from custom_components.homeiq.mining.followers import LONGEST, Changes, changes_of, followers
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.replay import (
    AFTER_SECONDS,
    RIGHT,
    UNKNOWN,
    Reach,
    Replay,
    replay,
)
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

APART: Final = 900.0  # seconds from one step to the next, at most
SWAPPED: Final = 30.0  # seconds by which two steps may change places: done with both hands
FEWEST_STEPS: Final = 2  # that follow what begins a chain
MOST_STEPS: Final = 4
PLACES: Final = int(LONGEST / AFTER_SECONDS)  # where a step might have come instead
BY_CHANCE: Final = 0.001  # largest p-value of a step that joins others
LEAST_KAPPA: Final = 0.4  # of each step; the whole chain is held against more of it later
RIVALS: Final = 2  # beginnings of the same steps: a door's opening and its closing, say
# A delay is a person's: to 5 seconds within 2 minutes, to 15 within 10 minutes, else to 60.
GRAINS: Final = ((120.0, 5), (600.0, 15), (LONGEST, 60))
# The same time of other days, among them the same days of the week.
ELSEWHERE: Final = (-7, -3, -2, -1, 1, 2, 3, 7)


@dataclass(frozen=True, slots=True)
class _Done:
    """How often an act was done within reach of some moments."""

    right: int  # acts
    wrong: int  # left out, although the entity was in another state
    tried: int  # moments, those included at which it was so already

    @property
    def share(self) -> float:
        """The share right of what was not so already."""
        return self.right / max(self.right + self.wrong, 1)

    @classmethod
    def of(cls, replayed: Replay) -> _Done:
        """Count each act once however often it is met."""
        right, wrong, _ = replayed.count(np.ones(len(replayed.at), np.bool_))
        again = int(np.count_nonzero(replayed.outcome == RIGHT)) - right
        return cls(right, wrong, int(np.count_nonzero(replayed.outcome != UNKNOWN)) - again)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """An act that may follow a change, with a row for each time that the change happened."""

    kind: ActKind
    effect: Effect
    met: Bools  # whether it was done within reach
    act: Ints  # which act of its kind; 0 where it was not done
    done: _Done
    elsewhere: _Done  # at the same times of other days

    @property
    def kappa(self) -> float:
        """Cohen's kappa: how much it is done more than on other days, of what is left to do.

        Something that is never on for long goes off within minutes of anything.
        """
        return (self.done.share - self.elsewhere.share) / max(1 - self.elsewhere.share, 1e-9)

    def p_value(self, right: int, tried: int) -> float:
        """Return how surprising it is how often the act was done, beside other days."""
        others = self.elsewhere
        return hypergeometric_tail(right, tried, right + others.right, tried + others.tried)


@dataclass(frozen=True, slots=True, eq=False)
class _Chain:
    """Steps by their delays, and the episodes in which all of them were done."""

    steps: tuple[_Step, ...]
    rows: Ints  # of the log, at which the first step of a whole episode was done

    @classmethod
    def of(cls, steps: Iterable[_Step]) -> _Chain:
        """Count the episodes in which steps follow each other, whatever happens in between."""
        ordered = tuple(sorted(steps, key=lambda step: step.effect.delay))
        whole = np.logical_and.reduce([step.met for step in ordered])
        for one, other in pairwise(ordered):
            apart = other.kind.time[other.act] - one.kind.time[one.act]
            whole &= (apart >= -SWAPPED) & (apart <= APART)
        return cls(ordered, np.unique(ordered[0].kind.rows[ordered[0].act[whole]]))

    @property
    def episodes(self) -> int:
        """How often all was done."""
        return len(self.rows)

    @property
    def acts(self) -> frozenset[tuple[int, int]]:
        """What is done, as codes of entities and states."""
        return frozenset((step.kind.target, step.kind.state) for step in self.steps)

    @property
    def share(self) -> float:
        """Share of the steps that were done, where they were not so already."""
        right = sum(step.done.right for step in self.steps)
        return right / max(right + sum(step.done.wrong for step in self.steps), 1)

    @property
    def order(self) -> tuple[int, float]:
        """Sort the longest first, of these the one that is worth most."""
        return -len(self.steps), -self.episodes * self.share**2

    def days(self, log: EventLog) -> int:
        """Return on how many local days it happened."""
        return len(np.unique(log.day[self.rows]))


@dataclass(frozen=True, slots=True)
class Sequence:
    """What begins a chain, and the steps that follow it in most of the same episodes.

    A chain is a serial episode: its steps follow each other in order, whatever else happens in
    between. Each pair of a beginning and a step is counted by its minimal occurrences, in which
    neither comes twice: Mannila, H., Toivonen, H. and Verkamo, A. I. (1997), Discovery of
    frequent episodes in event sequences, Data Mining and Knowledge Discovery 1, 259-289. What
    chance gives is seen at the same times of other days, where both sides keep their rhythm; the
    two shares are compared by Fisher's exact test, with one family of hypotheses per act. From
    the two steps that go best together, a chain grows while most of its episodes have another
    step too, beyond chance again. What a longer chain holds is left out unless it happens more
    often than that one, as with closed patterns: Yan, X., Han, J. and Afshar, R. (2003), CloSpan:
    mining closed sequential patterns in large datasets, SIAM International Conference on Data
    Mining, 166-177.
    """

    name: str = "sequence"
    least_share: float = 0.25  # of what begins it must have a step, of the step's acts begin so
    together: float = 0.75  # of a chain's episodes must have one step more
    holds: float = 0.5  # share right from which on a chain stands for its parts

    def detect(self, study: Study) -> list[Pattern]:
        """Return the longest chains, not their parts."""
        kinds = study.act_kinds()
        if not kinds:
            return []
        changes = changes_of(study.log, max(len(kind.time) for kind in kinds) / self.least_share)
        found = (
            (change, chain)
            for change, steps in _steps(study, kinds, changes, self.least_share).items()
            if (chain := self._grown(study, steps)) is not None
        )
        return [
            self._pattern(study.log, changes.of_kind[change], chain)
            for change, chain in self._wholes(found)
        ]

    def _grown(self, study: Study, steps: list[_Step]) -> _Chain | None:
        """Return the longest chain of some steps; None where no two go together."""
        singles = [_Chain.of([step]) for step in steps]
        longer = [
            chain
            for one, other in combinations(singles, 2)
            if (chain := self._joined(study, max(one, other, key=_episodes), one, other))
        ]
        grown: _Chain | None = None
        while longer:
            grown = max(longer, key=_episodes)
            if len(grown.steps) == MOST_STEPS:
                break
            longer = [chain for one in singles if (chain := self._joined(study, grown, grown, one))]
        begins = grown is not None and grown.steps[0].effect.delay <= APART
        return grown if begins else None

    def _joined(self, study: Study, most: _Chain, one: _Chain, other: _Chain) -> _Chain | None:
        """Return two chains as one, where most episodes of either are episodes of both."""
        kin = study.kin[
            np.ix_(*([step.kind.target for step in part.steps] for part in (one, other)))
        ]
        if kin.any():
            return None
        both = _Chain.of((*one.steps, *other.steps))
        if both.episodes < self.together * most.episodes or both.days(study.log) < FEWEST_DAYS:
            return None
        added = other.steps[-1]
        return both if added.p_value(both.episodes, one.episodes) <= BY_CHANCE else None

    def _wholes(self, chains: Iterable[tuple[int, _Chain]]) -> list[tuple[int, _Chain]]:
        """Return the chains that are no part of another, with few beginnings of each."""
        kept: list[tuple[int, _Chain]] = []
        for change, chain in sorted(chains, key=lambda item: item[1].order):
            same = [other for _, other in kept if other.acts == chain.acts]
            part = any(
                chain.acts < other.acts
                and other.share >= self.holds
                and self.together * chain.episodes <= other.episodes
                for _, other in kept
            )
            if not part and len(same) < RIVALS:
                kept.append((change, chain))
        return kept

    def _pattern(self, log: EventLog, change: np.ndarray, chain: _Chain) -> Pattern:
        entity, old, new = change
        return Pattern(
            detector=self.name,
            trigger=StateTrigger(log.entities[entity], log.states[new], log.states[old]),
            effects=tuple(step.effect for step in chain.steps),
            days=chain.days(log),
            episodes=chain.episodes,
            p_value=max(step.p_value(step.done.right, step.done.tried) for step in chain.steps),
        )


def _episodes(chain: _Chain) -> int:
    return chain.episodes


def _steps(
    study: Study, kinds: Several[ActKind], changes: Changes, least_share: float
) -> dict[int, list[_Step]]:
    """Return by kind of change the acts that follow it beyond chance, where there are some."""
    near: dict[int, list[tuple[ActKind, float]]] = defaultdict(list)
    for one in followers(study, kinds, changes, least_share):
        near[one.change].append((kinds[one.act], one.delay))
    by_act: dict[tuple[int, int], list[tuple[int, _Step]]] = defaultdict(list)
    for change, acts in near.items():
        if len({kind.target for kind, _ in acts}) < FEWEST_STEPS:
            continue
        at = changes.times(change)
        elsewhere = _elsewhere(study.log, at, changes.days(change))
        for kind, delay in acts:
            step = _step(study, kind, _rounded(delay), at, elsewhere)
            by_act[kind.target, kind.state].append((change, step))
    found: dict[int, list[_Step]] = defaultdict(list)
    for family in by_act.values():
        p_values = [step.p_value(step.done.right, step.done.tried) for _, step in family]
        real = discoveries(np.array(p_values), len(changes.counts) * PLACES)
        for index in np.flatnonzero(real):
            change, step = family[index]
            if step.kappa >= LEAST_KAPPA:
                found[change].append(step)
    return found


def _step(study: Study, kind: ActKind, delay: int, at: Floats, elsewhere: Floats) -> _Step:
    log, reach = study.log, Reach.of(clock=False, between=delay)

    def replayed(begun: Floats) -> Replay:
        moments = begun + delay
        return replay(study.timeline, kind.target, kind.state, kind.time, moments, reach)

    here = replayed(at)
    met = here.outcome == RIGHT
    act = np.where(met, here.act, 0).astype(np.int32)
    effect = Effect(log.entities[kind.target], log.states[kind.state], delay)
    return _Step(kind, effect, met, act, _Done.of(here), _Done.of(replayed(elsewhere)))


def _elsewhere(log: EventLog, at: Floats, day: Ints) -> Floats:
    """Return moments (UTC seconds) at the same times of other observed days."""
    shift = np.array(ELSEWHERE)[:, None]
    return np.asarray((at + DAY_SECONDS * shift)[among(day + shift, log.days)])


def _rounded(delay: float) -> int:
    grain = next(grain for limit, grain in GRAINS if delay <= limit)
    return round(delay / grain) * grain
