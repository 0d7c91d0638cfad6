"""How patterns were kept, by days, weeks and months; days and weeks are forgotten in time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, select

from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.store.models import PatternStrengthRow
from custom_components.homeiq.store.upsert import upsert

DAYS_KEPT: Final = 180
WEEKS_KEPT: Final = 104


class Period(StrEnum):
    """What a strength is the sum of."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


_FIGURES: Final = ("right", "wrong", "already", "missed")
_ADD: Final = upsert(PatternStrengthRow, add=_FIGURES)

type _Figures = tuple[int, ...]  # in the order of _FIGURES
type _Kept = dict[tuple[Period, date], _Figures]


def add_strengths(connection: Connection, strengths: Iterable[Strength]) -> None:
    """Keep what became of patterns on days, and add it to their weeks and months.

    A day once told stays as it was told, except a pattern's latest one, which may not have been
    over. Of days that are forgotten already only those of months that were never told are taken.
    """
    told: dict[str, dict[date, _Figures]] = defaultdict(dict)
    for strength in strengths:
        told[strength.fingerprint][date.fromordinal(strength.day)] = _figures(strength)
    if not told:
        return
    latest = max(max(days) for days in told.values())
    kept_latest = select(func.max(PatternStrengthRow.start)).where(_of(Period.DAY))
    latest = max(latest, connection.scalar(kept_latest) or latest)
    forgotten = latest - timedelta(days=DAYS_KEPT)
    for fingerprint, days in told.items():
        # Old days need not be looked at: nightly runs tell some weeks of each of many patterns.
        since = PatternStrengthRow.start >= min(days).replace(day=1)
        kept = _kept(connection, fingerprint, since)
        if changes := _changes(days, kept, forgotten):
            connection.execute(_ADD, list(_rows(fingerprint, changes)))
    oldest_week = _monday(latest) - timedelta(weeks=WEEKS_KEPT - 1)
    for period, oldest in ((Period.DAY, forgotten + timedelta(days=1)), (Period.WEEK, oldest_week)):
        old = PatternStrengthRow.start < oldest
        connection.execute(delete(PatternStrengthRow).where(_of(period), old))


def strengths_of(connection: Connection, fingerprint: str, period: Period) -> list[Strength]:
    """Return a pattern's days, or weeks or months by their first days, ascending."""
    return [
        Strength(fingerprint, start.toordinal(), *figures)
        for (_, start), figures in _kept(connection, fingerprint, _of(period)).items()
    ]


def _changes(days: dict[date, _Figures], kept: _Kept, forgotten: date) -> _Kept:
    """Return what is to be added to a pattern's days, weeks and months."""
    last = max((start for period, start in kept if period is Period.DAY), default=None)
    changes: _Kept = {}
    for day, figures in days.items():
        before = kept.get((Period.DAY, day))
        if day <= forgotten:
            is_told = (Period.MONTH, day.replace(day=1)) in kept
        else:
            is_told = before is not None and day != last
        if is_told or figures == before:
            continue
        change = figures if before is None else _sum(figures, (-one for one in before))
        for key in (
            (Period.DAY, day),
            (Period.WEEK, _monday(day)),
            (Period.MONTH, day.replace(day=1)),
        ):
            changes[key] = _sum(changes[key], change) if key in changes else change
    return changes


def _kept(connection: Connection, fingerprint: str, chosen: ColumnElement[bool]) -> _Kept:
    query = (
        select(PatternStrengthRow.__table__)
        .where(PatternStrengthRow.fingerprint == fingerprint, chosen)
        .order_by(PatternStrengthRow.start)
    )
    return {
        (Period(period), start): (right, wrong, already, missed)
        for _, period, start, right, wrong, already, missed in connection.execute(query)
    }


def _rows(fingerprint: str, changes: _Kept) -> Iterator[dict[str, Any]]:
    for (period, start), figures in changes.items():
        key = {"fingerprint": fingerprint, "period": period.value, "start": start}
        yield {**key, **dict(zip(_FIGURES, figures, strict=True))}


def _of(period: Period) -> ColumnElement[bool]:
    return PatternStrengthRow.period == period.value


def _figures(strength: Strength) -> _Figures:
    # Mining counts in numpy's numbers, which the driver would keep as bytes.
    return tuple(int(getattr(strength, name)) for name in _FIGURES)


def _sum(one: Iterable[int], other: Iterable[int]) -> _Figures:
    return tuple(map(sum, zip(one, other, strict=True)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
