"""What people intend to do, before the house decides whether it changes anything."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from demo.people import MINUTE, Presence

type Way = Literal["app", "wall", "sensor", "automation"]


@dataclass(frozen=True, slots=True)
class Intent:
    """Somebody wants to bring an entity to a state; nothing happens where it is there already."""

    time: float  # UTC seconds
    entity_id: str
    state: str  # FLIP: whatever it is not
    way: Way
    resident: int = -1
    habit: int = -1  # index of the planted habit that it would keep
    cause: int = -1  # of what has happened already; -1: one of its own
    back: float | None = None  # when somebody undoes it, if it changed anything
    then: tuple[Intent, ...] = ()  # what follows, if it changed anything


FLIP: Final = "#flip"

OPPOSITES: Final = {
    "on": "off",
    "off": "on",
    "open": "closed",
    "closed": "open",
    "locked": "unlocked",
    "unlocked": "locked",
    "playing": "idle",
    "idle": "playing",
    "heat": "off",
}


def opposite(entity_id: str, state: str) -> str:
    """Return the state that undoes another."""
    if entity_id.startswith("climate.") and state == "off":
        return "heat"
    return OPPOSITES[state]


@dataclass(frozen=True, slots=True)
class Moments:
    """Draws moments at which somebody is there to act."""

    presence: Presence
    rng: np.random.Generator

    def between(self, begin: float, end: float, resident: int | None = None) -> float:
        """Return a moment from `begin` to `end` at which somebody is awake at home.

        Where there is none, it is one of their next four waking hours; failing that, `end`.
        """
        awake = self.presence.awake(resident)
        first = max(self.presence.minute(begin), 0)
        minutes = np.flatnonzero(awake[first : self.presence.minute(end) + 1])
        if not len(minutes):
            minutes = np.flatnonzero(awake[first:])[:240]
        if not len(minutes):
            return end
        minute = first + int(self.rng.choice(minutes))
        return self.presence.calendar.start + MINUTE * (minute + float(self.rng.random()))

    def who(self, time: float) -> int:
        """Return one of those who are awake at home; the first resident where nobody is."""
        column = self.presence.where[
            :, min(self.presence.minute(time), self.presence.where.shape[1] - 1)
        ]
        there = np.flatnonzero(column >= 0)
        return int(self.rng.choice(there)) if len(there) else 0
