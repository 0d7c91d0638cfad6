"""What a session says, beside its goals."""

from collections.abc import Iterator
from typing import Final

from benchmarks.figures import Figure, at_most
from benchmarks.live.session import Session, Span

STALL: Final = 50  # ms
DELAY: Final = 1  # s
FIRST: Final = 15  # s
LATER: Final = 5
MEMORY: Final = 300  # MB
_PHASES: Final = ("capabilities", "events", "patterns", "suggestions", "store", "publish")


def whole(name: str, seen: Session) -> Iterator[Figure]:
    """Yield all of a session that the goals are about."""
    yield from stalls(name, seen)
    yield from writes(name, seen)
    yield from analysis(name, seen)


def stalls(name: str, seen: Session, goal: float | None = STALL) -> Iterator[Figure]:
    """Yield how long the event loop was held up, and what of it the process worked itself."""
    for what, span, limit in (
        ("first analysis", seen.first.span, goal),
        ("a later night", seen.later.span, goal),
        ("while it is added", seen.added, None),
        ("nothing done", seen.beside, None),
        ("without HomeIQ", seen.idle, None),
    ):
        gap = seen.longest(span)
        unit = f"ms; {gap.used * 1000:.0f} ms CPU, {seen.collected(gap) * 1000:.0f} ms of garbage"
        label = f"{name}: longest stall, {what}" if limit is not None else f"  {what}"
        value = gap.gap * 1000
        yield Figure(label, value, unit) if limit is None else at_most(label, value, limit, unit)


def writes(name: str, seen: Session) -> Iterator[Figure]:
    """Yield what became of the recorder's own writes."""
    many = f"of {len(seen.arrivals)}"
    yield at_most(f"{name}: the recorder's changes lost", seen.lost, 0, many)
    usual = seen.lag(seen.beside)
    for what, span in (("first analysis", seen.first.span), ("later night", seen.later.span)):
        later = max(0.0, seen.lag(_longer(span)) - usual)
        yield at_most(f"  delayed by the {what}, at most", later, DELAY, "s")
    yield Figure("  in the database after, beside an idle HomeIQ, at most", usual, "s")


def _longer(span: Span) -> Span:
    """Return a span and the second after it: who waits then has waited for it."""
    return Span(span.begin - 1, span.end + 1)


def analysis(name: str, seen: Session) -> Iterator[Figure]:
    """Yield what an analysis takes."""
    first, later = seen.first, seen.later
    events = f"s; {first.report['events']:,} events"
    yield at_most(f"{name}: first analysis", first.seconds, FIRST, events)
    for phase in _PHASES:
        yield Figure(f"  {phase}", first.phase(phase), "s")
    unit = f"MB above {seen.megabytes:.0f}"
    yield at_most("  memory", first.megabytes, MEMORY, unit)
    yield at_most(f"{name}: a later night", later.seconds, LATER, "s")
    for phase in _PHASES:
        yield Figure(f"  {phase}", later.phase(phase), "s")
    yield Figure("  memory", later.megabytes, unit)
