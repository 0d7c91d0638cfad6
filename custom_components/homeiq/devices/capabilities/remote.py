"""What remote controls can do besides being on."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

_ACTIVITY: Final = 4  # of the supported features

REMOTE: Final = (
    Kind(
        "remote.activity",
        flag=_ACTIVITY,
        listed="activity_list",
        least_values=2,
        shown=("current_activity",),
        plain=frozenset({"poweroff", "off"}),
        fields=frozenset({"activity"}),
    ),
)
