"""The habits at a clock or sun time, declared; and the acts that keep them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    SunTrigger,
    Trigger,
)
from demo.acts import Intent, Moments, Way, opposite
from demo.calendar_days import Calendar
from demo.people import HOUR, JONAS, MARA, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

ADHERENCE: Final = (0.75, 0.95)  # the share of its days on which a habit is kept
DRIFTS: Final = 90  # days: before, a habit that moves kept to one time
SIGMA: Final = (2 * MINUTE, 8 * MINUTE)  # how far a habit's clock time scatters


@dataclass(frozen=True, slots=True)
class Rest:
    """When the target is brought back: so broadly that no clock fits it."""

    begin: float
    end: float
    after: Literal["act", "midnight"]  # seconds after the act, or local seconds of its day


@dataclass(frozen=True, slots=True)
class Timed:
    """A habit at a clock or sun time."""

    kind: str
    entity_id: str
    state: str
    room: str
    resident: int
    base: float  # local seconds, or from the sun's event
    spread: float  # each household's own mean lies this much around the base
    rest: Rest
    event: Literal["sunrise", "sunset"] | None = None
    weekdays: tuple[int, ...] = EVERY_DAY
    entry: str = "time_of_day"  # of `HouseholdSpec.kinds`
    drift: float = 0.0  # seconds in 30 days that it moves by, in the last DRIFTS days of the span
    months: tuple[int, ...] = ()  # none: in all

    def days(self, calendar: Calendar) -> list[int]:
        """Return the days on which it is due."""
        days = calendar.days_on(self.weekdays)
        return [day for day in days if not self.months or calendar.month(day) in self.months]

    def moved(self, calendar: Calendar, day: int) -> float:
        """Return the seconds by which its time on a day is off that on the last day."""
        return -self.drift / 30 * min(len(calendar) - 1 - day, DRIFTS)

    @property
    def ends(self) -> bool:
        """Whether the habit ends something that was begun before."""
        return self.rest.after == "midnight" and self.rest.begin < self.base


_LATER: Final = Rest(25 * MINUTE, 170 * MINUTE, "act")
_EVENING: Final = Rest(20.5 * HOUR, 23.9 * HOUR, "midnight")
_MORNING_AFTER: Final = Rest(31 * HOUR, 35 * HOUR, "midnight")

TIMED: Final = (
    Timed(
        "wake-up light",
        "light.bedroom",
        "on",
        "bedroom",
        MARA,
        6.65 * HOUR,
        12 * MINUTE,
        _LATER,
        weekdays=WORKDAYS,
    ),
    Timed(
        "late wake-up light",
        "light.bedroom",
        "on",
        "bedroom",
        MARA,
        8.6 * HOUR,
        12 * MINUTE,
        _LATER,
        weekdays=WEEKEND,
    ),
    Timed(
        "morning coffee",
        "switch.coffee_machine",
        "on",
        "kitchen",
        JONAS,
        7.1 * HOUR,
        6 * MINUTE,
        Rest(15 * MINUTE, 120 * MINUTE, "act"),
    ),
    Timed(
        "afternoon coffee",
        "switch.coffee_machine",
        "on",
        "kitchen",
        JONAS,
        15.6 * HOUR,
        12 * MINUTE,
        Rest(15 * MINUTE, 120 * MINUTE, "act"),
    ),
    Timed(
        "morning radio",
        "media_player.kitchen_radio",
        "playing",
        "kitchen",
        MARA,
        7.65 * HOUR,
        6 * MINUTE,
        Rest(15 * MINUTE, 120 * MINUTE, "act"),
        weekdays=WORKDAYS,
    ),
    Timed(
        "humidifier for the night",
        "humidifier.bedroom",
        "on",
        "bedroom",
        MARA,
        21.6 * HOUR,
        8 * MINUTE,
        _MORNING_AFTER,
    ),
    Timed(
        "door locked for the night",
        "lock.front_door",
        "locked",
        "hall",
        JONAS,
        22.2 * HOUR,
        6 * MINUTE,
        _MORNING_AFTER,
    ),
    Timed(
        "off at bedtime",
        "light.living_room_ceiling",
        "off",
        "living_room",
        MARA,
        22.8 * HOUR,
        6 * MINUTE,
        Rest(16.5 * HOUR, 21 * HOUR, "midnight"),
    ),
    Timed(
        "office off around midnight",
        "light.office",
        "off",
        "office",
        JONAS,
        24 * HOUR,
        5 * MINUTE,
        Rest(18.5 * HOUR, 22.5 * HOUR, "midnight"),
    ),
    Timed(
        "blind at sunrise",
        "cover.bedroom",
        "open",
        "bedroom",
        JONAS,
        15 * MINUTE,
        10 * MINUTE,
        Rest(19 * HOUR, 23 * HOUR, "midnight"),
        event="sunrise",
    ),
    Timed(
        "lamp at sunset",
        "light.living_room_lamp",
        "on",
        "living_room",
        JONAS,
        10 * MINUTE,
        12 * MINUTE,
        _EVENING,
        event="sunset",
    ),
    Timed(
        "window lamp before sunset",
        "light.window",
        "on",
        "office",
        JONAS,
        -48 * MINUTE,
        8 * MINUTE,
        _EVENING,
        event="sunset",
    ),
    Timed(
        "garden lights after sunset",
        "switch.garden_lights",
        "on",
        "living_room",
        MARA,
        70 * MINUTE,
        10 * MINUTE,
        Rest(22.5 * HOUR, 24.5 * HOUR, "midnight"),
        event="sunset",
    ),
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One day's act that keeps a habit."""

    habit: int
    day: int
    time: float
    keeps: bool  # False: the habit is not kept on this day


