"""The rooms and entities of the simulated household."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

HOME_ZONE: Final = "zone.home"

ROOMS: Final[Mapping[str, str]] = {
    "hall": "Hall",
    "living_room": "Living room",
    "kitchen": "Kitchen",
    "bedroom": "Bedroom",
    "bathroom": "Bathroom",
    "office": "Office",
    "toilet": "Toilet",
    "utility_room": "Utility room",
    "workshop": "Workshop",
    "garden": "Garden",
}
INDOORS: Final = tuple(room for room in ROOMS if room != "garden")
# Where nobody lives: only devices of the kinds "feature" and "link" are there.
FURTHER_ROOMS: Final[Mapping[str, str]] = {
    "guest_room": "Guest room",
    "shower_room": "Shower room",
    "landing": "Landing",
    "corridor": "Corridor",
    "attic": "Attic",
    "storage": "Storage",
    "pantry": "Pantry",
    "cellar": "Cellar",
    "garage": "Garage",
    "shed": "Shed",
}
FLOORS: Final[Mapping[str, str]] = {"ground": "Ground floor", "upper": "Upper floor"}
_UPSTAIRS: Final = frozenset(
    {
        *("bedroom", "bathroom", "office", "guest_room", "shower_room", "landing", "corridor"),
        *("attic", "storage"),
    }
)
_OUTDOORS: Final = frozenset({"garden", "shed"})


def rooms_of(entities: Iterable[Entity]) -> dict[str, str]:
    """Return the names of the rooms by their ids: those of every house, and where else things are.

    The latter in the order of FURTHER_ROOMS.
    """
    areas = {one.area for one in entities}
    return {**ROOMS, **{room: name for room, name in FURTHER_ROOMS.items() if room in areas}}


def floor_of(room: str | None) -> str | None:
    """Return the floor of a room; None where it has none."""
    if room is None or room in _OUTDOORS:
        return None
    return "upper" if room in _UPSTAIRS else "ground"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity, as a registry would know it."""

    entity_id: str
    name: str
    area: str | None = None
    device: str | None = None  # its own where it is None
    device_class: str | None = None
    unit: str | None = None
    rest: str = "off"  # the state in which the span finds it
    # Of devices whose makers are known only; without, an entity shows nothing but its state.
    manufacturer: str = ""
    model: str = ""
    unique_id: str = ""  # its entity id where it is empty
    category: str = ""  # "config": it is a setting of its device
    features: int = 0  # the bits of its domain's supported features
    attributes: Mapping[str, object] = field(default_factory=dict, hash=False)  # what it can do
    shows: Mapping[str, object] = field(default_factory=dict, hash=False)  # besides its state

    @property
    def domain(self) -> str:
        """The part before the dot."""
        return self.entity_id.partition(".")[0]

    @property
    def is_reading(self) -> bool:
        """Whether its state is a number that moves by itself."""
        return self.unit is not None


GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    # A group helper: it hands the context of the member on.
    "light.living_room": (
        "light.living_room_ceiling",
        "light.living_room_lamp",
        "light.living_room_shelf",
    ),
    # A group inside a bridge: its echo comes later and without any context.
    "light.kitchen": ("light.kitchen_ceiling", "light.kitchen_counter"),
}
HELPER_GROUPS: Final = frozenset({"light.living_room"})

# Entities of one device that follow another: (leader, follower, on state -> follower's state).
FOLLOWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "light.office": ("switch.office_relay",),
    "switch.coffee_machine": (
        "binary_sensor.coffee_machine_running",
        "sensor.coffee_machine_power",
    ),
    "switch.kettle": ("sensor.kettle_power",),
    "media_player.tv": ("sensor.tv_power",),
}
WATTS: Final[Mapping[str, float]] = {
    "sensor.coffee_machine_power": 1150.0,
    "sensor.kettle_power": 1980.0,
    "sensor.tv_power": 96.0,
}
# Covers that take their time pass through a state of their own.
SLOW_COVERS: Final = frozenset({"cover.bedroom", "cover.living_room"})

