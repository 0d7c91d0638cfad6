"""Replay of a candidate automation over days that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from custom_components.homeiq.mining.by_chance import right_by_chance
from custom_components.homeiq.mining.event_log import Floats, Ints, among
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import (
    Effect,
    Pattern,
    Reminder,
)
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
    met: set[int] = field(default_factory=set)  # rows of the log
    wronged: set[tuple[int, int]] = field(default_factory=set)  # targets and their spells
    examples: list[Example] = field(default_factory=list)
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
        examples = self.examples + [Example(at, Outcome.MISSED) for at in missed]
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
        right = np.flatnonzero(replayed.outcome == RIGHT)
        acts, first = np.unique(kind.rows[replayed.act[right]], return_index=True)
        new = [act not in self.met for act in acts.tolist()]
        self.met.update(acts.tolist())
        self._remember(Outcome.RIGHT, replayed.at[right[first[new]]])
        wrong = np.flatnonzero(replayed.outcome == WRONG)
        spells, first = np.unique(replayed.spell[wrong], return_index=True)
        told = [(kind.target, spell) for spell in spells.tolist()]
        new = [spell not in self.wronged for spell in told]
        self.wronged.update(told)
        self._remember(Outcome.WRONG, replayed.at[wrong[first[new]]])
        already = replayed.at[replayed.outcome == ALREADY]
        self.already += len(already)
        self._remember(Outcome.ALREADY, already)

    def _remember(self, outcome: Outcome, at: Floats) -> None:
        newest = np.sort(at)[-EXAMPLES:]
        self.examples += [Example(moment, outcome) for moment in newest.tolist()]


def since(study: Study, pattern: Pattern, first_day: int) -> Evidence:
    """Return how a pattern did from a local day on: the days from when it was first shown."""
    tally = Tally()
    days = study.log.days[study.log.days >= first_day]
    tally.add(study, pattern.effects, pattern, days)
    return tally.proof().evidence
