"""What water heaters can do besides being on."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_TARGET_TEMPERATURE: Final = 1
_OPERATION_MODE: Final = 2
_AWAY_MODE: Final = 4

WATER_HEATER: Final = (
    Kind(
        "water_heater.target_temperature",
        flag=_TARGET_TEMPERATURE,
        shown=("temperature",),
        tolerance=0.4,  # degrees: half a degree is a step
        actions=frozenset({"water_heater.set_temperature"}),
        fields=frozenset({"temperature"}),
    ),
    Kind(
        "water_heater.operation_mode",
        flag=_OPERATION_MODE,
        listed="operation_list",
        least_values=2,
        shown=("operation_mode",),
        actions=frozenset({"water_heater.set_operation_mode"}),
        fields=frozenset({"operation_mode"}),
    ),
    Kind(
        "water_heater.away_mode",
        flag=_AWAY_MODE,
        shown=("away_mode",),
        plain=frozenset({"off", False}),
        actions=frozenset({"water_heater.set_away_mode"}),
        fields=frozenset({"away_mode"}),
    ),
)
