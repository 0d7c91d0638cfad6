"""Simulated households: how much of what is planted is found, and how much is invented."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.figures import Figure, at_least, at_most
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.settings import MiningSettings
from demo.household import SimulatedHome, simulate
from demo.score import Score, score
from demo.spec import HouseholdSpec

SEEDS: Final = range(1, 11)
EMPTY_SEEDS: Final = range(1, 21)
KEPT: Final = 0.85  # of its days: a habit that has to be found
BANDS: Final = ((0.95, 1.01), (0.9, 0.95), (0.85, 0.9), (0.8, 0.85), (0.75, 0.8), (0.0, 0.75))


@dataclass(frozen=True, slots=True, eq=False)
class Mined:
    """One household with what was found in it."""

    home: SimulatedHome
    findings: tuple[Finding, ...]
    score: Score  # over all habits, however well they were kept


def _mined(spec: HouseholdSpec) -> Mined:
    home = simulate(spec)
    mined = mine(build_log(home.raw, home.home), home.home, MiningSettings())
    return Mined(home, mined.findings, score(mined.findings, home))


def figures() -> Iterator[Figure]:
    """Yield recall by adherence and precision on households with habits, and what none gives."""
    homes = [_mined(HouseholdSpec(seed=seed)) for seed in SEEDS]
    found = [habit.adherence for home in homes for habit in home.score.found]
    missed = [habit.adherence for home in homes for habit in home.score.missed]
    name = f"planted habits kept on ≥ {KEPT:.0%} of their days, {len(SEEDS)} seeds: recall"
    value, unit = _recall(found, missed, KEPT, 1.01)
    yield at_least(name, value, 0.9, unit)
    for low, high in BANDS:
        value, unit = _recall(found, missed, low, high)
        yield Figure(f"  recall, kept on {low:.0%} to {min(high, 1):.0%}", value, unit)
    planted = sum(len(home.score.planted) for home in homes)
    invented = sum(len(home.score.invented) for home in homes)
    share = planted / max(planted + invented, 1)
    unit = f"of {planted + invented} suggestions"
    yield at_least("suggestions that are planted: precision", share, 0.95, unit)
    empty = sum(
        len(_mined(HouseholdSpec(seed=seed, habits=False)).findings) for seed in EMPTY_SEEDS
    )
    name = f"households without habits, {len(EMPTY_SEEDS)} seeds: suggestions in all"
    yield at_most(name, empty, 1)


def _recall(
    found: Iterable[float], missed: Iterable[float], low: float, high: float
) -> tuple[float, str]:
    """Return the share of habits within a band of adherence that were found, and of how many."""
    hits = sum(low <= adherence < high for adherence in found)
    every = hits + sum(low <= adherence < high for adherence in missed)
    return hits / max(every, 1), f"of {every}"
