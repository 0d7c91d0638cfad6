"""Simulated households: how much of what is planted is found, and how much is invented."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from benchmarks.figures import Figure, at_least
from benchmarks.pool import over
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.finding import Mined
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.settings import MiningSettings
from demo.claims import claims_of
from demo.household import SimulatedHome, simulate
from demo.score import score, tells_of
from demo.spec import HouseholdSpec, PlantedHabit

SEEDS: Final = range(1, 11)
# Asked for; readings that repeat the one before are no events, so that 100,000 in 28 days are left.
EVENTS_A_DAY: Final = 109_000 / 28
DAILY: Final = frozenset(
    {"time_of_day", "co_occurrence", "sequence", "duration", "room", "context"}
)
GOALS: Final = ((0.85, 1.01, 0.95), (0.75, 0.85, 0.8))  # from, below, recall
BANDS: Final = ((0.95, 1.01), (0.9, 0.95), (0.85, 0.9), (0.8, 0.85), (0.75, 0.8), (0.0, 0.75))
LEAST_PRECISION: Final = 0.95


@dataclass(frozen=True, slots=True)
class Span:
    """A household over some time, and which of its kinds of habits show within that."""

    name: str
    spec: HouseholdSpec  # with the seed of each household in turn
    shown: frozenset[str]  # of its kinds; the others are planted and may be suggested all the same
    regular: bool = True  # whether those are kept on most days; what is forgotten or undone is not


def _spec(days: int, start: date, kinds: frozenset[str]) -> HouseholdSpec:
    return HouseholdSpec(days=days, start=start, events=round(days * EVENTS_A_DAY), kinds=kinds)


USUAL: Final = frozenset({"time_of_day", "co_occurrence"})  # that nobody is without
LONGER: Final = frozenset({"weekday", "drift"})
NOW_AND_THEN: Final = frozenset({"anomaly", "left_on", "override"})
SEASON: Final = frozenset({"season"})
# All daily kinds live in one household. The longer spans end where the habit still holds: that of
# a season in its second winter, so that one can teach and the next can prove.
SPANS: Final = (
    Span("28 days", _spec(28, date(2026, 10, 5), DAILY), DAILY),
    Span("84 days", _spec(84, date(2026, 8, 10), USUAL | LONGER), LONGER),
    Span("400 days", _spec(400, date(2025, 12, 1), USUAL | SEASON), SEASON),
    Span(
        "28 days, with what is forgotten and what is undone",
        _spec(28, date(2026, 10, 5), USUAL | NOW_AND_THEN),
        NOW_AND_THEN,
        regular=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """A planted habit, and whether it was found."""

    entry: str  # of `HouseholdSpec.kinds`
    kind: str
    adherence: float
    found: bool
    why: str = ""  # it was missed


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one household."""

    seed: int
    habits: tuple[Habit, ...]  # that show within its span
    planted: int  # suggestions that tell of any habit
    invented: tuple[str, ...]


def look(span: Span, seed: int) -> Result:
    """Simulate a household and mine it."""
    home = simulate(replace(span.spec, seed=seed))
    mined = mine(build_log(home.raw, home.home), home.home, MiningSettings())
    scored = score(mined.findings, home)
    shown = score(mined.findings, home, entries=span.shown)
    return Result(
        seed,
        (
            *(Habit(one.entry, one.kind, one.adherence, found=True) for one in shown.found),
            *(
                Habit(one.entry, one.kind, one.adherence, found=False, why=_why(one, home, mined))
                for one in shown.missed
            ),
        ),
        len(scored.planted),
        tuple(str(claim) for claim in scored.invented),
    )


def _why(habit: PlantedHabit, home: SimulatedHome, mined: Mined) -> str:
    """Return in words how far a habit came that was missed."""
    act = habit.entity_id, habit.state
    nearly = [
        f"{miss.reason} ({evidence.right} right, {evidence.wrong} wrong)"
        for miss in mined.near_misses
        if act in miss.finding.pattern.acts and (evidence := miss.finding.evidence)
    ]
    other = ["something else of this act is suggested"] * any(
        act in finding.pattern.acts for finding in mined.findings
    )
    detected = ["a detector found it"] * any(
        tells_of(claim, habit, home) for pattern in mined.patterns for claim in claims_of(pattern)
    )
    return "; ".join((*nearly, *other, *detected)) or "no detector found it"


