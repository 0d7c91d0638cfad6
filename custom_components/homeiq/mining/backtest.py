"""Replay of a candidate automation over days that it has not seen."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from custom_components.homeiq.mining.conditions import holds
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, among
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern, SunTrigger
from custom_components.homeiq.mining.replay import (
    ALREADY,
    RIGHT,
    UNKNOWN,
    WRONG,
    Replay,
    replay,
)
from custom_components.homeiq.mining.study import ActKind, Study, reach

EXAMPLES: Final = 10
# How far a trigger is moved to see what chance gives: a time of day to where its reach ends and
# the same part of the day goes on, another trigger to the same time of other days.
CLOCK_SHIFTS: Final = tuple(minutes * 60 for minutes in (-100, -70, -40, 40, 70, 100))
DAY_SHIFTS: Final = tuple(days * 86400 for days in (-3, -2, -1, 1, 2, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What a candidate did on proof days; acts are indices into all acts of its kind."""

    evidence: Evidence
    met: Ints
    chance: float  # share right of the same automation with its trigger moved elsewhere


@dataclass(slots=True)
class Tally:
    """Sums up the proofs of one finding over the folds.

    What is met or wrong on both sides of a midnight between folds is one episode all the same.
    """

    days: int = 0
    already: int = 0
    acts: dict[int, float] = field(default_factory=dict)  # on the days, with when they were
    met: set[int] = field(default_factory=set)  # acts
    wronged: set[int] = field(default_factory=set)  # spells of the target
    examples: list[Example] = field(default_factory=list)
    by_chance: int = 0
    by_chance_tried: int = 0

    def add(self, study: Study, kind: ActKind, pattern: Pattern | None, days: Ints) -> None:
        """Replay a pattern on days; None where the learning days did not show it."""
        self.days += len(days)
        acts = np.flatnonzero(among(study.log.day[kind.rows], days))
        self.acts.update(zip(acts.tolist(), kind.time[acts].tolist(), strict=True))
        if pattern is None:
            return
        replayed, rows = self._replay(study, kind, pattern, days)
        self._count(replayed, rows)
        self._chance(study, kind, pattern, replayed.at[rows])

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
            self.by_chance / self.by_chance_tried if self.by_chance_tried else 0.0,
        )

    def _count(self, replayed: Replay, rows: Bools) -> None:
        for row in np.flatnonzero(rows & (replayed.outcome != UNKNOWN)):
            outcome, at = int(replayed.outcome[row]), float(replayed.at[row])
            act, spell = int(replayed.act[row]), int(replayed.spell[row])
            if outcome == ALREADY:
                self.already += 1
                self.examples.append(Example(at, Outcome.ALREADY))
            elif outcome == RIGHT and act not in self.met:
                self.met.add(act)
                self.examples.append(Example(at, Outcome.RIGHT))
            elif outcome == WRONG and spell not in self.wronged:
                self.wronged.add(spell)
                self.examples.append(Example(at, Outcome.WRONG))

    @staticmethod
    def _replay(study: Study, kind: ActKind, pattern: Pattern, days: Ints) -> tuple[Replay, Bools]:
        replayed, _ = study.replay(pattern, kind, days)
        rows = np.ones(len(replayed.at), np.bool_)
        for condition in pattern.conditions:
            rows &= holds(study, condition, replayed.at - pattern.target.delay)
        return replayed, rows

    def _chance(self, study: Study, kind: ActKind, pattern: Pattern, at: Floats) -> None:
        """Move the trigger elsewhere and count what is right there.

        Both sides keep their own rhythm; only what ties them together is broken.
        """
        clock = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
        span = study.log.time[0], study.log.time[-1]
        for shift in CLOCK_SHIFTS if clock else DAY_SHIFTS:
            moved = at + shift
            moved = moved[(moved >= span[0]) & (moved <= span[1])]
            elsewhere = replay(
                study.timeline, kind.target, kind.state, kind.time, moved, reach(pattern)
            )
            right, wrong, _ = elsewhere.count(np.ones(len(moved), np.bool_))
            self.by_chance += right
            self.by_chance_tried += right + wrong


def since(study: Study, kind: ActKind, pattern: Pattern, first_day: int) -> Evidence:
    """Return how a pattern did from a local day on: the days from when it was first shown."""
    tally = Tally()
    tally.add(study, kind, pattern, study.log.days[study.log.days >= first_day])
    return tally.proof().evidence
