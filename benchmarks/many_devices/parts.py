"""What devices consist of, declared: their entities, and what these can do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from homeassistant.const import EntityCategory

CONFIG: Final = EntityCategory.CONFIG
DIAGNOSTIC: Final = EntityCategory.DIAGNOSTIC


@dataclass(frozen=True, slots=True)
class Part:
    """An entity of a device."""

    domain: str
    key: str  # of its unique id
    name: str  # besides that of the device; empty: the device's own
    device_class: str | None = None
    rest: str = "unknown"  # its state at first
    category: EntityCategory | None = None
    unit: str | None = None
    features: int = 0
    able: Mapping[str, object] = field(default_factory=dict)  # what the registry keeps too
    shows: Mapping[str, object] = field(default_factory=dict)  # further attributes of its state


def reading(key: str, device_class: str, unit: str, rest: str) -> Part:
    """Return a sensor of something in the home."""
    return Part("sensor", key, key.replace("_", " "), device_class, rest, unit=unit)


def diagnosis(key: str, device_class: str | None, unit: str | None, rest: str) -> Part:
    """Return a sensor of the device itself."""
    name = key.replace("_", " ")
    return Part("sensor", key, name, device_class, rest, DIAGNOSTIC, unit)


def choice(key: str, *options: str) -> Part:
    """Return a setting that is the first of some."""
    name, able = key.replace("_", " "), {"options": list(options)}
    return Part("select", key, name, rest=options[0], category=CONFIG, able=able)


def level(key: str, lowest: float, highest: float, rest: float = 0) -> Part:
    """Return a setting that is a number."""
    name, able = key.replace("_", " "), {"min": lowest, "max": highest, "step": 1, "mode": "auto"}
    return Part("number", key, name, rest=str(rest), category=CONFIG, able=able)


def toggle(key: str, rest: str = "off") -> Part:
    """Return a setting that is on or off."""
    return Part("switch", key, key.replace("_", " "), rest=rest, category=CONFIG)


def tells(key: str, device_class: str | None, category: EntityCategory | None = None) -> Part:
    """Return a binary sensor."""
    return Part("binary_sensor", key, key.replace("_", " "), device_class, "off", category)


_WHITE: Final[Mapping[str, object]] = {"min_color_temp_kelvin": 2202, "max_color_temp_kelvin": 6535}
_EFFECTS: Final = ["blink", "breathe", "okay", "channel_change", "candle", "fireplace"]
WHITE_LIGHT: Final = Part(
    "light",
    "light",
    "",
    rest="off",
    features=4 | 8 | 32,
    able={**_WHITE, "supported_color_modes": ["color_temp"], "effect_list": _EFFECTS},
)
COLOUR_LIGHT: Final = Part(
    "light",
    "light",
    "",
    rest="off",
    features=4 | 8 | 32,
    able={**_WHITE, "supported_color_modes": ["color_temp", "xy"], "effect_list": _EFFECTS},
)
THERMOSTAT: Final = Part(
    "climate",
    "climate",
    "",
    rest="heat",
    features=1 | 16 | 128 | 256,
    able={
        "hvac_modes": ["off", "heat", "auto"],
        "preset_modes": ["none", "eco", "comfort", "boost"],
        "min_temp": 5,
        "max_temp": 30,
        "target_temp_step": 0.5,
    },
    shows={"temperature": 20.5, "current_temperature": 20.1, "preset_mode": "none"},
)
BLIND: Final = Part(
    "cover", "cover", "", "shutter", "open", features=15, shows={"current_position": 100}
)
FAN: Final = Part(
    "fan",
    "fan",
    "",
    rest="off",
    features=1 | 8 | 16 | 32,
    able={"preset_modes": ["auto", "sleep"]},
    shows={"percentage": 0, "percentage_step": 25, "preset_mode": None},
)
SPEAKER: Final = Part(
    "media_player",
    "player",
    "",
    "speaker",
    "idle",
    features=4 | 8 | 2048 | 16384 | 32768 | 65536 | 262144 | 524288,
    able={"source_list": ["Radio", "Line in"], "sound_mode_list": ["Music", "Night", "Speech"]},
    shows={"volume_level": 0.3, "is_volume_muted": False, "source": "Radio"},
)
VACUUM: Final = Part(
    "vacuum",
    "vacuum",
    "",
    rest="docked",
    features=16 | 32 | 512 | 4096 | 8192,
    able={"fan_speed_list": ["quiet", "standard", "strong"]},
    shows={"fan_speed": "standard"},
)
SIREN: Final = Part(
    "siren", "siren", "", rest="off", features=31, able={"available_tones": ["fire", "burglar"]}
)
HUMIDIFIER: Final = Part(
    "humidifier",
    "humidifier",
    "",
    "humidifier",
    "off",
    features=1,
    able={"available_modes": ["normal", "sleep"], "min_humidity": 30, "max_humidity": 70},
    shows={"humidity": 45, "mode": "normal"},
)
BATTERY: Final = diagnosis("battery", "battery", "%", "81")
POWER_ON: Final = choice("power_on_behavior", "on", "off", "toggle", "previous")
# What any device may tell of itself: so many of them that the home has as many entities as asked.
FURTHER: Final = (
    diagnosis("signal_strength", "signal_strength", "dBm", "-61"),
    Part("update", "update", "firmware", "firmware", "off", CONFIG, features=5),
    diagnosis("last_seen", "timestamp", None, "2026-11-02T01:59:30+00:00"),
    Part("button", "identify", "identify", "identify", category=CONFIG),
    diagnosis("restarts", None, None, "3"),
    diagnosis("uptime", "duration", "d", "12"),
)
