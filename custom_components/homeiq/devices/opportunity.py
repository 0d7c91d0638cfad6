"""A capability that a device has and nobody uses."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.recipe import Recipe

_PREFIX: Final = "feature|"


def is_about(fingerprint: str, device: DeviceRecord, capability: str) -> bool:
    """Return whether it is that of an opportunity of a device, by whatever rule."""
    manufacturer, model = device.kind
    equal = f"{manufacturer}|{model}" if device.model else model
    return fingerprint.startswith(_PREFIX) and fingerprint.endswith(f"|{capability}|{equal}")


@dataclass(frozen=True, slots=True)
class Reason:
    """What in the home's own data speaks for using it; each rule fills what its words name."""

    count: int = 0  # how often it happened on the days that were looked at
    days: int = 0  # that were looked at
    second: int = 0  # local seconds since midnight, from when on it was counted
    values: tuple[str, ...] = ()  # that may be chosen
    value: str = ""  # that is to be chosen

    @property
    def a_week(self) -> float:
        """How often it happened in a week."""
        return self.count / self.days * 7 if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A capability that nobody uses, of all equal devices that have it."""

    rule: str  # of the rule that found it worth having; its words have this key
    capability: str  # the key of it
    device_ids: tuple[str, ...]  # the one that it is worth most for first
    entity_ids: tuple[str, ...]  # that the suggestion is about, the first one's first
    manufacturer: str  # of all of them; empty where unknown
    model: str
    impact: float  # 0-1, of having it
    ease: float  # 0-1, of getting it
    days: int = 0  # on which nobody used it, as far as is known
    reason: Reason = field(default_factory=Reason)
    recipe: Recipe | None = None  # None: it is advice, with the path to the setting

    @property
    def score(self) -> float:
        """What it is worth; 0-1."""
        return self.impact * self.ease

    @property
    def fingerprint(self) -> str:
        """What makes it the same finding again: not which of equal devices comes first."""
        equal = f"{self.manufacturer}|{self.model}" if self.model else self.device_ids[0]
        return f"{_PREFIX}{self.rule}|{self.capability}|{equal}"

    @property
    def id(self) -> str:
        """An opaque and stable id."""
        return sha256(self.fingerprint.encode()).hexdigest()[:16]
