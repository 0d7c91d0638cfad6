"""Motion sensors, from where people are."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from demo.inventory import INDOORS
from demo.people import ASLEEP, MINUTE, Presence

HOLD: Final = 120.0  # seconds that a sensor stays on after the last movement
# How likely a minute of a stay is seen, by room of INDOORS: people on a sofa hardly move.
_LIVELY: Final = (1.0, 0.12, 0.5, 0.3, 1.0, 0.12, 1.0, 0.8, 0.6)

_RESTLESS: Final = 0.02  # how likely a sleeper's minute is seen


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """One room's sensor, and the visits behind it."""

    room: str
    on: Floats  # UTC seconds, ascending
    off: Floats  # as long as `on`
    begins: Floats  # of each visit: when somebody comes into the empty room
    ends: Floats  # when the last one leaves it


def motion_of(presence: Presence, rng: np.random.Generator) -> tuple[Motion, ...]:
    """Return the motion in each room of INDOORS."""
    return tuple(_room(presence, room, rng) for room in range(len(INDOORS)))


def _room(presence: Presence, room: int, rng: np.random.Generator) -> Motion:
    occupied = (presence.where == room).any(axis=0)
    edges = np.diff(occupied.astype(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    start = presence.calendar.start
    begins = start + MINUTE * (first + rng.random(len(first)) * 0.7)
    ends = start + MINUTE * (last - rng.random(len(last)) * 0.2)
    seen = np.flatnonzero(occupied & (rng.random(len(occupied)) < _LIVELY[room]))
    moves = start + MINUTE * (seen + rng.random(len(seen)))
    # Within a visit only: nobody moves before they have come or after they have left.
    visit = np.searchsorted(begins, moves) - 1
    moves = moves[(visit >= 0) & (moves < ends[visit])]
    if INDOORS[room] == "bedroom":  # people turn over in their sleep
        asleep = (presence.where == ASLEEP).any(axis=0) & ~occupied
        turns = np.flatnonzero(asleep & (rng.random(len(asleep)) < _RESTLESS))
        moves = np.concatenate([moves, start + MINUTE * (turns + 0.5)])
    moves = np.sort(np.concatenate([begins, moves, ends - 1.0]))
    if not len(moves):
        return Motion(INDOORS[room], moves, moves, begins, ends)
    fresh = np.diff(moves) > HOLD
    on = moves[np.concatenate([[True], fresh])]
    off = moves[np.concatenate([fresh, [True]])] + HOLD * rng.uniform(0.95, 1, len(on))
    return Motion(INDOORS[room], on, off, begins, ends)
