"""How often which capabilities of devices were used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self


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
    watched: int = 0  # of those, on which it was also watched what the recorder does not keep
    calls: bool = True  # whether the recorder keeps which actions are performed

    @classmethod
    def of(cls, told: Iterable[DayUse], days: int, watched: int = 0) -> Self:
        """Add up what was used on days."""
        times: dict[tuple[str, str], int] = {}
        for one in told:
            key = one.device_id, one.capability
            times[key] = times.get(key, 0) + one.uses
        return cls(times, days=days, watched=watched)

    def is_used(self, device_id: str, capability: str) -> bool:
        """Return whether anybody or anything uses it."""
        key = device_id, capability
        return bool(self.times.get(key)) or key in self.named
