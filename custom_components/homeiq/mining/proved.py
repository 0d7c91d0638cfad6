"""What holds of all that was proved: sure enough, regular, and beyond what chance gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.backtest import Proof, since
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.chance import binomial_tail, discoveries
from custom_components.homeiq.mining.finding import (
    Finding,
    NearMiss,
    NearMissReason,
    wilson_lower_bound,
)
from custom_components.homeiq.mining.pattern import ClockTrigger, SunTrigger
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study

FEWEST_RIGHT: Final = 3  # proven episodes; 3 of 3 is a confidence of 0.65
LEAST_KAPPA: Final = 0.4  # of what chance leaves, how much has to be met
LEAST_REGULAR: Final = 0.5  # of the times that a clock comes round
BY_CHANCE: Final = 0.01  # false discovery rate over all finalists of a home


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """A candidate with its proof."""

    candidate: Candidate
    proof: Proof

    @property
    def finding(self) -> Finding:
        """The same as what people are told of."""
        return Finding(self.candidate.pattern, self.proof.evidence)

    @property
    def p_value(self) -> float:
        """How surprising the share right is, were trigger and act not tied together."""
        if self.proof.chance is None:
            return self.candidate.pattern.p_value
        return binomial_tail(*self.episodes, self.proof.chance)

    @property
    def episodes(self) -> tuple[int, int]:
        """Those that were right and all that were tried; the steps of a chain are one together."""
        evidence, steps = self.proof.evidence, len(self.candidate.pattern.effects)
        return evidence.right // steps, -(-(evidence.right + evidence.wrong) // steps)


def hold(proved: Sequence[Proved], settings: MiningSettings) -> tuple[list[Proved], list[NearMiss]]:
    """Split what was proved into what holds and what does not, most promising first.

    Of all finalists of a home, those count as real whose share right is beyond chance by an exact
    binomial test, at a false discovery rate that `discoveries` controls (Benjamini-Hochberg).
    """
    held: list[Proved] = []
    fell: list[Proved] = []
    p_values = np.array([item.p_value for item in proved])
    for item, real in zip(proved, discoveries(p_values, len(proved), BY_CHANCE), strict=True):
        sure = wilson_lower_bound(*item.episodes) >= settings.minimum_confidence
        (held if real and sure and _regular(item) else fell).append(item)
    fell.sort(key=lambda item: -item.candidate.worth)
    return held, [_near_miss(item, settings) for item in fell if item.proof.evidence.right]


def _regular(item: Proved) -> bool:
    """Return whether it is a habit: often enough, on enough of its days, and well beyond chance.

    The last is Cohen's kappa, of the lower bound against the share that is right elsewhere: a
    lamp that is never on for long goes off within minutes of anything. Cohen, J. (1960), A
    coefficient of agreement for nominal scales, Educational and Psychological Measurement 20,
    37-46.
    """
    evidence, chance = item.proof.evidence, item.proof.chance or 0.0
    if evidence.confidence - chance < LEAST_KAPPA * (1 - chance):
        return False
    pattern = item.candidate.pattern
    # Where an automation was not undone, its other time finds nothing left to do.
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger) and not pattern.changes
    regular = not timed or evidence.right >= LEAST_REGULAR * evidence.fired
    return regular and item.episodes[0] >= FEWEST_RIGHT


def _near_miss(item: Proved, settings: MiningSettings) -> NearMiss:
    evidence = item.proof.evidence
    mostly_right = evidence.right > 4 * evidence.wrong
    few = mostly_right and wilson_lower_bound(*item.episodes) < settings.minimum_confidence
    reason = NearMissReason.TOO_FEW_DAYS if few else NearMissReason.TOO_OFTEN_WRONG
    return NearMiss(item.finding, reason)


def since_shown(study: Study, finding: Finding, settings: MiningSettings) -> Finding:
    """Return a finding with how it did on the days since it was first shown, if it was."""
    first_day = settings.shown_since.get(finding.pattern.fingerprint)
    if first_day is None:
        return finding
    later = since(study, finding.pattern, first_day + 1)
    return Finding(finding.pattern, finding.evidence, later)
