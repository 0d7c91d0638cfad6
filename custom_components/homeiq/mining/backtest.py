"""Replay of a candidate automation over days that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final

import numpy as np

from custom_components.homeiq.mining.by_chance import right_by_chance
from custom_components.homeiq.mining.event_log import Ints, among
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import Effect, Pattern, Reminder
from custom_components.homeiq.mining.replay import ALREADY, RIGHT, WRONG, Replay
from custom_components.homeiq.mining.study import ActKind, Study

EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What a candidate did on proof days."""

    evidence: Evidence
    met: Ints  # the acts that it met, as rows of the log, ascending
    chance: float | None  # share that would be right by chance; None where nothing tells


@dataclass(slots=True)
class Tally:
    """Sums up the proofs of one finding over the folds, and over all steps of a chain.

    What is met or wrong on both sides of a midnight between folds is one episode all the same.
    """

    days: int = 0
    already: int = 0
    acts: dict[int, float] = field(default_factory=dict)  # rows of the log, with when they were
    met: dict[int, float] = field(default_factory=dict)  # the same, with when it acted first
    wronged: dict[tuple[int, int], float] = field(default_factory=dict)  # targets' spells, too
    found_so: list[float] = field(default_factory=list)  # when it was already so, the newest
    by_chance: float = 0.0
    by_chance_tried: int = 0

    def add(
        self,
        study: Study,
        effects: Sequence[Effect | Reminder],
        pattern: Pattern | None,
        days: Ints,
    ) -> None:
        """Replay what was learned for the effects of a finding on days.

        `pattern` is None where the learning days did not show it. Of a chain they may have shown
        fewer steps: the acts of the others are missed.
        """
        self.days += len(days)
        learned = [] if pattern is None else pattern.effects
        steps = {(step.entity_id, step.state): step for step in learned}
        begun = np.zeros(0) if pattern is None else begun_where_held(study, pattern, days)
        for effect in effects:
            kind = study.kind_of(effect)
            if kind is None:
                continue
            rows = kind.rows[among(study.log.day[kind.rows], days)]
            if isinstance(effect, Effect):  # who needs no reminder has missed none
                self.acts.update(zip(rows.tolist(), study.log.time[rows].tolist(), strict=True))
            step = steps.get((effect.entity_id, effect.state))
            if pattern is not None and step is not None:
                self._count(kind, study.replay(pattern, step, kind, begun))
                right, tried = right_by_chance(study, pattern, step, kind, begun)
                self.by_chance += right
                self.by_chance_tried += tried

    def proof(self) -> Proof:
        """Return what was summed up."""
        missed = [at for act, at in self.acts.items() if act not in self.met]
        examples = [
            Example(at, outcome)
            for outcome, moments in (
                (Outcome.RIGHT, self.met.values()),
                (Outcome.WRONG, self.wronged.values()),
                (Outcome.ALREADY, self.found_so),
                (Outcome.MISSED, missed),
            )
            for at in nlargest(EXAMPLES, moments)
        ]
        return Proof(
            Evidence(
                days=self.days,
                right=len(self.met),
                wrong=len(self.wronged),
                already=self.already,
                missed=len(missed),
                examples=tuple(sorted(examples, key=lambda example: -example.at)[:EXAMPLES]),
            ),
            np.array(sorted(self.met), np.int32),
            # Jeffreys' estimate: that chance never was right in a few tries does not make it 0.
            (self.by_chance + 0.5) / (self.by_chance_tried + 1) if self.by_chance_tried else None,
        )

    def _count(self, kind: ActKind, replayed: Replay) -> None:
        """Count each act that is met, and each spell in which it would be wrong, once."""
        at, right, wrong = replayed.at, replayed.outcome == RIGHT, replayed.outcome == WRONG
        acts, first = _runs(kind.rows[replayed.act[right]])
        for act, moment in zip(acts, at[right][first].tolist(), strict=True):
            self.met.setdefault(act, moment)
        spells, first = _runs(replayed.spell[wrong])
        for spell, moment in zip(spells, at[wrong][first].tolist(), strict=True):
            self.wronged.setdefault((kind.target, spell), moment)
        already = at[replayed.outcome == ALREADY]
        self.already += len(already)
        self.found_so += already[-EXAMPLES:].tolist()


def _runs(values: Ints) -> tuple[list[int], Ints]:
    """Return the values of runs of equal ones, and where each begins."""
    begins = np.append(True, values[1:] != values[:-1])[: len(values)]
    first = np.flatnonzero(begins).astype(np.int32)
    return values[first].tolist(), first


def since(study: Study, pattern: Pattern, first_day: int) -> Evidence:
    """Return how a pattern did from a local day on: the days from when it was first shown."""
    tally = Tally()
    days = study.log.days[study.log.days >= first_day]
    tally.add(study, pattern.effects, pattern, days)
    return tally.proof().evidence
