"""The kinds of capabilities that Home Assistant shows itself, each domain a file."""

from typing import Final

from custom_components.homeiq.devices.capabilities.light import LIGHT
from custom_components.homeiq.devices.capability import Kind

KINDS: Final[tuple[Kind, ...]] = (*LIGHT,)
