"""The hourly means that the recorder keeps of a sensor's readings."""

from collections.abc import Iterator
import sqlite3
from typing import Any, Final

from homeassistant.components.recorder.db_schema import StatisticsMeta
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import STATISTIC_UNIT_TO_UNIT_CONVERTER
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from benchmarks.large_home.columns import StateRows
from custom_components.homeiq.mining.event_log import Bools, Floats
from demo.inventory import Entity
from demo.recorder_file import insert_rows

_HOUR: Final = 3600
_INSERT: Final = (
    "INSERT INTO statistics (metadata_id, created_ts, start_ts, mean, min, max)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


def write_meta(connection: Connection, entities: tuple[Entity, ...]) -> None:
    """Say of which entities there are means; they are numbered as the entities are."""
    rows = ((at, one) for at, one in enumerate(entities, 1) if _has_means(one))
    insert_rows(connection, StatisticsMeta, (_meta(at, one) for at, one in rows))


def _meta(at: int, entity: Entity) -> dict[str, Any]:
    converter = STATISTIC_UNIT_TO_UNIT_CONVERTER.get(entity.unit)
    return {
        "id": at,
        "statistic_id": entity.entity_id,
        "source": "recorder",
        "unit_of_measurement": entity.unit,
        "unit_class": None if converter is None else converter.UNIT_CLASS,
        "has_sum": False,
        "mean_type": StatisticMeanType.ARITHMETIC,
    }


def _has_means(entity: Entity) -> bool:
    """Return whether it is measured; meters have sums instead."""
    return entity.is_reading and entity.device_class != "energy"


class Hours:
    """Writes the means of each day."""

    __slots__ = ("_number", "_wanted")

    def __init__(self, entities: tuple[Entity, ...], texts: NDArray[np.object_]) -> None:
        """Take what the states are as numbers."""
        self._wanted: Bools = np.array([_has_means(one) for one in entities])
        self._number: Floats = np.array([_number(text) for text in texts.tolist()])

    def write(self, connection: sqlite3.Connection, rows: StateRows) -> None:
        """Write the means of the hours in which there are readings."""
        connection.executemany(_INSERT, self._means(rows))

    def _means(self, rows: StateRows) -> Iterator[tuple[int, float, float, float, float, float]]:
        value = self._number[rows.text]
        known = np.flatnonzero(self._wanted[rows.entity] & ~np.isnan(value))
        if not len(known):
            return
        hour = (rows.time[known] // _HOUR).astype(np.int64)
        # Rows are in order of time: within an hour all of an entity's stand together.
        order = np.lexsort((rows.entity[known], hour))
        known, hour = known[order], hour[order]
        entity = rows.entity[known]
        is_first = np.diff(hour, prepend=-1) != 0
        is_first[1:] |= entity[1:] != entity[:-1]
        first = np.flatnonzero(is_first)
        count = np.diff(first, append=len(known))
        value = value[known]
        start = hour[first] * float(_HOUR)
        yield from zip(
            (entity[first] + 1).tolist(),
            (start + _HOUR + 10).tolist(),
            start.tolist(),
            (np.add.reduceat(value, first) / count).tolist(),
            np.minimum.reduceat(value, first).tolist(),
            np.maximum.reduceat(value, first).tolist(),
            strict=True,
        )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
