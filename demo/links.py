"""Entities that could work together and that nothing connects, declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from demo.episodes import ANY_HOUR
from demo.inventory import HOME_ZONE, Entity
from demo.people import MINUTE, RESIDENTS
from demo.thresholds import Threshold

_OPEN_AND_CLOSE: Final = 3  # of a valve's supported features


def _device(entity_id: str, name: str, area: str, device_class: str | None = None) -> Entity:
    return Entity(entity_id, name, area, entity_id.replace(".", "_"), device_class)


def valve(key: str, name: str, area: str) -> Entity:
    """Return a valve that lets water in."""
    return Entity(f"valve.{key}", name, area, key, "water", rest="open", features=_OPEN_AND_CLOSE)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A detector that never detected anything, and what it could act on."""

    relation: str
    trigger: Entity
    targets: tuple[Entity, ...] = ()  # that only this link needs
    domain: str = ""  # else: all of it on the detector's floor


@dataclass(frozen=True, slots=True)
class Machine:
    """An appliance whose power tells when it has finished."""

    relation: str
    power: Entity
    runs: tuple[int, int]  # in four weeks


@dataclass(frozen=True, slots=True)
class Rare:
    """What somebody does by hand on each of a few occasions."""

    relation: str
    trigger: Entity
    target: Entity
    state: str  # that they bring it to
    answers: tuple[float, float]  # seconds after the trigger
    lasts: tuple[float, float]  # seconds that the trigger's state does
    undone: tuple[float, float]  # seconds after the trigger has ended
    occasions: tuple[int, int] = (4, 7)  # in four weeks


_SMOKE: Final = _device("binary_sensor.hall_smoke", "Hall smoke detector", "hall", "smoke")
ALARMS: Final[Mapping[str, tuple[Alarm, ...]]] = {
    "leak_valve": (
        Alarm(
            "leak_valve",
            _device("binary_sensor.utility_leak", "Utility leak", "utility_room", "moisture"),
            (valve("water_main", "Water main", "utility_room"),),
        ),
    ),
    "smoke": (
        Alarm("smoke_lights", _SMOKE, domain="light"),
        Alarm("smoke_covers", _SMOKE, domain="cover"),
    ),
}
MACHINE: Final = Machine(
    "appliance_finished",
    Entity("sensor.laundry_power", "Laundry washing machine power", "utility_room", "laundry",
           "power", "W", "0.8"),
    (6, 10),
)  # fmt: skip
RARE: Final = (
    Rare("window_climate",
         _device("binary_sensor.corridor_window", "Corridor window", "corridor", "window"),
         Entity("climate.corridor", "Corridor thermostat", "corridor", "corridor_thermostat",
                rest="heat"),
         "off", (30, 4 * MINUTE), (12 * MINUTE, 40 * MINUTE), (2 * MINUTE, 20 * MINUTE)),
    Rare("door_light",
         _device("binary_sensor.garage_side_door", "Garage side door", "garage", "door"),
         _device("light.garage", "Garage light", "garage"),
         "on", (8, 50), (10, 90), (6 * MINUTE, 50 * MINUTE)),
    Rare("motion_light",
         _device("binary_sensor.cellar_motion", "Cellar motion", "cellar", "motion"),
         _device("light.cellar", "Cellar light", "cellar"),
         "on", (5, 45), (2 * MINUTE, 9 * MINUTE), (10, 90)),
)  # fmt: skip
HUMIDITY: Final = Threshold(
    "fan after a shower", "sensor.shower_room_humidity", above=True, threshold=66, spread=2,
    rest=50, sun=-0.1, sway=3, reach=(28, 38), rises=5, stays=8, falls=20, noise=0.006, digits=1,
    entity=_device("fan.shower_room", "Shower room fan", "shower_room"), state="on",
    a_day=0.3, hours=ANY_HOUR,
)  # fmt: skip
DAMP: Final = Entity(HUMIDITY.sensor, "Shower room humidity", "shower_room", "shower_room_climate",
                     "humidity", "%", "50.0")  # fmt: skip
LOCK: Final = Entity("lock.cellar_door", "Cellar door lock", "utility_room", "cellar_door_lock",
                     rest="unlocked")  # fmt: skip
ZONE: Final = Entity(HOME_ZONE, "Home", rest=str(len(RESIDENTS)))
BY_HAND: Final = (*(one.relation for one in RARE), "humidity_fan", "presence_lock")
STANDING: Final = (*ALARMS, MACHINE.relation)
