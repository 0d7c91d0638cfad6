"""What Zigbee2MQTT tells of the home's devices, in the format of its `bridge/devices`."""

from typing import Final

type Expose = dict[str, object]

_ALL: Final = 7  # published, may be set, may be asked for


def numeric(name: str, lowest: float, highest: float, unit: str = "", access: int = _ALL) -> Expose:
    """Return a number."""
    return {
        **_named(name, "numeric", access),
        "value_min": lowest,
        "value_max": highest,
        "unit": unit,
    }


def binary(name: str, on: object = "ON", off: object = "OFF", access: int = _ALL) -> Expose:
    """Return something that is on or off."""
    return {**_named(name, "binary", access), "value_on": on, "value_off": off}


def enum(name: str, *values: str, access: int = _ALL) -> Expose:
    """Return a choice."""
    return {**_named(name, "enum", access), "values": list(values)}


def whole(kind: str, *features: Expose) -> Expose:
    """Return a thing with its features."""
    return {"type": kind, "features": list(features)}


def _named(name: str, kind: str, access: int) -> Expose:
    label = name.replace("_", " ").capitalize()
    return {
        "type": kind,
        "name": name,
        "property": name,
        "label": label,
        "description": f"{label} of the device",
        "access": access,
    }


_TOLD: Final = 1  # published only
_LINK: Final = numeric("linkquality", 0, 255, "lqi", _TOLD)
_BATTERY: Final = numeric("battery", 0, 100, "%", _TOLD)
_POWER_ON: Final = enum("power_on_behavior", "off", "on", "toggle", "previous")
_EFFECT: Final = enum(
    *("effect", "blink", "breathe", "okay", "channel_change", "candle", "fireplace"),
    *("finish_effect", "stop_effect"),
    access=2,
)

BULB: Final = (
    whole(
        "light",
        binary("state"),
        numeric("brightness", 0, 254),
        numeric("color_temp", 153, 454, "mired"),
        numeric("color_temp_startup", 153, 454, "mired"),
    ),
    _EFFECT,
    _POWER_ON,
    numeric("transition_time", 0, 600, "s"),
    _LINK,
)
PLUG: Final = (
    whole("switch", binary("state")),
    numeric("power", 0, 4000, "W", _TOLD),
    numeric("energy", 0, 100_000, "kWh", _TOLD),
    numeric("voltage", 0, 260, "V", _TOLD),
    binary("child_lock", "LOCK", "UNLOCK"),
    binary("led_indication"),
    _POWER_ON,
    numeric("countdown", 0, 43_200, "s"),
    _LINK,
)
RADIATOR: Final = (
    whole(
        "climate",
        numeric("occupied_heating_setpoint", 5, 30, "°C"),
        numeric("local_temperature", -20, 60, "°C", _TOLD),
        enum("system_mode", "off", "heat", "auto"),
        enum("preset", "none", "eco", "comfort", "boost"),
        numeric("local_temperature_calibration", -5, 5, "°C"),
    ),
    binary("child_lock", "LOCK", "UNLOCK"),
    binary("window_detection"),
    _BATTERY,
    _LINK,
)
MOTION: Final = (
    binary("occupancy", on=True, off=False, access=_TOLD),
    numeric("illuminance", 0, 100_000, "lx", _TOLD),
    numeric("temperature", -20, 60, "°C", _TOLD),
    enum("motion_sensitivity", "medium", "low", "high"),
    numeric("occupancy_timeout", 0, 3600, "s"),
    binary("led_indication"),
    _BATTERY,
    _LINK,
)
