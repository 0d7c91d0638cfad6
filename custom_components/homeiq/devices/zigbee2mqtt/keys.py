"""Which capabilities an expose gives: the same that Home Assistant's own entities have."""

from collections.abc import Mapping
import re
from typing import Final

from custom_components.homeiq.devices.capabilities.settings import setting_of
from custom_components.homeiq.devices.inventory import CONFIG, DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.exposes import Choice, Expose, Settable

EFFECT: Final = "light.effect"
# By type and name of a feature. What no line names goes by its property, as generic ones do.
FEATURES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("light", "brightness"): ("light.brightness",),
    ("light", "color_temp"): ("light.color_temperature",),
    ("light", "color_xy"): ("light.color",),
    ("light", "color_hs"): ("light.color",),
    ("light", "effect"): (EFFECT,),
    ("cover", "position"): ("cover.position",),
    ("cover", "tilt"): ("cover.tilt_position",),
    ("fan", "speed"): ("fan.percentage",),
    ("climate", "preset"): ("climate.preset_mode",),
    ("climate", "fan_mode"): ("climate.fan_mode",),
    ("climate", "mode"): ("climate.fan_mode",),
    ("climate", "swing_mode"): ("climate.swing_mode",),
    # What a thing is there for: to use it at all is to use these.
    ("light", "state"): (),
    ("cover", "state"): (),
    ("fan", "state"): (),
    ("climate", "system_mode"): (),
    ("climate", "occupied_heating_setpoint"): (),
    ("climate", "current_heating_setpoint"): (),
    ("climate", "occupied_cooling_setpoint"): (),
}
# Words that only Zigbee2MQTT has for a setting.
_SETTINGS: Final[Mapping[str, str]] = {"color_temp_startup": "setting.startup"}
# As what entities Zigbee2MQTT announces them.
_DOMAINS: Final[Mapping[str, str]] = {"binary": "switch", "enum": "select", "numeric": "number"}
_NOBODYS: Final = DeviceRecord("")
_SPEEDS: Final = re.compile(r"low|medium|high|\d+")
_LEAST: Final = 2  # a choice of one is none: it is a button


def keys(settable: Settable, *, lights: bool) -> tuple[str, ...]:
    """Return the capabilities that are used by setting it; none where it is the main thing.

    `lights`: whether its device is a light, for then an effect is one of the light.
    """
    expose, owner = settable.expose, settable.owner
    if owner is not None:
        if (owner.type, expose.name) == ("fan", "mode"):
            return _of_fan_modes(expose)
        if (known := FEATURES.get((owner.type, expose.name))) is not None:
            return known
    elif lights and expose.name == "effect":
        return (EFFECT,)
    # Locks and switches besides the main one have properties that tell what they are.
    if expose.name == "state" and expose.bare_property in {"", "state"}:
        return ()
    if isinstance(expose, Choice) and len(expose.values) < _LEAST:
        return ()
    return (_by_property(expose),)


def _by_property(expose: Expose) -> str:
    """Return the key of what is no part of an entity in Home Assistant, but one of its own."""
    name = expose.bare_property or expose.name
    if name in _SETTINGS:
        return _SETTINGS[name]
    # Nothing is announced for other types, so that no setting of Home Assistant's is like them.
    if (domain := _DOMAINS.get(expose.type)) is not None:
        entity = DeviceEntity(f"{domain}.{name}", unique_id=name, category=CONFIG)
        if (known := setting_of(entity, _NOBODYS)) is not None:
            return known.key
    return f"zigbee2mqtt.{name}"


def _of_fan_modes(expose: Expose) -> tuple[str, ...]:
    """Return what modes become in Home Assistant: some are speeds, others are presets."""
    modes = expose.values if isinstance(expose, Choice) else ()
    found = []
    if sum(map(is_speed, modes)) >= _LEAST:
        found.append("fan.percentage")
    if any(map(is_preset, modes)):
        found.append("fan.preset_mode")
    return tuple(found)


def is_speed(mode: str) -> bool:
    """Return whether a fan's mode is one of its speeds."""
    return _SPEEDS.fullmatch(mode) is not None


def is_preset(mode: str) -> bool:
    """Return whether a fan's mode is none of its speeds, nor off."""
    return mode != "off" and not is_speed(mode)
