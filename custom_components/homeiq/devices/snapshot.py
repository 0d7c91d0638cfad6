"""What the registries and states tell of a running home."""

from dataclasses import dataclass

from homeassistant.core import HomeAssistant, callback

from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.names import Names


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A running home as it is now."""

    home: Home
    names: Names
    relevant: frozenset[str]  # entity ids whose history is worth reading


@callback
def async_snapshot(hass: HomeAssistant, options: Options) -> Snapshot:
    """Return what registries, states and configuration tell; odd data is left out, not raised."""
    raise NotImplementedError