def results(seeds: Iterable[int] = SEEDS) -> list[tuple[Span, list[Result]]]:
    """Return what became of each span's households."""
    return [(span, over(partial(look, span), seeds)) for span in SPANS]


def figures() -> Iterator[Figure]:
    """Yield recall by adherence and by kind, and precision, of all spans and of each."""
    spans = results()
    every = [result for _, of_span in spans for result in of_span]
    habits = _habits(spans, regular=True)
    for low, high, goal in GOALS:
        name = f"planted habits kept on {_band(low, high)} of their days, {len(SEEDS)} seeds"
        share, unit = recall(habits, low, high)
        yield at_least(f"{name}: recall", share, goal, unit)
    for low, high in BANDS:
        yield Figure(f"  recall, kept on {_band(low, high)}", *recall(habits, low, high))
    for entry in sorted({habit.entry for habit in habits}):
        of_entry = [habit for habit in habits if habit.entry == entry]
        for low, high, _ in GOALS:
            name = f"  recall of {entry}, kept on {_band(low, high)}"
            yield Figure(name, *recall(of_entry, low, high))
    rare = _habits(spans, regular=False)
    for entry in sorted({habit.entry for habit in rare}):
        of_entry = [habit for habit in rare if habit.entry == entry]
        yield Figure(f"  recall of {entry}, which holds now and then", *recall(of_entry, 0, 1.01))
    share, unit = precision(every)
    yield at_least("suggestions that are planted: precision", share, LEAST_PRECISION, unit)
    for span, of_span in spans:
        yield Figure(f"  precision, {span.name}", *precision(of_span))


def _habits(spans: Iterable[tuple[Span, list[Result]]], *, regular: bool) -> list[Habit]:
    return [
        habit
        for span, of_span in spans
        if span.regular == regular
        for result in of_span
        for habit in result.habits
    ]


def recall(habits: Iterable[Habit], low: float, high: float) -> tuple[float | None, str]:
    """Return the share of habits within a band of adherence that were found, and of how many."""
    within = [habit.found for habit in habits if low <= habit.adherence < high]
    return (sum(within) / len(within) if within else None), f"of {len(within)}"


def precision(of_span: Iterable[Result]) -> tuple[float | None, str]:
    """Return the share of suggestions that are planted, and of how many."""
    counted = [(result.planted, len(result.invented)) for result in of_span]
    planted, invented = (sum(column) for column in zip(*counted, strict=True))
    suggested = planted + invented
    return (planted / suggested if suggested else None), f"of {suggested} suggestions"


def _band(low: float, high: float) -> str:
    return f"{low:.0%} to {high:.0%}" if high <= 1 else f"≥ {low:.0%}"


def told(spans: Sequence[tuple[Span, list[Result]]]) -> Iterator[str]:
    """Yield in lines what was missed and why, and what was invented, for whoever mends it."""
    for span, of_span in spans:
        every = Counter((one.entry, one.kind) for result in of_span for one in result.habits)
        missed = [
            (habit, result.seed) for result in of_span for habit in result.habits if not habit.found
        ]
        for (entry, kind), count in Counter((one.entry, one.kind) for one, _ in missed).items():
            yield f"{span.name}: missed {count} of {every[entry, kind]}: {entry}, {kind}"
            yield from (
                f"    seed {seed}, kept {habit.adherence:.0%}: {habit.why}"
                for habit, seed in missed
                if (habit.entry, habit.kind) == (entry, kind)
            )
        for result in of_span:
            yield from (f"{span.name}, seed {result.seed}: {claim}" for claim in result.invented)


if __name__ == "__main__":
    print("\n".join(told(results())))
