"""How well a device works: whether it is there, how full its battery is, when it was last seen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """What the history and the present tell of one device."""

    score: float = 1.0  # 0-1, of all that follows
    availability: float | None = None  # share of the time that it was there, 0-1; None: unknown
    battery: float | None = None  # percent, of its emptiest one; None: it has none
    seen: float | None = None  # UTC seconds, when it last reported
    drops_a_day: float = 0.0  # how often it went away and came back
