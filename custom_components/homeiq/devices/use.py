"""How often which capabilities of devices were used."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DayUse:
    """How often a capability was used on a day; kept, so that it outlives the recorder."""

    device_id: str
    capability: str  # its key
    day: int  # local date, as its proleptic ordinal
    uses: int


@dataclass(frozen=True, slots=True)
class Use:
    """What is known of the use of all capabilities of a home; keys are (device id, capability)."""

    times: Mapping[tuple[str, str], int] = field(default_factory=dict)  # in the history
    named: frozenset[tuple[str, str]] = frozenset()  # by an automation, a script or a scene
    days: int = 0  # that are known

    def is_used(self, device_id: str, capability: str) -> bool:
        """Return whether anybody or anything uses it."""
        key = device_id, capability
        return bool(self.times.get(key)) or key in self.named
