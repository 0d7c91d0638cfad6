"""The home: its floors, rooms, devices and their entities."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from typing import Final

from benchmarks.many_devices import exposes
from benchmarks.many_devices.exposes import Expose
from benchmarks.many_devices.parts import (
    BATTERY,
    BLIND,
    COLOUR_LIGHT,
    FAN,
    FURTHER,
    HUMIDIFIER,
    POWER_ON,
    SIREN,
    SPEAKER,
    THERMOSTAT,
    VACUUM,
    WHITE_LIGHT,
    Part,
    choice,
    diagnosis,
    level,
    reading,
    tells,
    toggle,
)

DEVICES: Final = 500
ENTITIES: Final = 3_000  # of devices; people, automations, scripts and scenes come on top
ROOMS: Final = 40
FLOORS: Final = ("Ground floor", "First floor", "Second floor")
ZIGBEE: Final = "mqtt"  # the integration by which Zigbee2MQTT's devices come
_OF_A_FLOOR: Final = (
    *("Hall", "Kitchen", "Dining room", "Living room", "Study", "Bathroom", "Bedroom"),
    *("Guest room", "Child's room", "Utility room", "Corridor", "Landing", "Storage", "Playroom"),
)


@dataclass(frozen=True, slots=True)
class Model:
    """Equal devices."""

    count: int
    word: str  # what people call one
    integration: str
    manufacturer: str
    model: str
    parts: tuple[Part, ...]
    exposes: tuple[Expose, ...] = ()  # to Zigbee2MQTT


MODELS: Final = (
    Model(
        80, "lamp", ZIGBEE, "IKEA", "LED2201G8",
        (WHITE_LIGHT, POWER_ON, level("transition_time", 0, 600)), exposes.BULB,
    ),
    Model(
        80, "plug", ZIGBEE, "TuYa", "TS011F",
        (
            Part("switch", "switch", "", "outlet", "off"),
            reading("power", "power", "W", "0.0"),
            diagnosis("energy", "energy", "kWh", "12.5"),
            diagnosis("voltage", "voltage", "V", "231"),
            toggle("child_lock"), toggle("led_indication", "on"), POWER_ON,
            level("countdown", 0, 43_200),
        ),
        exposes.PLUG,
    ),
    Model(
        50, "motion sensor", ZIGBEE, "Philips", "9290030675",
        (
            tells("motion", "motion"), reading("illuminance", "illuminance", "lx", "120"),
            reading("temperature", "temperature", "°C", "20.5"), BATTERY,
            level("occupancy_timeout", 0, 3600), choice("motion_sensitivity", "medium", "low"),
            toggle("led_indication", "on"),
        ),
        exposes.MOTION,
    ),
    Model(
        40, "radiator", ZIGBEE, "Danfoss", "014G2461",
        (
            THERMOSTAT, toggle("child_lock"), toggle("window_detection"),
            level("local_temperature_calibration", -5, 5), BATTERY,
        ),
        exposes.RADIATOR,
    ),
    Model(
        50, "ceiling light", "hue", "Signify Netherlands B.V.", "LCA001",
        (COLOUR_LIGHT, POWER_ON, level("startup_brightness", 0, 254, 254)),
    ),
    Model(
        40, "window", "zwave_js", "Aeotec", "ZWA008",
        (tells("contact", "window"), BATTERY, tells("tamper", "tamper")),
    ),
    Model(
        40, "shutter", "zwave_js", "Qubino", "ZMNHCD3",
        (BLIND, level("motor_offset", 0, 100), choice("switch_type", "momentary", "toggle")),
    ),
    Model(
        36, "thermometer", "esphome", "Espressif", "esp32-c3",
        (
            reading("temperature", "temperature", "°C", "20.5"),
            reading("humidity", "humidity", "%", "47"),
            level("temperature_offset", -5, 5), level("humidity_offset", -10, 10),
        ),
    ),
    Model(30, "door", "zwave_js", "Aeotec", "ZWA008-D", (tells("contact", "door"), BATTERY)),
    Model(
        18, "remote", "hue", "Signify Netherlands B.V.", "RWL022",
        (Part("event", "button", "button", "button"), BATTERY),
    ),
    Model(10, "smoke alarm", "zwave_js", "Fibaro", "FGSD002", (tells("smoke", "smoke"), BATTERY)),
    Model(8, "leak sensor", "zwave_js", "Fibaro", "FGFS101", (tells("leak", "moisture"), BATTERY)),
    Model(6, "speaker", "sonos", "Sonos", "One", (SPEAKER, level("bass", -10, 10))),
    Model(5, "fan", "esphome", "Espressif", "esp32-fan", (FAN, toggle("led"))),
    Model(2, "vacuum", "roborock", "Roborock", "S7", (VACUUM, toggle("child_lock"), BATTERY)),
    Model(
        2, "lock", "zwave_js", "Danalock", "V3",
        (Part("lock", "lock", "", rest="locked", features=1), toggle("auto_lock"), BATTERY),
    ),
    Model(
        1, "water main", "zwave_js", "Shenzhen", "Valve",
        (Part("valve", "valve", "", "water", "open", features=3),),
    ),
    Model(1, "siren", "zwave_js", "Aeotec", "ZW164", (SIREN,)),
    Model(1, "humidifier", "esphome", "Espressif", "esp32-m", (HUMIDIFIER, toggle("child_lock"))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A device in its room."""

    number: int
    model: Model
    room: int
    name: str
    parts: tuple[Part, ...]

    @property
    def address(self) -> str:
        """By which Zigbee2MQTT knows it."""
        return f"0x{self.number:016x}"

    def entity_id(self, part: Part) -> str:
        """Return the id of one of its entities."""
        words = f"{self.name} {part.name}".strip().lower()
        return f"{part.domain}.{''.join(each if each.isalnum() else '_' for each in words)}"

    def unique_id(self, part: Part) -> str:
        """Return what its integration knows one of its entities by."""
        if self.model.integration == ZIGBEE:
            return f"{self.address}_{part.key}_zigbee2mqtt"
        return f"{self.number:06d}-{part.key}"


def room_name(room: int) -> str:
    """Return the name of a room; they go up from floor to floor."""
    floor, place = divmod(room, len(_OF_A_FLOOR))
    return _OF_A_FLOOR[place] if not floor else f"{_OF_A_FLOOR[place]} {floor + 1}"


def floor_of(room: int) -> int:
    """Return the number of the floor that a room is on."""
    return room // len(_OF_A_FLOOR)


@cache
def devices() -> tuple[Placed, ...]:
    """Return all devices, each with as many entities as make up the home's."""
    bare = tuple(_bare())
    further = Counter[int]()
    missing = ENTITIES - sum(len(one.parts) for one in bare)
    for one in cycle(bare):
        if not missing:
            break
        if further[one.number] < len(FURTHER):
            further[one.number] += 1
            missing -= 1
    return tuple(
        Placed(
            one.number,
            one.model,
            one.room,
            one.name,
            (*one.parts, *FURTHER[: further[one.number]]),
        )
        for one in bare
    )


def _bare() -> Iterator[Placed]:
    number = 0
    for model in MODELS:
        for place in range(model.count):
            room, again = place % ROOMS, place // ROOMS
            name = f"{room_name(room)} {model.word}"
            yield Placed(number, model, room, f"{name} {again + 1}" if again else name, model.parts)
            number += 1
