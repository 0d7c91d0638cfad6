"""Which findings survive, and in what order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.learn import Candidate
from custom_components.homeiq.mining.pattern import Pattern

FINALISTS: Final = 3  # for one kind of act; choosing among more on the proof is winner's curse
LEAST_NEW: Final = 0.5  # of what a finding meets must not be met by a better one


def finalists(candidates: Iterable[Candidate], least_bound: float) -> list[Candidate]:
    """Return the few candidates of each kind of act that may meet the proof."""
    by_act: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in sorted(candidates, key=_order):
        target = candidate.pattern.target
        rivals = by_act.setdefault((target.entity_id, target.state), [])
        if len(rivals) < FINALISTS and candidate.bound >= least_bound:
            rivals.append(candidate)
    return [candidate for rivals in by_act.values() for candidate in rivals]


def _order(candidate: Candidate) -> tuple[float, int, str]:
    pattern = candidate.pattern
    return -candidate.worth, len(pattern.conditions), pattern.fingerprint


@dataclass(frozen=True, slots=True, eq=False)
class Proven:
    """A finding with the acts that it met on proof days."""

    finding: Finding
    met: Ints  # indices into all acts of its kind


@dataclass(slots=True)
class _Covered:
    acts: dict[tuple[str, str], Ints] = field(default_factory=dict)

    def new(self, proven: Proven) -> Ints:
        known = self.acts.get(_act(proven.finding.pattern), np.zeros(0, np.int32))
        return np.setdiff1d(proven.met, known)

    def add(self, proven: Proven) -> None:
        act = _act(proven.finding.pattern)
        self.acts[act] = np.union1d(self.acts.get(act, np.zeros(0, np.int32)), proven.met)


def _act(pattern: Pattern) -> tuple[str, str]:
    return pattern.target.entity_id, pattern.target.state


def _weight(evidence: Evidence) -> float:
    """Return what an act that a finding meets counts for.

    The confidence squared, less where it mostly fires in vain: of a clock time and a sensor that
    is set off all day long, the first is the plainer reason.
    """
    to_the_point = (evidence.right + evidence.wrong) / max(evidence.fired, 1)
    return evidence.confidence**2 * sqrt(to_the_point)


def choose(proven: Sequence[Proven]) -> list[Finding]:
    """Return the findings that stay, best first.

    Greedily by the acts that no better one met already, times what each counts for: of two
    that spare the same acts one stays, of two that complement each other both do.
    """
    covered = _Covered()
    waiting = list(proven)
    chosen: list[Finding] = []
    while waiting:
        gains = [
            (len(covered.new(item)) * _weight(item.finding.evidence), -index)
            for index, item in enumerate(waiting)
        ]
        gain, index = max(gains)
        best = waiting.pop(-index)
        if gain > 0 and len(covered.new(best)) >= LEAST_NEW * len(best.met):
            chosen.append(best.finding)
            covered.add(best)
    return chosen
