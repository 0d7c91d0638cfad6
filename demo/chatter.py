"""What a house reports all day without anybody doing anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Floats
from demo.calendar_days import Calendar
from demo.inventory import WATTS, Entity

# How often readings of a class come, relative to each other.
_RATES: Final = {
    "power": 10.0,
    "signal_strength": 4.0,
    "illuminance": 3.0,
    "carbon_dioxide": 3.0,
    "temperature": 2.0,
    "humidity": 2.0,
    "energy": 1.5,
    "battery": 0.05,
}


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """The readings of one sensor, in order of time."""

    entity_id: str
    time: Floats
    value: NDArray[np.float32]


def readings(
    entities: Sequence[Entity], calendar: Calendar, budget: int, rng: np.random.Generator
) -> list[Readings]:
    """Return about `budget` readings of the numeric sensors."""
    sensors = [one for one in entities if one.is_reading and one.entity_id not in WATTS]
    rates = np.array([_RATES[sensor.device_class or ""] for sensor in sensors])
    counts = rng.poisson(rates / rates.sum() * max(budget, 0))
    series = []
    for sensor, number in zip(sensors, counts, strict=True):
        time = np.sort(rng.uniform(calendar.start, calendar.end, number))
        value = _values(sensor.device_class or "", time, calendar, rng)
        changed = np.flatnonzero(np.diff(value, prepend=np.float32(np.nan)) != 0)
        series.append(Readings(sensor.entity_id, time[changed], value[changed]))
    return series


def _values(
    device_class: str, time: Floats, calendar: Calendar, rng: np.random.Generator
) -> NDArray[np.float32]:
    height = calendar.sun_at(time)
    noise = rng.normal(0, 1, len(time))
    values: Mapping[str, Callable[[], Floats]] = {
        "power": lambda: np.abs(40 + 25 * noise),
        "signal_strength": lambda: np.round(-60 + 6 * noise),
        "illuminance": lambda: np.round(np.clip(8 * (height + 6), 0, None) * np.exp(0.2 * noise)),
        "carbon_dioxide": lambda: np.round(700 + 120 * noise),
        "temperature": lambda: 20 + height / 30 + 0.3 * noise,
        "humidity": lambda: 50 - height / 10 + 2 * noise,
        "energy": lambda: np.linspace(100, 130, len(time)),
        "battery": lambda: np.round(np.linspace(95, 80, len(time))),
    }
    return np.round(values[device_class](), 1).astype(np.float32)


def windows(
    entities: Sequence[Entity], calendar: Calendar, rng: np.random.Generator
) -> list[tuple[str, Floats, Floats]]:
    """Return (entity, opened, closed) of the windows that nobody has any habit with."""
    found = []
    for entity in entities:
        if entity.device_class == "window" and "_window_" in entity.entity_id:
            number = rng.poisson(0.8 * len(calendar))
            edges = np.sort(rng.uniform(calendar.start, calendar.end, 2 * number))
            found.append((entity.entity_id, edges[::2], edges[1::2]))
    return found
