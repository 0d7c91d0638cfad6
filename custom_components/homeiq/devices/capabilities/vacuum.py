"""What vacuum cleaners can do besides cleaning all and going home."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_FAN_SPEED: Final = 32
_LOCATE: Final = 512
_CLEAN_SPOT: Final = 1024
_CLEAN_AREA: Final = 16384

VACUUM: Final = (
    Kind(
        "vacuum.fan_speed",
        flag=_FAN_SPEED,
        listed="fan_speed_list",
        least_values=2,
        shown=("fan_speed",),
        actions=frozenset({"vacuum.set_fan_speed"}),
        fields=frozenset({"fan_speed"}),
    ),
    Kind("vacuum.locate", flag=_LOCATE, actions=frozenset({"vacuum.locate"})),
    Kind("vacuum.clean_spot", flag=_CLEAN_SPOT, actions=frozenset({"vacuum.clean_spot"})),
    Kind("vacuum.clean_area", flag=_CLEAN_AREA, actions=frozenset({"vacuum.clean_area"})),
)
