"""What sirens can do besides making a noise."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features.
_TONES: Final = 4
_VOLUME_SET: Final = 8
_DURATION: Final = 16

SIREN: Final = (
    Kind(
        "siren.tones",
        flag=_TONES,
        listed="available_tones",
        least_values=2,
        fields=frozenset({"tone"}),
    ),
    Kind("siren.volume", flag=_VOLUME_SET, fields=frozenset({"volume_level"})),
    Kind("siren.duration", flag=_DURATION, fields=frozenset({"duration"})),
)
