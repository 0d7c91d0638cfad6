"""What people of the home have configured: automations, scripts and scenes."""

from typing import Any, Final

from benchmarks.many_devices.home import ROOMS, Placed, devices
from benchmarks.many_devices.parts import Part

type Config = dict[str, Any]

WIRED: Final = range(0, ROOMS, 4)  # rooms in which an automation lights who comes in
LOWERED: Final = range(1, ROOMS, 3)  # rooms whose shutters an automation lowers
_SCENES: Final = 15
_SCRIPTS: Final = 10


def first_in(room: int, domain: str, device_class: str | None = None) -> str:
    """Return the first entity of a kind in a room."""
    return next(
        one.entity_id(part)
        for one in devices()
        if one.room == room
        for part in one.parts
        if _is(part, domain, device_class)
    )


def all_of(domain: str, device_class: str | None = None) -> list[tuple[Placed, Part]]:
    """Return all entities of a kind that are there for people."""
    return [
        (one, part) for one in devices() for part in one.parts if _is(part, domain, device_class)
    ]


def _is(part: Part, domain: str, device_class: str | None) -> bool:
    wanted = device_class is None or part.device_class == device_class
    return part.category is None and part.domain == domain and wanted


def automations() -> list[Config]:
    """Return the automations as `automations.yaml` has them."""
    return [
        *(_lit(room) for room in WIRED),
        *(_lowered(room) for room in LOWERED),
        *(_heated(room) for room in range(2, ROOMS, 4)),
        *(_reported(room) for room in range(3, ROOMS, 4)),
    ]


def _lit(room: int) -> Config:
    motion, light = first_in(room, "binary_sensor", "motion"), first_in(room, "light")
    return {
        "id": f"lit_{room}",
        "alias": f"Light {room}",
        "triggers": [{"trigger": "state", "entity_id": motion, "to": "on"}],
        "conditions": [{"condition": "sun", "after": "sunset"}],
        "actions": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": light},
                "data": {"brightness_pct": 60, "transition": 1},
            }
        ],
    }


def _lowered(room: int) -> Config:
    return {
        "id": f"lowered_{room}",
        "alias": f"Shutter {room}",
        "triggers": [{"trigger": "sun", "event": "sunset", "offset": "00:20:00"}],
        "actions": [
            {
                "action": "cover.set_cover_position",
                "target": {"entity_id": [first_in(room, "cover")]},
                "data": {"position": 20 if room % 2 else 0},
            }
        ],
    }


def _heated(room: int) -> Config:
    climate = first_in(room, "climate")
    return {
        "id": f"heated_{room}",
        "alias": f"Heating {room}",
        "triggers": [{"trigger": "time", "at": "06:30:00"}, {"trigger": "time", "at": "22:30:00"}],
        "actions": [
            {
                "action": "climate.set_temperature",
                "target": {"entity_id": climate},
                "data": {"temperature": "{{ 21 if now().hour < 12 else 18 }}"},
            }
        ],
    }


def _reported(room: int) -> Config:
    window = first_in(room, "binary_sensor", "window")
    return {
        "id": f"reported_{room}",
        "alias": f"Window {room}",
        "triggers": [{"trigger": "state", "entity_id": window, "to": "on", "for": "00:20:00"}],
        "actions": [
            {"action": "persistent_notification.create", "data": {"message": "It is open."}}
        ],
    }


def scripts() -> dict[str, Config]:
    """Return the scripts as `scripts.yaml` has them."""
    return {
        f"good_night_{number}": {
            "alias": f"Good night {number}",
            "sequence": [
                {
                    "action": "light.turn_off",
                    "target": {
                        "entity_id": [first_in(number * 2 + more, "light") for more in (0, 1)]
                    },
                },
                {
                    "action": "cover.close_cover",
                    "target": {"entity_id": first_in(number, "cover")},
                },
            ],
        }
        for number in range(_SCRIPTS)
    }


def scenes() -> list[Config]:
    """Return the scenes as `scenes.yaml` has them."""
    return [
        {
            "id": f"evening_{number}",
            "name": f"Evening {number}",
            "entities": {
                first_in(number, "light"): {
                    "state": "on",
                    "brightness": 120,
                    "color_mode": "color_temp",
                    "color_temp_kelvin": 2700,
                },
                first_in(number, "cover"): {"state": "closed", "current_position": 0},
            },
        }
        for number in range(_SCENES)
    ]
