"""Real homes, learned and judged again and again: how sure the figures are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from benchmarks import baseline
from benchmarks.figures import Figure
from benchmarks.judging import Day, Judge
from benchmarks.real_home import HOMES, RealHome

WEEK: Final = 7
DRAWS: Final = 2000
INTERVAL: Final = (2.5, 97.5)  # percentiles
COUNTS: Final = ("hits", "same_second", "false", "acts", "covered")


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What was judged on the days of one home; shape (days, COUNTS)."""

    counts: np.ndarray

    @classmethod
    def of(cls, days: Sequence[Day]) -> Judged:
        """Add up what was judged on the same day after several splits."""
        by_date: dict[date, np.ndarray] = defaultdict(lambda: np.zeros(len(COUNTS), np.int64))
        for one in days:
            by_date[one.day] += [getattr(one, name) for name in COUNTS]
        return cls(np.array([by_date[day] for day in sorted(by_date)]))


def figures() -> Iterator[Figure]:
    """Yield precision and coverage over all splits, with their intervals, for us and a rival."""
    ours: list[Judged] = []
    plain: list[Judged] = []
    for home in HOMES:
        name = f"{home.name}, {len(home.rolling)} splits"
        if home.events() is None:
            yield Figure(f"{name}: precision, lower end", home.missing())
            continue
        own, other = _judged(home)
        yield from _told(name, [own], [other])
        ours.append(own)
        plain.append(other)
    if len(ours) > 1:
        yield from _told("all splits of all homes", ours, plain)


def _judged(home: RealHome) -> tuple[Judged, Judged]:
    """Return what became of our suggestions and of the baseline's."""
    events = home.events()
    if events is None:
        raise FileNotFoundError(home.file)
    judge = Judge(home, events)
    ours: list[Day] = []
    plain: list[Day] = []
    for split in home.rolling:
        first = date.fromisoformat(split)
        learned: list[dict[str, Any]] = home.learn(events, split)["suggestions"]
        ours += judge.days(learned, first, WEEK)
        plain += judge.days(baseline.automations(home, events, first), first, WEEK)
    return Judged.of(ours), Judged.of(plain)


def _told(name: str, ours: list[Judged], plain: list[Judged]) -> Iterator[Figure]:
    precision, coverage, apart = shares(_sum(ours))
    rival_precision, rival_coverage, _ = shares(_sum(plain))
    lower, upper = interval(ours)
    hits, same, false, acts, _ = _sum(ours)
    goal = f"> {rival_precision:.3f}"
    # Nothing suggested is no victory, but nothing to measure either.
    met = bool(lower[0] > rival_precision) if hits + false else None
    yield Figure(f"{name}: precision, lower end", _known(lower[0]), "", goal, met)
    yield Figure("  precision", _known(precision), f"to {upper[0]:.3f}; of {hits + false}")
    unit = f"{same} such hits"
    yield Figure("  precision without hits in their trigger's second", _known(apart), unit)
    unit = f"{lower[1]:.3f} to {upper[1]:.3f}; of {acts} acts"
    yield Figure("  coverage", _known(coverage), unit)
    hits, same, false, _, _ = _sum(plain)
    unit = f"of {hits + false}; {same} hits in their trigger's second"
    yield Figure("  baseline's precision", _known(rival_precision), unit)
    yield Figure("  baseline's coverage", _known(rival_coverage))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _sum(judged: list[Judged]) -> np.ndarray:
    return np.asarray(sum(one.counts.sum(axis=0) for one in judged))


def shares(counts: np.ndarray) -> tuple[float, float, float]:
    """Return precision, coverage, and precision without hits that are likely echoes.

    Not a number where nothing was decided.
    """
    hits, same, false, acts, covered = (int(count) for count in counts)
    precision = hits / (hits + false) if hits + false else np.nan
    apart = (hits - same) / (hits - same + false) if hits - same + false else np.nan
    return precision, covered / acts if acts else np.nan, apart


def interval(judged: list[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper ends of what `shares` gives, had there been other such days.

    Days are drawn with replacement, as many of each home as it has, because what happens on one
    day hangs together: Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap,
    Chapman & Hall, sections 6 and 13.3 (percentile intervals). Draws in which nothing was
    decided tell nothing.
    """
    rng = np.random.default_rng(1)
    drawn = np.empty((DRAWS, 3))
    for row in range(DRAWS):
        days = [rng.integers(0, len(one.counts), len(one.counts)) for one in judged]
        parts = zip(judged, days, strict=True)
        drawn[row] = shares(_sum([Judged(one.counts[some]) for one, some in parts]))
    ends = [
        np.percentile(known, INTERVAL) if len(known := column[~np.isnan(column)]) else (np.nan,) * 2
        for column in drawn.T
    ]
    lower, upper = np.array(ends).T
    return lower, upper
