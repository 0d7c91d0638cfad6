"""What a large home has besides the simulated household: sensors that never rest, and more."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from demo.inventory import INDOORS, ROOMS, Entity


@dataclass(frozen=True, slots=True)
class Readings:
    """What sensors of one class tell."""

    key: str
    name: str
    device_class: str | None
    unit: str
    share: float  # of all readings
    sensors: int  # besides those of the household
    decimals: int
    level: float
    sway: float  # up at noon, down at midnight
    noise: float  # standard deviation
    rises: bool = False  # a meter: it counts on from the level


# About half of the readings are of classes that people react to, as mining sees it.
READINGS: Final = (
    Readings("power", "power", "power", "W", 0.30, 24, 1, 60.0, 30.0, 25.0),
    Readings("voltage", "voltage", "voltage", "V", 0.13, 28, 1, 231.0, 2.0, 1.2),
    Readings("current", "current", "current", "A", 0.11, 28, 2, 0.6, 0.2, 0.15),
    Readings("energy", "energy", "energy", "kWh", 0.08, 12, 2, 120.0, 0.0, 0.0, True),  # noqa: FBT003  # a row of a table
    Readings("signal", "signal", "signal_strength", "dBm", 0.06, 20, 0, -61.0, 0.0, 5.0),
    Readings("cpu", "processor use", None, "%", 0.05, 4, 1, 14.0, 3.0, 4.0),
    Readings("rate", "data rate", "data_rate", "Mbit/s", 0.04, 4, 2, 4.0, 2.0, 1.0),
    Readings("temperature", "temperature", "temperature", "°C", 0.09, 16, 1, 20.5, 1.5, 0.4),
    Readings("humidity", "humidity", "humidity", "%", 0.06, 12, 1, 48.0, 4.0, 2.0),
    Readings("illuminance", "illuminance", "illuminance", "lx", 0.06, 8, 0, 420.0, 380.0, 60.0),
    Readings("air", "air", "carbon_dioxide", "ppm", 0.02, 4, 0, 700.0, 100.0, 60.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Busy:
    """What changes often although nobody operates it, or shows ever new attributes."""

    domain: str
    key: str
    name: str
    device_class: str | None
    count: int
    states: tuple[str, ...]  # one after the other
    share: float  # of the rows of all that is busy
    still: float  # the share of its rows in which only attributes change
    rest: str = "off"


BUSY: Final = (
    Busy("binary_sensor", "presence", "presence", "occupancy", 8, ("on", "off"), 0.44, 0.0),
    Busy("binary_sensor", "movement", "movement", "motion", 10, ("on", "off"), 0.30, 0.0),
    Busy("binary_sensor", "hatch", "hatch", "door", 6, ("on", "off"), 0.03, 0.0),
    Busy("binary_sensor", "pump", "pump", "running", 3, ("on", "off"), 0.06, 0.0),
    Busy("media_player", "speaker", "speaker", None, 4, ("playing", "idle"), 0.06, 0.96, "idle"),
    Busy("light", "mood", "mood light", None, 6, ("on", "off"), 0.05, 0.98),
    Busy("device_tracker", "car", "car", None, 2, ("home", "not_home"), 0.03, 0.98, "home"),
    Busy("climate", "radiator", "radiator", None, 4, ("heat", "off"), 0.03, 0.99),
)
# Entities of the household whose attributes change, at the cost of what is busy: share of rows.
STILL: Final = {"sun.sun": 0.02, "media_player.tv": 0.02}


def further() -> tuple[Entity, ...]:
    """Return the entities besides those of the household, sensors first."""
    return (*_sensors(), *_busy())


def kind_of(entity: Entity) -> Readings | None:
    """Return what a sensor tells, by its class; None where that is nothing of this kind."""
    if not entity.is_reading:
        return None
    return next((kind for kind in READINGS if kind.device_class == entity.device_class), None)


def busy_of(entity: Entity) -> Busy | None:
    """Return what an entity of `further` does all day."""
    domain, key = entity.domain, entity.entity_id.rpartition("_")[0]
    return next(
        (one for one in BUSY if one.domain == domain and key.endswith(f"_busy_{one.key}")), None
    )


def _sensors() -> Iterator[Entity]:
    for kind in READINGS:
        for number, room in enumerate(islice(_rooms(), kind.sensors), 1):
            yield Entity(
                f"sensor.{room}_{kind.key}_meter_{number}",
                f"{ROOMS[room]} {kind.name} {number}",
                room,
                f"meter_{number}",
                kind.device_class,
                kind.unit,
                f"{kind.level:.{kind.decimals}f}",
            )


def _busy() -> Iterator[Entity]:
    for kind in BUSY:
        for number, room in enumerate(islice(_rooms(), kind.count), 1):
            yield Entity(
                f"{kind.domain}.{room}_busy_{kind.key}_{number}",
                f"{ROOMS[room]} {kind.name} {number}",
                room,
                f"{kind.key}_{number}",
                kind.device_class,
                rest=kind.rest,
            )


def _rooms() -> Iterator[str]:
    while True:
        yield from INDOORS
