"""What covers can do besides opening and closing."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_SET_POSITION: Final = 4
_STOP: Final = 8
_SET_TILT_POSITION: Final = 128
_SPEED: Final = 256
_ENDS: Final = frozenset({0, 100})  # percent; where every cover comes to

COVER: Final = (
    Kind(
        "cover.position",
        flag=_SET_POSITION,
        shown=("current_position",),
        plain=_ENDS,
        tolerance=5,  # percent
        actions=frozenset({"cover.set_cover_position"}),
        fields=frozenset({"position"}),
    ),
    Kind(
        "cover.tilt_position",
        flag=_SET_TILT_POSITION,
        shown=("current_tilt_position",),
        plain=_ENDS,  # a blind that opens or closes tilts its slats too
        tolerance=5,  # percent
        actions=frozenset(
            {
                "cover.set_cover_tilt_position",
                "cover.open_cover_tilt",
                "cover.close_cover_tilt",
                "cover.stop_cover_tilt",
                "cover.toggle_cover_tilt",
            }
        ),
    ),
    Kind("cover.stop", flag=_STOP, actions=frozenset({"cover.stop_cover"})),
    Kind(
        "cover.speed",
        flag=_SPEED,
        listed="supported_speeds",
        least_values=2,
        fields=frozenset({"speed"}),
    ),
)
