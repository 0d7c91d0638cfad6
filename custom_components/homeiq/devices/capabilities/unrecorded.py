"""What Home Assistant lets no recorder keep, of all that shows the use of capabilities.

Of lights it is everything: that a lamp was dimmed at the wall, or by a remote that is bound to it,
is known to nobody who did not see it happen.
"""

from collections.abc import Mapping
from typing import Final

from custom_components.homeiq.devices.capabilities import KINDS

# By domain. None of these has a kind that also shows what is recorded.
UNRECORDED: Final[Mapping[str, frozenset[str]]] = {
    "light": frozenset({"brightness", "color_mode", "color_temp_kelvin", "effect"})
}
# The keys of the capabilities whose use shows there.
UNRECORDED_KEYS: Final = frozenset(
    kind.key
    for kind in KINDS
    if not UNRECORDED.get(kind.domain, frozenset()).isdisjoint(kind.shown)
)
