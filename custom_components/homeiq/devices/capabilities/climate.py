"""What thermostats and air conditioners can do besides keeping a temperature."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_TARGET_TEMPERATURE_RANGE: Final = 2
_TARGET_HUMIDITY: Final = 4
_FAN_MODE: Final = 8
_PRESET_MODE: Final = 16
_SWING_MODE: Final = 32
_SWING_HORIZONTAL_MODE: Final = 512

CLIMATE: Final = (
    Kind(
        "climate.preset_mode",
        flag=_PRESET_MODE,
        listed="preset_modes",
        least_values=2,
        shown=("preset_mode",),
        plain=frozenset({"none", "home", "manual"}),
        actions=frozenset({"climate.set_preset_mode"}),
        fields=frozenset({"preset_mode"}),
    ),
    Kind(
        "climate.fan_mode",
        flag=_FAN_MODE,
        listed="fan_modes",
        least_values=2,
        shown=("fan_mode",),
        plain=frozenset({"auto"}),
        actions=frozenset({"climate.set_fan_mode"}),
        fields=frozenset({"fan_mode"}),
    ),
    Kind(
        "climate.swing_mode",
        flag=_SWING_MODE,
        listed="swing_modes",
        least_values=2,
        shown=("swing_mode",),
        plain=frozenset({"off"}),
        actions=frozenset({"climate.set_swing_mode"}),
        fields=frozenset({"swing_mode"}),
    ),
    Kind(
        "climate.swing_horizontal_mode",
        flag=_SWING_HORIZONTAL_MODE,
        listed="swing_horizontal_modes",
        least_values=2,
        shown=("swing_horizontal_mode",),
        plain=frozenset({"off"}),
        actions=frozenset({"climate.set_swing_horizontal_mode"}),
        fields=frozenset({"swing_horizontal_mode"}),
    ),
    Kind(
        "climate.target_humidity",
        flag=_TARGET_HUMIDITY,
        shown=("humidity",),
        tolerance=2,  # percent
        actions=frozenset({"climate.set_humidity"}),
        fields=frozenset({"humidity"}),
    ),
    Kind(
        "climate.target_temperature_range",
        flag=_TARGET_TEMPERATURE_RANGE,
        shown=("target_temp_high", "target_temp_low"),
        tolerance=0.4,  # degrees: half a degree is a step
        fields=frozenset({"target_temp_high", "target_temp_low"}),
    ),
)