@dataclass(frozen=True, slots=True)
class Plan:
    """The habits of one household, with all days on which they are due."""

    habits: tuple[tuple[Timed, PlantedHabit], ...] = ()
    appointments: tuple[Appointment, ...] = ()
    spans: Mapping[str, Floats] = field(default_factory=dict)  # by entity: (from, until) a row

    def near(self, entity_id: str, time: float) -> bool:
        """Return whether an unrelated act at this moment would stand in a habit's way."""
        spans = self.spans.get(entity_id)
        return spans is not None and bool(((spans[:, 0] < time) & (time < spans[:, 1])).any())

    def bound(self) -> list[tuple[int, float]]:
        """Return (resident, UTC seconds) at which somebody must be at home."""
        return [
            (self.habits[appointment.habit][0].resident, appointment.time)
            for appointment in self.appointments
            if appointment.keeps
        ]


def plan_timed(calendar: Calendar, declared: Sequence[Timed], rng: np.random.Generator) -> Plan:
    """Draw each habit's own time, scatter and adherence, and the days on which it is kept."""
    habits = []
    appointments = []
    for number, timed in enumerate(declared):
        mean = timed.base + rng.uniform(-timed.spread, timed.spread)
        sigma = rng.uniform(*SIGMA)
        adherence = rng.uniform(*ADHERENCE)
        days = timed.days(calendar)
        kept = set(rng.permutation(days)[: round(adherence * len(days))].tolist())
        for day in days:
            noise = float(np.clip(rng.normal(), -3, 3)) * sigma
            time = _moment(calendar, timed, day, mean + noise + timed.moved(calendar, day))
            appointments.append(Appointment(number, day, time, day in kept))
        planted = PlantedHabit(
            kind=timed.kind,
            entity_id=timed.entity_id,
            state=timed.state,
            trigger=_trigger(timed, mean),
            resident=RESIDENTS[timed.resident].name,
            expected_detector="time_of_day",
            weekdays=timed.weekdays,
            sigma=sigma,
            chances=len(days),
            entry=timed.entry,
            drift=timed.drift / 30,
            months=timed.months,
        )
        habits.append((timed, planted))
    return Plan(tuple(habits), tuple(appointments), _spans(declared, appointments))


def _spans(declared: Sequence[Timed], appointments: Iterable[Appointment]) -> dict[str, Floats]:
    """Return for each entity when its habits are about to be kept."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for appointment in appointments:
        timed = declared[appointment.habit]
        before = 6.5 * HOUR if timed.ends else 2 * HOUR
        span = (appointment.time - before, appointment.time + 10 * MINUTE)
        spans.setdefault(timed.entity_id, []).append(span)
    return {entity_id: np.array(many) for entity_id, many in spans.items()}


def _moment(calendar: Calendar, timed: Timed, day: int, second: float) -> float:
    if timed.event is None:
        return calendar.utc(day, second)
    return float(getattr(calendar, timed.event)[day]) + second


def _trigger(timed: Timed, mean: float) -> Trigger:
    if timed.event is None:
        return ClockTrigger(round(mean) % 86400)
    return SunTrigger(timed.event, round(mean))


def acts_of(plan: Plan, moments: Moments) -> list[Intent]:
    """Return what people do because of their habits, and how they undo it."""
    intents = []
    for appointment in plan.appointments:
        timed, _ = plan.habits[appointment.habit]
        undo = opposite(timed.entity_id, timed.state)
        # What a habit ends was begun some time before, also where nobody ends it in time.
        if timed.ends or appointment.keeps:
            intents.append(_intent(_rest(appointment, timed, moments), timed, undo, moments))
        if appointment.keeps:
            time = appointment.time
            intents.append(_intent(time, timed, timed.state, moments, appointment.habit))
        elif timed.ends:
            late = moments.between(appointment.time + 7 * HOUR, appointment.time + 12 * HOUR)
            intents.append(_intent(late, timed, timed.state, moments))
    return intents


def _rest(appointment: Appointment, timed: Timed, moments: Moments) -> float:
    if timed.rest.after == "act":
        origin = appointment.time
        return moments.between(origin + timed.rest.begin, origin + timed.rest.end)
    calendar = moments.presence.calendar
    return moments.between(
        calendar.utc(appointment.day, timed.rest.begin),
        calendar.utc(appointment.day, timed.rest.end),
    )


def _intent(time: float, timed: Timed, state: str, moments: Moments, habit: int = -1) -> Intent:
    resident = timed.resident if habit >= 0 else moments.who(time)
    way = way_of(timed.entity_id, resident, moments.rng)
    return Intent(time, timed.entity_id, state, way, resident, habit)


# What is mostly operated in the app.
_IN_THE_APP: Final = frozenset({"climate", "humidifier", "media_player", "input_boolean", "vacuum"})


def way_of(entity_id: str, resident: int, rng: np.random.Generator) -> Way:
    """Return whether somebody acts in the app or at the thing itself."""
    walls = RESIDENTS[resident].walls
    if entity_id.partition(".")[0] in _IN_THE_APP:
        walls = 0.2
    return "wall" if rng.random() < walls and not entity_id.startswith("input_") else "app"
