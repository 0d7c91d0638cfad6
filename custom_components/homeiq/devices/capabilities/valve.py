"""What valves can do besides opening and closing."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

_SET_POSITION: Final = 4  # of the supported features

VALVE: Final = (
    Kind(
        "valve.position",
        flag=_SET_POSITION,
        shown=("current_position",),
        plain=frozenset({0, 100}),
        tolerance=5,  # percent
        actions=frozenset({"valve.set_valve_position"}),
        fields=frozenset({"position"}),
    ),
)
