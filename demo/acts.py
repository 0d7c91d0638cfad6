"""What people intend to do, before the house decides whether it changes anything."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

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
    ends: int = -1  # index of the planted habit that undoing it keeps
    then: tuple[Intent, ...] = ()  # what follows, if it changed anything
    action: str = ""  # that is performed; empty: the one that leads to the state
    data: tuple[tuple[str, object], ...] = ()  # of the action, besides its target


FLIP: Final = "#flip"
KEEP: Final = "#keep"  # the state that it has: the action is about something else
PASSED: Final = "#passed"  # the habit was due, and nobody kept it

ENDS: Final = frozenset({"off", "closed", "unlocked", "idle", "docked"})

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
    "cleaning": "docked",
    "docked": "cleaning",
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
        presence = self.presence
        first = max(presence.minute(begin), 0)
        minutes = np.flatnonzero(presence.awake(first, presence.minute(end) + 1, resident))
        if not len(minutes):
            minutes = self._waking(first, resident)
        if not len(minutes):
            return end
        minute = first + int(self.rng.choice(minutes))
        return self.presence.calendar.start + MINUTE * (minute + float(self.rng.random()))

    def who(self, time: float) -> int:
        """Return one of those who are awake at home; the first resident where nobody is."""
        there = self._there(time)
        return int(self.rng.choice(there)) if len(there) else 0

    def anybody(self, time: float) -> bool:
        """Return whether somebody is awake at home."""
        return len(self._there(time)) > 0

    def _there(self, time: float) -> NDArray[np.intp]:
        minute = min(self.presence.minute(time), self.presence.where.shape[1] - 1)
        return np.flatnonzero(self.presence.where[:, minute] >= 0)

    def _waking(self, first: int, resident: int | None) -> NDArray[np.intp]:
        """Return the next waking minutes, counted from a minute on: four hours, or what is left."""
        minutes = np.empty(0, np.intp)
        for days in (1, 9, len(self.presence.calendar)):  # nights are short, holidays are not
            until = first + days * 24 * 60
            minutes = np.flatnonzero(self.presence.awake(first, until, resident))[:240]
            if len(minutes) == 240:
                break
        return minutes
