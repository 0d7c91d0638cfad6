"""What fans can do besides turning."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_SET_SPEED: Final = 1
_OSCILLATE: Final = 2
_DIRECTION: Final = 4
_PRESET_MODE: Final = 8

FAN: Final = (
    Kind(
        "fan.percentage",
        flag=_SET_SPEED,
        shown=("percentage",),
        plain=frozenset({0, 100}),
        tolerance=5,  # percent
        actions=frozenset({"fan.set_percentage", "fan.increase_speed", "fan.decrease_speed"}),
        fields=frozenset({"percentage"}),
    ),
    Kind(
        "fan.preset_mode",
        flag=_PRESET_MODE,
        listed="preset_modes",
        shown=("preset_mode",),
        plain=frozenset({"none", "auto", "normal"}),
        actions=frozenset({"fan.set_preset_mode"}),
        fields=frozenset({"preset_mode"}),
    ),
    Kind(
        "fan.oscillate",
        flag=_OSCILLATE,
        shown=("oscillating",),
        plain=frozenset({False}),
        actions=frozenset({"fan.oscillate"}),
        fields=frozenset({"oscillating"}),
    ),
    Kind(
        "fan.direction",
        flag=_DIRECTION,
        shown=("direction",),
        plain=frozenset({"forward"}),
        actions=frozenset({"fan.set_direction"}),
        fields=frozenset({"direction"}),
    ),
)
