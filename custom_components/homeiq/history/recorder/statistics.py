"""Long-term statistics of the recorder, as a source: what sensors read when raw states are gone."""

from collections.abc import Collection, Mapping

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
import numpy as np

from custom_components.homeiq.history.cursor import Stop, never
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.borrowed import Borrowed
from custom_components.homeiq.history.recorder.hour_means import (
    HOUR,
    Averaged,
    HourMeans,
    first_hour,
    hour_means,
)
from custom_components.homeiq.history.recorder.waiting import async_ask
from custom_components.homeiq.mining.event_log import (
    NUMERIC,
    READING_DOMAINS,
    RESERVED_STATES,
    Floats,
    Origin,
    RawEvents,
)

type Units = Mapping[str, str | None]  # in which entities show their readings


class StatisticsSource:
    """Reads the hourly means that the recorder keeps for ever.

    A mean is one reading at the end of its hour: it is known only then, and a habit that was
    learned from it may look at nothing that was still to come.
    """

    key = mark = "statistics"
    stands_alone = False  # of a day's acts they tell nothing

    def __init__(self, hass: HomeAssistant) -> None:
        """Ask nothing yet."""
        self._hass = hass

    def knows(self, entity_id: str) -> bool:
        """Return whether an entity may have numeric readings."""
        return entity_id.partition(".")[0] in READING_DOMAINS

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        """Return when the first hour (UTC seconds) began whose mean is kept; None where none is.

        Raises RecorderMissingError where Home Assistant keeps no history, and HistoryError where
        its database cannot be read.
        """
        known = frozenset(filter(self.knows, entity_ids))

        def look(borrowed: Borrowed, _stop: Stop) -> float | None:
            return first_hour(borrowed.connection, known, errors=borrowed.errors)

        return await async_ask(self._hass, look, never) if known else None

    async def async_read(self, query: HistoryQuery, stop: Stop = never) -> RawEvents:
        """Return the means as readings, in the units in which the sensors show theirs.

        Raises RecorderMissingError where Home Assistant keeps no history, HistoryError where its
        database cannot be read, and MiningStoppedError when `stop` answers True.
        """
        known = frozenset(filter(self.knows, query.entity_ids))
        states = ((one, self._hass.states.get(one)) for one in known)
        units = {
            one: state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
            for one, state in states
            if state is not None
        }

        def read(borrowed: Borrowed, should_stop: Stop) -> RawEvents:
            means = hour_means(
                borrowed.connection,
                known,
                query.start,
                query.end,
                errors=borrowed.errors,
                stop=should_stop,
            )
            return _readings(means, units)

        return await async_ask(self._hass, read, stop)


def _readings(means: HourMeans, units: Units) -> RawEvents:
    number = means.mean.copy()
    for place, sensor in enumerate(means.sensors):
        shown = units.get(sensor.entity_id, sensor.unit)
        if shown != sensor.unit:
            rows = means.sensor == place
            number[rows] = _converted(number[rows], sensor, shown)
    kept = np.isfinite(number)
    count = int(kept.sum())
    return RawEvents(
        time=means.start[kept] + HOUR,
        entity=means.sensor[kept],
        state=np.full(count, NUMERIC, np.int32),
        number=number[kept].astype(np.float32),
        origin=np.full(count, Origin.DEVICE, np.int8),
        entities=tuple(sensor.entity_id for sensor in means.sensors),
        states=RESERVED_STATES,
    )


def _converted(mean: Floats, sensor: Averaged, shown: str | None) -> Floats:
    """Return means in the unit in which readings are shown; NaN where there is no way to it."""
    # Here there is a recorder; where there is none, its packages may be missing.
    from homeassistant.components.recorder.statistics import (  # noqa: PLC0415  # see above
        UNIT_CLASS_TO_UNIT_CONVERTER,
    )

    converter = UNIT_CLASS_TO_UNIT_CONVERTER.get(sensor.unit_class)
    if converter is None or not {sensor.unit, shown} <= converter.VALID_UNITS:
        return np.full(len(mean), np.nan)
    convert = converter.converter_factory_allow_none(sensor.unit, shown)
    return np.array([convert(one) for one in mean.tolist()], np.float64)
