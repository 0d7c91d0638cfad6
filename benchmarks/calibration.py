"""Whether what is stated comes true: confidences against the days that came later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.households import DAILY, EVENTS_A_DAY
from benchmarks.pool import over
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.backtest import since
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from demo.household import simulate
from demo.spec import HouseholdSpec

SEEDS: Final = range(101, 113)  # not those whose recall is measured
LEARNED: Final = 28  # days; as many come later
LEAST_CONFIDENCE: Final = 0.5  # the lowest that people may ask for, so that the scale is long
FEWEST: Final = 20  # suggestions of a decile that is judged
MOST_OVERSTATED: Final = 0.05
MOST_UNDERSTATED: Final = 0.25


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a suggestion stated, and what became of it later."""

    stated: float  # confidence, 0-1
    right: int  # episodes of the later days
    wrong: int

    @property
    def seen(self) -> float:
        """The share right of the later days."""
        return self.right / (self.right + self.wrong)


def figures() -> Iterator[Figure]:
    """Yield stated and seen shares by decile of the stated confidence, and how far apart they are.

    Each suggestion weighs the same, however often it acts; one that never decided anything later
    tells nothing. The deciles are tenths of the scale: a reliability diagram, as in Murphy, A. H.
    and Winkler, R. L. (1977), Reliability of subjective probability forecasts of precipitation
    and temperature, Applied Statistics 26, 41-47.
    """
    every = list(chain.from_iterable(over(suggested, SEEDS)))
    decided = [one for one in every if one.right + one.wrong]
    unit = f"of {len(every)} suggestions of {len(SEEDS)} households"
    yield Figure("calibration: suggestions that later days decide", len(decided), unit)
    stated = np.array([one.stated for one in decided])
    seen = np.array([one.seen for one in decided])
    yield from by_decile(stated, seen)
    understated = float((seen - stated).mean()) if decided else None
    yield at_most("calibration: seen - stated, on average", understated, MOST_UNDERSTATED)
    yield by_half(stated, seen)


def by_decile(stated: np.ndarray, seen: np.ndarray) -> Iterator[Figure]:
    """Yield for each decile by how much it overstates; a goal where there are enough in it."""
    for tenth in range(10):
        inside = np.minimum(stated * 10, 9).astype(int) == tenth
        if not inside.any():
            continue
        name = f"  stated {tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}: stated - seen"
        over_by = float(stated[inside].mean() - seen[inside].mean())
        unit = f"of {inside.sum()}; seen {seen[inside].mean():.3f}"
        if inside.sum() >= FEWEST:
            yield at_most(name, over_by, MOST_OVERSTATED, unit)
        else:
            yield Figure(name, over_by, unit)


def by_half(stated: np.ndarray, seen: np.ndarray) -> Figure:
    """Return by how much more is seen of the half that states more."""
    name = "calibration: seen in the upper half - in the lower"
    if len(stated) < 2:
        return at_least(name, None, 0)
    order = np.argsort(stated, kind="stable")
    lower, upper = np.array_split(seen[order], 2)
    unit = f"{upper.mean():.3f} - {lower.mean():.3f}"
    return at_least(name, float(upper.mean() - lower.mean()), 0, unit)


def suggested(seed: int) -> list[Suggested]:
    """Return what is suggested after some weeks, with what the weeks after them show."""
    days = 2 * LEARNED
    spec = HouseholdSpec(seed=seed, days=days, events=round(days * EVENTS_A_DAY), kinds=DAILY)
    home = simulate(spec)
    log = build_log(home.raw, home.home)
    first_later = spec.start.toordinal() + LEARNED
    settings = MiningSettings(minimum_confidence=LEAST_CONFIDENCE)
    mined = mine(log.only(log.days[log.days < first_later]), home.home, settings)
    study = Study.of(log, home.home)
    return list(_later(study, mined.findings, first_later))


def _later(study: Study, findings: Sequence[Finding], first_later: int) -> Iterator[Suggested]:
    for finding in findings:
        if not finding.pattern.changes:  # advice states no confidence
            later = since(study, finding.pattern, first_later)
            yield Suggested(finding.evidence.confidence, later.right, later.wrong)