_ACTUATORS: Final = (
    ("light.hall", "Hall light", "hall"),
    ("light.living_room_ceiling", "Living room ceiling", "living_room"),
    ("light.living_room_lamp", "Living room lamp", "living_room"),
    ("light.living_room_shelf", "Living room shelf", "living_room"),
    ("light.living_room", "Living room lights", "living_room"),
    ("light.window", "Window lamp", "office"),
    ("light.kitchen_ceiling", "Kitchen ceiling", "kitchen"),
    ("light.kitchen_counter", "Kitchen counter", "kitchen"),
    ("light.kitchen", "Kitchen lights", "kitchen"),
    ("light.bedroom", "Bedroom light", "bedroom"),
    ("light.bedroom_reading", "Reading light", "bedroom"),
    ("light.bathroom", "Bathroom light", "bathroom"),
    ("light.bathroom_mirror", "Bathroom mirror", "bathroom"),
    ("light.office", "Office light", "office"),
    ("light.toilet", "Toilet light", "toilet"),
    ("light.utility_room", "Utility room light", "utility_room"),
    ("light.workshop", "Workshop light", "workshop"),
    ("light.porch", "Porch light", "garden"),
    ("switch.coffee_machine", "Coffee machine", "kitchen"),
    ("switch.kettle", "Kettle", "kitchen"),
    ("switch.desk", "Desk", "office"),
    ("switch.office_relay", "Office relay", "office"),
    ("switch.garden_lights", "Garden lights", "garden"),
    ("switch.washing_machine", "Washing machine", "utility_room"),
    ("fan.bathroom", "Bathroom fan", "bathroom"),
    ("fan.bedroom", "Bedroom fan", "bedroom"),
    ("humidifier.bedroom", "Bedroom humidifier", "bedroom"),
    ("climate.living_room", "Living room thermostat", "living_room"),
    ("climate.workshop", "Workshop thermostat", "workshop"),
    ("media_player.tv", "TV", "living_room"),
    ("media_player.kitchen_radio", "Kitchen radio", "kitchen"),
    ("cover.bedroom", "Bedroom blind", "bedroom"),
    ("cover.living_room", "Living room blind", "living_room"),
    ("lock.front_door", "Front door lock", "hall"),
    ("input_boolean.guests", "Guests", None),
)
_RESTS: Final[Mapping[str, str]] = {
    "media_player": "idle",
    "cover": "closed",
    "lock": "unlocked",
    "person": "home",
    "device_tracker": "home",
}
_SENSORS: Final = (  # binary sensors besides each room's motion
    ("binary_sensor.hall_occupancy", "Hall occupancy", "hall", "occupancy"),
    ("binary_sensor.front_door", "Front door", "hall", "door"),
    ("binary_sensor.workshop_door", "Workshop door", "workshop", "door"),
    ("binary_sensor.fridge", "Fridge", "kitchen", "door"),
    ("binary_sensor.bedroom_window", "Bedroom window", "bedroom", "window"),
    ("binary_sensor.kitchen_window", "Kitchen window", "kitchen", "window"),
    ("binary_sensor.coffee_machine_running", "Coffee machine running", "kitchen", "running"),
)
# What every room measures: (key, name, device class, unit).
_READINGS: Final = (
    ("temperature", "temperature", "temperature", "°C"),
    ("humidity", "humidity", "humidity", "%"),
    ("illuminance", "illuminance", "illuminance", "lx"),
)
# What fills a household up, again and again with a number: (domain, key, name, class, unit).
_MORE: Final = (
    ("sensor", "plug_{n}_power", "plug {n} power", "power", "W"),
    ("sensor", "plug_{n}_energy", "plug {n} energy", "energy", "kWh"),
    ("sensor", "node_{n}_signal", "node {n} signal", "signal_strength", "dBm"),
    ("sensor", "node_{n}_battery", "node {n} battery", "battery", "%"),
    ("light", "spot_{n}", "spot {n}", None, None),
    ("switch", "plug_{n}", "plug {n}", None, None),
    ("sensor", "air_{n}", "air {n}", "carbon_dioxide", "ppm"),
    ("binary_sensor", "window_{n}", "window {n}", "window", None),
)


def inventory(
    count: int, residents: tuple[str, ...], further: tuple[Entity, ...] = ()
) -> tuple[Entity, ...]:
    """Return about `count` entities (at least the further ones, and what the rooms need)."""
    entities = [*_people(residents), *_core(), *further]
    fill = _fill()
    while len(entities) < min(count, 400):
        entities.append(next(fill))
    return tuple(entities)


def _people(residents: tuple[str, ...]) -> Iterator[Entity]:
    for name in residents:
        key = name.lower()
        yield Entity(f"person.{key}", name, rest="home")
        yield Entity(f"device_tracker.{key}_phone", f"{name}'s phone", rest="home")
    yield Entity("sun.sun", "Sun", rest="below_horizon")
    yield Entity("script.good_night", "Good night")
    yield Entity("scene.film", "Film", rest="unknown")
    yield Entity("automation.heating_in_the_morning", "Heating in the morning", rest="on")
    yield Entity("automation.heating_at_night", "Heating at night", rest="on")
    yield Entity("automation.blind_in_the_evening", "Blind in the evening", rest="on")
    yield Entity("automation.porch_light_at_the_door", "Porch light at the door", rest="on")


def _core() -> Iterator[Entity]:
    leaders = {follower: leader for leader, many in FOLLOWERS.items() for follower in many}
    called = {entity_id: name for entity_id, name, _ in _ACTUATORS}
    for entity_id, name, area in _ACTUATORS:
        device = leaders.get(entity_id, entity_id).replace(".", "_")
        rest = _RESTS.get(entity_id.partition(".")[0], "off")
        yield Entity(entity_id, name, area, None if area is None else device, rest=rest)
    for entity_id, name, area, device_class in _SENSORS:
        device = leaders.get(entity_id, entity_id).replace(".", "_")
        yield Entity(entity_id, name, area, device, device_class)
    for entity_id, watts in WATTS.items():
        device = leaders[entity_id].replace(".", "_")
        area = "living_room" if watts < 1000 else "kitchen"
        name = f"{called[leaders[entity_id]]} power"
        yield Entity(entity_id, name, area, device, "power", "W", "0.0")
    for room in INDOORS:
        device = f"{room}_motion"
        yield Entity(
            f"binary_sensor.{room}_motion", f"{ROOMS[room]} motion", room, device, "motion"
        )
        for key, name, device_class, unit in _READINGS:
            yield Entity(
                f"sensor.{room}_{key}",
                f"{ROOMS[room]} {name}",
                room,
                device,
                device_class,
                unit,
                "20.0",
            )


def _fill() -> Iterator[Entity]:
    number = 0
    while True:
        number += 1
        for domain, key, name, device_class, unit in _MORE:
            room = INDOORS[(number * 3 + len(key.partition("_")[0])) % len(INDOORS)]
            yield Entity(
                f"{domain}.{room}_{key.format(n=number)}",
                f"{ROOMS[room]} {name.format(n=number)}",
                room,
                f"{key.partition('_')[0]}_{number}",
                device_class,
                unit,
                "off" if unit is None else "20.0",
            )
