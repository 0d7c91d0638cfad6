"""Devices that could work together and are not connected by any automation."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.pattern import Pattern

PREFIX: Final = "synergy|"


def taught_by(fingerprint: str) -> str:
    """Return the fingerprint of the pattern in that of a synergy; any other one as it is."""
    return fingerprint.removeprefix(PREFIX)


@dataclass(frozen=True, slots=True)
class Synergy:
    """Two or three devices, the automation that would connect them, and what speaks for it."""

    relation: str  # the name of the relation; its words have this key
    entity_ids: tuple[str, ...]  # what triggers it first, then what it acts on
    area_id: str | None  # where they are
    plan: Pattern | Recipe  # a pattern where people can do by hand what it would do
    score: float  # 0-1; below all that have evidence where it has none
    evidence: Evidence | None = None  # None: nothing in the history speaks for it or against it
    since_shown: Evidence = field(default_factory=Evidence)  # the days from when it was first shown
    occasions: int = 0  # how often its trigger happened on the days that were looked at
    days: int = 0  # that were looked at
    place: str = ""  # the floor or device that one automation is for; empty: the home

    @property
    def fingerprint(self) -> str:
        """What makes it the same finding again: never a learned number.

        By which relation a sensor and a light were found is the same to people, and so is one lamp
        or one detector more of those that light a floor when there is smoke.
        """
        plan = self.plan
        if isinstance(plan, Pattern):
            return f"{PREFIX}{plan.fingerprint}"
        return f"{PREFIX}{self.relation}|{self.place}"

    @property
    def id(self) -> str:
        """An opaque and stable id."""
        return sha256(f"suggestion|{self.fingerprint}".encode()).hexdigest()[:16]
