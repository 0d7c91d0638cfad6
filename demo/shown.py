"""What entities show besides their states, as Home Assistant would."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from demo.inventory import Entity

EFFECT: Final = 4  # of a light's supported features
PRESETS: Final = 16  # of a thermostat's
SPEED: Final = 1  # of a fan's
_TEMPERATURE: Final = "color_temp"  # the colour mode
# Fields of actions that are shown as they were asked for.
_ASKED: Final = frozenset(
    {"color_temp_kelvin", "effect", "percentage", "preset_mode", "volume_level"}
)
# What Home Assistant shows and its recorder leaves out: all that can be chosen, and of lights
# also what was.
UNRECORDED: Final[Mapping[str, frozenset[str]]] = {
    "light": frozenset(
        {
            *("supported_color_modes", "effect_list", "min_color_temp_kelvin"),
            *("max_color_temp_kelvin", "brightness", "color_mode", "color_temp_kelvin", "effect"),
        }
    ),
    "climate": frozenset({"hvac_modes", "min_temp", "max_temp", "preset_modes"}),
    "fan": frozenset({"preset_modes"}),
    "select": frozenset({"options"}),
}
NOWHERE: Final = frozenset({"unavailable", "unknown"})


@dataclass(frozen=True, slots=True)
class Look:
    """What an entity shows besides its state from a moment on; hidden while it is off."""

    time: float  # UTC seconds
    entity_id: str
    shows: Mapping[str, object]


def after(shows: Mapping[str, object], data: Iterable[tuple[str, object]]) -> Mapping[str, object]:
    """Return what an entity shows when an action with this data was performed on it."""
    return {**shows, **dict(shown for field, value in data for shown in _asked(field, value))}


def _asked(field: str, value: object) -> Iterable[tuple[str, object]]:
    if field == "brightness_pct" and isinstance(value, int):
        yield "brightness", round(value * 255 / 100)
    elif field in _ASKED:
        yield field, value


def attributes_at(entity: Entity, state: str, shows: Mapping[str, object]) -> dict[str, object]:
    """Return what an entity shows in a state, besides what it can do.

    What is not there to be shown is None, as Home Assistant has it.
    """
    if state in NOWHERE:
        return {}
    match entity.domain:
        case "light":
            return _of_light(entity, shows, on=state == "on")
        case "climate":
            return _of_climate(entity, shows)
        case "fan":
            return _of_fan(entity, shows if state == "on" else {"percentage": 0})
        case "media_player":
            return dict(shows)
    return {}


def _of_light(entity: Entity, shows: Mapping[str, object], *, on: bool) -> dict[str, object]:
    (mode,) = _texts(entity.attributes["supported_color_modes"])
    found: dict[str, object] = {"color_mode": mode}
    if entity.features & EFFECT:
        found["effect"] = shows.get("effect")
    if mode != "onoff":
        found["brightness"] = shows.get("brightness")
    if mode == _TEMPERATURE:
        found["color_temp_kelvin"] = shows.get("color_temp_kelvin")
    return found if on else dict.fromkeys(found)


def _of_climate(entity: Entity, shows: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {"current_temperature": None, "temperature": shows["temperature"]}
    if entity.features & PRESETS:
        found["preset_mode"] = shows["preset_mode"]
    return found


def _of_fan(entity: Entity, shows: Mapping[str, object]) -> dict[str, object]:
    if not entity.features & SPEED:
        return {}
    return {
        "percentage": shows.get("percentage", 0),
        "percentage_step": 1.0,
        "preset_mode": None,
    }


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
