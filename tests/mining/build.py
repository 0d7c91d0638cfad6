"""Logs of made-up homes, written by local date and time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import settings
import numpy as np

from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog, Floats, Ints, Origin, RawEvents
from custom_components.homeiq.mining.home import Home

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 1, 12)  # the clock does not change in the ten weeks that follow
HOME = Home(BERLIN)
BERLIN_HOME = Home(BERLIN, 52.52, 13.4)

# Enough to meet the odd cases, few enough to be quick; no deadline, for a busy machine.
quick = settings(max_examples=50, deadline=None)

type Row = tuple[float, str, str, Origin]


def utc(when: date, clock: str | float, zone: ZoneInfo = BERLIN, *, fold: int = 0) -> float:
    """Return the UTC seconds of a local time: "HH:MM", "HH:MM:SS" or seconds since midnight."""
    if isinstance(clock, str):
        clock = sum(
            int(part) * unit for part, unit in zip(clock.split(":"), (3600, 60, 1), strict=False)
        )
    local = datetime.combine(when, time(), zone) + timedelta(seconds=clock)
    return local.replace(fold=fold).timestamp()


def ordinals(first: date, count: int) -> Ints:
    """Return days as local date ordinals."""
    return np.arange(count, dtype=np.int32) + first.toordinal()


def times(*seconds: float) -> Floats:
    """Return moments as a column."""
    return np.array(seconds, np.float64)


@dataclass
class Diary:
    """What happened, by the number of days since the first and the local time."""

    zone: ZoneInfo = BERLIN
    first: date = MONDAY
    rows: list[Row] = field(default_factory=list)
    seed: int = 7
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin the randomness anew."""
        self.random = Random(self.seed)  # noqa: S311  # no secret

    def at(self, day: int, clock: str | float) -> float:
        """Return the UTC seconds of a time on a day."""
        return utc(self.first + timedelta(days=day), clock, self.zone)

    def add(
        self,
        day: int,
        clock: str | float,
        entity_id: str,
        state: str,
        origin: Origin = Origin.PERSON,
    ) -> None:
        """Write down one state change."""
        self.rows.append((self.at(day, clock), entity_id, state, origin))

    def known(self, **states: str) -> None:
        """Write down what was so in the very beginning; two underscores stand for the dot."""
        for entity, state in states.items():
            self.add(0, 1.0, entity.replace("__", ".", 1), state, Origin.CONSEQUENCE)

    def habit(
        self,
        days: Iterable[int],
        clock: str | float,
        entity_id: str,
        *,
        scatter: float = 120.0,
        state: str = "on",
        back: str = "off",
        lasts: float = 3600.0,
    ) -> None:
        """Bring an entity to a state by hand about a time on days; something else undoes it."""
        for day in days:
            when = self.at(day, clock) + round(self.random.uniform(-scatter, scatter))
            self.rows.append((when, entity_id, state, Origin.PERSON))
            self.rows.append((when + lasts, entity_id, back, Origin.AUTOMATION))

    def log(self, home: Home | None = None) -> EventLog:
        """Return the log of what was written down."""
        return build_log(RawEvents.from_rows(self.rows), home or Home(self.zone))


def log_of(
    *rows: tuple[str, str, str], home: Home = HOME, origin: Origin = Origin.PERSON
) -> EventLog:
    """Return the log of (time of the first day, entity, state), all of one origin."""
    diary = Diary(home.timezone)
    for clock, entity_id, state in rows:
        diary.add(0, clock, entity_id, state, origin)
    return diary.log(home)


def acts_of(log: EventLog) -> list[tuple[str, str]]:
    """Return the acts of a log as (entity, state), in order of time."""
    return [
        (log.entities[entity], log.states[state])
        for entity, state in zip(log.entity[log.act], log.new[log.act], strict=True)
    ]
