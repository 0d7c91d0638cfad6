"""Read hourly means from the recorder's database: the schema of its long-term statistics."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.cursor import (
    FETCH,
    Connection,
    Stop,
    fetch,
    listed,
    moment,
    never,
    select,
)
from custom_components.homeiq.history.errors import unreadable
from custom_components.homeiq.mining.event_log import Floats, Ints

HOUR: Final = 3_600.0  # seconds
_OWN: Final = "source = 'recorder'"  # not one that somebody imported under a name like an entity's
_ARITHMETIC: Final = "mean_type = 1"  # a mean of angles is none that a threshold can be told from
_HOUR_MEAN: Final = np.dtype([("start", np.float64), ("metadata", np.int64), ("mean", np.float64)])


@dataclass(frozen=True, slots=True)
class Averaged:
    """A sensor whose means are kept."""

    metadata: int  # id that rows bear
    entity_id: str
    unit: str | None  # of the means; readings may be shown in another one
    unit_class: str | None


@dataclass(frozen=True, slots=True, eq=False)
class HourMeans:
    """Means, of one length n, in no order."""

    start: Floats  # UTC seconds at which the hour began
    sensor: Ints  # index into sensors
    mean: Floats
    sensors: tuple[Averaged, ...]


def first_hour(
    connection: Connection, entity_ids: Collection[str], *, errors: type[Exception]
) -> float | None:
    """Return when the first hour (UTC seconds) began whose mean is kept; None where none is.

    Raises HistoryError where it cannot be read.
    """
    try:
        ids = [one.metadata for one in _averaged(connection, entity_ids)]
        # By the index of sensor and time: one row a sensor is looked at.
        first = select(("MIN(start_ts)",), "statistics", ("statistics.metadata_id = meta.id",))
        asked = select((f"({first})",), "statistics_meta AS meta", (f"meta.id IN ({listed(ids)})",))
        starts = [row[0] for chunk in fetch(connection, asked) for row in chunk]
    except errors as error:
        raise unreadable(error) from error
    return min((float(one) for one in starts if one is not None), default=None)


def hour_means(
    connection: Connection,
    entity_ids: Collection[str],
    start: float,
    end: float,
    *,
    errors: type[Exception],
    stop: Stop = never,
) -> HourMeans:
    """Return the means of hours that end from `start` to before `end` (UTC seconds).

    Raises HistoryError where they cannot be read and MiningStoppedError when `stop` answers True.
    """
    try:
        sensors = _averaged(connection, entity_ids)
        rows = _rows(connection, [one.metadata for one in sensors], start, end, stop)
    except errors as error:
        raise unreadable(error) from error
    ids = np.array([one.metadata for one in sensors], np.int64)
    order = np.argsort(ids)
    sensor = order[np.searchsorted(ids, rows["metadata"], sorter=order)] if len(ids) else order
    return HourMeans(rows["start"], sensor.astype(np.int32), rows["mean"], sensors)


def _averaged(connection: Connection, entity_ids: Collection[str]) -> tuple[Averaged, ...]:
    columns = ("id", "statistic_id", "unit_of_measurement", "unit_class")
    chunks = fetch(connection, select(columns, "statistics_meta", (_OWN, _ARITHMETIC)))
    known = (Averaged(*row) for chunk in chunks for row in chunk)
    return tuple(one for one in known if one.entity_id in entity_ids)


def _rows(
    connection: Connection, ids: Collection[int], start: float, end: float, stop: Stop
) -> NDArray[np.void]:
    """Return rows of _HOUR_MEAN, read as many hours at a time as a fetch holds.

    One statement a time: drivers of database servers take all rows of a statement at once.
    """
    found = [np.empty(0, _HOUR_MEAN)]
    first, last = _edge(connection, "MIN"), _edge(connection, "MAX")
    if not ids or first is None or last is None:
        return found[0]
    begin, over = max(start - HOUR, first), min(end - HOUR, last + HOUR)
    seconds = HOUR * max(1, FETCH // len(ids))
    while begin < over:
        until = min(begin + seconds, over)
        where = (
            f"metadata_id IN ({listed(ids)})",
            f"start_ts >= {moment(begin)}",
            f"start_ts < {moment(until)}",
            "mean IS NOT NULL",
        )
        asked = select(("start_ts", "metadata_id", "mean"), "statistics", where)
        found.extend(np.array(list(chunk), _HOUR_MEAN) for chunk in fetch(connection, asked, stop))
        begin = until
    return np.concatenate(found)


def _edge(connection: Connection, which: str) -> float | None:
    """Return the first (MIN) or last (MAX) hour of all."""
    asked = select((f"{which}(start_ts)",), "statistics")
    ((edge,),) = next(fetch(connection, asked))
    return None if edge is None else float(edge)
