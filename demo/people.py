"""Two residents who differ: when they sleep, when they are out, and in which room they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Bools
from demo.calendar_days import Calendar
from demo.inventory import INDOORS

ASLEEP: Final = -2
AWAY: Final = -1
MINUTE: Final = 60
HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Out:
    """When somebody usually leaves and returns; both scatter so widely that no clock fits."""

    share: float  # of the days
    leave: float  # local seconds, mean
    back: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Resident:
    """A person with a rhythm of their own."""

    name: str
    wake: tuple[float, float]  # local seconds on workdays and at the weekend
    bed: tuple[float, float]  # beyond 24 h: after midnight
    out: tuple[Out, ...]  # by weekday
    rooms: tuple[float, ...]  # how likely they go to each room of INDOORS
    walls: float  # the share of acts that they do at a switch, not in the app

    @property
    def key(self) -> str:
        """The object id of their person."""
        return self.name.lower()


_ERRANDS: Final = Out(0.6, 13 * HOUR, 16 * HOUR, 70 * MINUTE)
_MARA: Final = Resident(
    "Mara",
    wake=(6.6 * HOUR, 8.5 * HOUR),
    bed=(23.2 * HOUR, 23.8 * HOUR),
    out=(*(Out(0.92, 8.6 * HOUR, 17.4 * HOUR, 32 * MINUTE),) * 5, _ERRANDS, _ERRANDS),
    # hall, living room, kitchen, bedroom, bathroom, office, toilet, utility room, workshop
    rooms=(0.05, 0.28, 0.22, 0.16, 0.09, 0.03, 0.09, 0.08, 0.0),
    walls=0.35,
)
_JONAS: Final = Resident(
    "Jonas",
    wake=(6.6 * HOUR, 6.8 * HOUR),
    bed=(24.8 * HOUR, 24.9 * HOUR),
    out=tuple(
        Out(share, 11 * HOUR, 14.5 * HOUR, 50 * MINUTE)
        for share in (0.2, 0.85, 0.2, 0.85, 0.2, 0.6, 0.3)
    ),
    rooms=(0.05, 0.22, 0.16, 0.12, 0.08, 0.21, 0.09, 0.07, 0.0),
    walls=0.6,
)
RESIDENTS: Final = (_MARA, _JONAS)
# Their numbers, by which all else names them.
MARA: Final = RESIDENTS.index(_MARA)
JONAS: Final = RESIDENTS.index(_JONAS)

# Minutes that a stay lasts, by room of INDOORS: the median of a lognormal distribution.
_STAYS: Final = (2, 24, 10, 8, 6, 40, 4, 4, 10)


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Where each resident is in each minute of the span."""

    calendar: Calendar
    where: NDArray[np.int8]  # (residents, minutes): index into INDOORS, AWAY or ASLEEP
    trips: tuple[tuple[int, float, float], ...]  # (resident, leaves, returns) in UTC seconds

    def minute(self, time: float) -> int:
        """Return the minute of a moment."""
        return int((time - self.calendar.start) // MINUTE)

    def awake(self, first: int, last: int, resident: int | None = None) -> Bools:
        """Return for the minutes from `first` to before `last` who is at home and awake.

        That is anybody, unless a resident is named.
        """
        chosen = self.where if resident is None else self.where[resident : resident + 1]
        return np.asarray((chosen[:, first:last] >= 0).any(axis=0))

    def visit(self, resident: int, room: str, begin: float, end: float) -> None:
        """Put somebody into a room for a while."""
        if room in INDOORS:
            first = max(self.minute(begin), 0)
            self.where[resident, first : self.minute(end) + 1] = INDOORS.index(room)


def build_presence(
    calendar: Calendar, bound: Iterable[tuple[int, float]], rng: np.random.Generator
) -> Presence:
    """Return where everybody is; `bound` are (resident, UTC seconds) at which they are home."""
    minutes = int((calendar.end - calendar.start) // MINUTE)
    where = np.full((len(RESIDENTS), minutes), AWAY, np.int8)
    presence = Presence(calendar, where, ())
    trips: list[tuple[int, float, float]] = []
    appointments = sorted(bound)
    for number, resident in enumerate(RESIDENTS):
        mine = np.array([time for who, time in appointments if who == number])
        for day in range(len(calendar)):
            _live(presence, number, resident, day, rng)
        days = calendar.at_home.tolist()
        planned = (_trip(calendar, resident, day, mine, rng) for day in days)
        trips += [(number, *trip) for trip in planned if trip is not None]
        trips += _holiday(calendar, number, rng)
        for who, leaves, returns in trips:
            if who == number:
                where[number, presence.minute(leaves) : presence.minute(returns)] = AWAY
    return Presence(calendar, where, tuple(sorted(trips, key=lambda trip: trip[1])))


def _live(
    presence: Presence, number: int, resident: Resident, day: int, rng: np.random.Generator
) -> None:
    calendar = presence.calendar
    weekend = int(calendar.weekday(day) in {5, 6})
    late = int(calendar.weekday(day) in {4, 5})
    wake = calendar.utc(day, resident.wake[weekend] + rng.normal(0, 12 * MINUTE))
    bed = calendar.utc(day, resident.bed[late] + rng.normal(0, 25 * MINUTE))
    row = presence.where[number]
    begin, end = presence.minute(wake), min(presence.minute(bed), len(row) - 1)
    if day == 0:
        row[:begin] = ASLEEP
    _stay(row, begin, end, resident, rng)
    row[end : end + 12 * 60] = ASLEEP  # until the next day begins
    if rng.random() < 0.4:  # somebody gets up at night
        night = end + int(rng.integers(60, 300))
        row[night : night + 4] = INDOORS.index("bathroom")


def _stay(
    row: NDArray[np.int8], begin: int, end: int, resident: Resident, rng: np.random.Generator
) -> None:
    minute, room = begin, INDOORS.index("bedroom")
    hall = INDOORS.index("hall")
    while minute < end:
        lasts = max(1, round(_STAYS[room] * float(np.exp(rng.normal(0, 0.7)))))
        row[minute : min(minute + lasts, end)] = room
        minute += lasts
        if rng.random() < 0.6 and minute < end:  # the way leads through the hall
            row[minute] = hall
            minute += 1
        room = int(rng.choice(len(INDOORS), p=resident.rooms))


def _trip(
    calendar: Calendar,
    resident: Resident,
    day: int,
    appointments: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[float, float] | None:
    """Return when somebody leaves and returns on a day, around what they do at home."""
    out = resident.out[calendar.weekday(day)]
    goes, early, late = rng.random(), rng.normal(0, out.sigma), rng.normal(0, out.sigma)
    if goes > out.share:
        return None
    leaves, returns = calendar.utc(day, out.leave + early), calendar.utc(day, out.back + late)
    for time in appointments[(appointments > leaves - 900) & (appointments < returns + 900)]:
        if time < (leaves + returns) / 2:
            leaves = max(leaves, time + rng.uniform(900, 2400))
        else:
            returns = min(returns, time - rng.uniform(900, 2400))
    return (leaves, returns) if returns - leaves > HOUR / 2 else None


def _holiday(
    calendar: Calendar, number: int, rng: np.random.Generator
) -> list[tuple[int, float, float]]:
    if not calendar.holiday:
        return []
    # They leave in the night before its first day and return in the night after its last.
    leaves = calendar.utc(calendar.holiday.start, 3 * HOUR + 300 * number + rng.uniform(0, 120))
    returns = calendar.utc(calendar.holiday.stop, 4 * HOUR + 300 * number + rng.uniform(0, 120))
    return [(number, leaves, returns)]
