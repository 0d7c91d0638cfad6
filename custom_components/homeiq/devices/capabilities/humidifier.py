"""What humidifiers and dehumidifiers can do besides being on."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

_MODES: Final = 1  # of the supported features

HUMIDIFIER: Final = (
    Kind(
        "humidifier.mode",
        flag=_MODES,
        listed="available_modes",
        least_values=2,
        shown=("mode",),
        plain=frozenset({"normal"}),
        actions=frozenset({"humidifier.set_mode"}),
        fields=frozenset({"mode"}),
    ),
    Kind(
        "humidifier.target_humidity",
        shown=("humidity",),
        tolerance=2,  # percent
        actions=frozenset({"humidifier.set_humidity"}),
        fields=frozenset({"humidity"}),
    ),
)
