"""What people now and then forget to close, lock or turn off, declared; and how they notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.pattern import ClockTrigger, StateTrigger, Trigger
from demo.acts import Intent, Moments, Way, opposite
from demo.episodes import at_any_hour
from demo.habits import way_of
from demo.inventory import Entity
from demo.noise import any_time
from demo.people import HOUR, JONAS, MARA, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_NOTICED: Final = (5 * MINUTE, 14 * MINUTE)  # after the time at which a reminder would have helped
_AT_RANDOM: Final = 1.3  # deviation of the logarithm of how long it lasts where nobody has habits


@dataclass(frozen=True, slots=True)
class Evening:
    """Something that is open or unlocked by day, and closed or locked every evening."""

    kind: str
    entity: Entity
    resident: int
    opened: tuple[float, float]  # local hours
    usual: float  # local hour, mean
    spread: float  # each household's own mean lies this many hours around it
    sigma: float  # minutes
    late: float  # minutes from the usual time until a reminder would help; 0: never forgotten


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is open or on for a moment, many times a day."""

    kind: str
    entity: Entity
    resident: int
    lasts: tuple[float, float]  # minutes
    a_day: float
    hold: float  # minutes until a reminder would help; 0: never forgotten
    noticed: tuple[float, float]  # minutes that it lasts where it is forgotten


EVENINGS: Final = (
    Evening("back door locked in the evening",
            Entity("lock.back_door", "Back door lock", "kitchen", "back_door_lock", rest="locked"),
            JONAS, (8, 12), 21.4, 0.25, 20, 105),
    Evening("garage door closed in the evening",
            Entity("binary_sensor.garage_door", "Garage door", "garden", "garage_door",
                   "garage_door"),
            MARA, (13, 17.5), 20.6, 0.3, 6, 50),
    Evening("garage locked in the evening",
            Entity("lock.garage", "Garage lock", "garden", "garage_lock", rest="locked"),
            JONAS, (8, 12), 20.7, 0.25, 45, 0),
)  # fmt: skip
LEFT: Final = (
    Left("freezer left open",
         Entity("binary_sensor.freezer", "Freezer", "utility_room", "freezer", "door"),
         MARA, (0.15, 0.7), 5, 6, (7, 10.5)),
    Left("terrace door left open",
         Entity("binary_sensor.terrace_door", "Terrace door", "living_room", "terrace_door",
                "door"),
         JONAS, (0.3, 5), 4, 35, (38, 47)),
    Left("shed light left on",
         Entity("light.shed", "Shed light", "garden", "shed_light"),
         JONAS, (2, 25), 2, 120, (123, 133)),
    Left("pantry opened",
         Entity("binary_sensor.pantry", "Pantry", "kitchen", "pantry", "door"),
         MARA, (0.1, 1), 6, 0, (0, 0)),
)  # fmt: skip
FORGOTTEN: Final = frozenset({"anomaly", "left_on"})  # of `HouseholdSpec.kinds`
EVENING_ENTITIES: Final = tuple(one.entity for one in EVENINGS)
LEFT_ENTITIES: Final = tuple(one.entity for one in LEFT)
# What nobody ever forgets: a reminder of it would be a nuisance.
BEHAVING: Final = frozenset(
    {one.entity.entity_id for one in EVENINGS if not one.late}
    | {one.entity.entity_id for one in LEFT if not one.hold}
)


def reminders(kind: str, moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits of a kind of FORGOTTEN, and all that is done.

    `first` is the index of the first habit.
    """
    return _evenings(moments, first) if kind == "anomaly" else _left(moments, first)


def _evenings(moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    calendar, rng = moments.presence.calendar, moments.rng
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for one in EVENINGS:
        usual = HOUR * (one.usual + rng.uniform(-one.spread, one.spread))
        remind = usual + MINUTE * one.late
        days = calendar.at_home.tolist()
        forgotten = _forgotten(days, len(calendar), rng) if one.late else []
        for day in days:
            begin, end = (HOUR * hour for hour in one.opened)
            opened = moments.between(calendar.utc(day, begin), calendar.utc(day, end))
            scatter = MINUTE * one.sigma * float(np.clip(rng.normal(), -2.5, 2.5))
            closed = remind + rng.uniform(*_NOTICED) if day in forgotten else usual + scatter
            habit = first + len(habits) if day in forgotten else -1
            intents += _used(one, opened, calendar.utc(day, closed), habit, moments)
        if one.late:
            habits.append(_habit(one, ClockTrigger(round(remind)), "anomaly", "anomaly"))
    return habits, intents


def _left(moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    calendar, rng = moments.presence.calendar, moments.rng
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for one in LEFT:
        longest = MINUTE * max(one.noticed[1], one.lasts[1])
        begins = at_any_hour(moments, one.a_day, longest, longest + MINUTE)
        forgotten = _forgotten(range(len(begins)), len(calendar), rng) if one.hold else []
        for number, begin in enumerate(begins):
            if number in forgotten:
                lasts, habit = rng.uniform(*one.noticed), first + len(habits)
            else:
                lasts, habit = _usually(one, rng), -1
            intents += _used(one, begin, begin + MINUTE * lasts, habit, moments)
        if one.hold:
            entity, hold = one.entity, round(MINUTE * one.hold)
            other = opposite(entity.entity_id, entity.rest)
            trigger = StateTrigger(entity.entity_id, other, entity.rest, hold)
            habits.append(_habit(one, trigger, "duration", "left_on"))
    return habits, intents


def _usually(one: Left, rng: np.random.Generator) -> float:
    """Return how many minutes it lasts where nobody forgets it: lognormal, within its limits."""
    low, high = np.log(one.lasts)
    middle, deviation = (low + high) / 2, (high - low) / 4
    return float(np.exp(np.clip(rng.normal(middle, deviation), low, high)))


def opened_at_random(kind: str, moments: Moments) -> list[Intent]:
    """Return what is opened at any time, for any length of time, where nobody has a habit."""
    rng = moments.rng
    intents = []
    for one in EVENINGS if kind == "anomaly" else LEFT:
        a_day, lasts = (one.a_day, one.lasts) if isinstance(one, Left) else (1.0, (20, 600))
        for _ in range(rng.poisson(a_day * len(moments.presence.calendar))):
            begin = any_time(moments)
            middle = MINUTE * float(np.sqrt(lasts[0] * lasts[1]))
            end = begin + middle * float(np.exp(_AT_RANDOM * rng.normal()))
            intents += _used(one, begin, end, -1, moments)
    return intents


def _forgotten(occasions: Sequence[int], days: int, rng: np.random.Generator) -> list[int]:
    """Return on which occasions it is forgotten: about once a week, at any time of it."""
    count = round(min(days / 7, 1 + days / 9))
    parts = np.array_split(np.array(occasions), max(count, 1))
    return [int(rng.choice(part)) for part in parts if len(part)]


def _used(
    one: Evening | Left, begin: float, end: float, habit: int, moments: Moments
) -> list[Intent]:
    entity = one.entity
    intents = []
    for time, state, keeps in (
        (begin, opposite(entity.entity_id, entity.rest), -1),
        (end, entity.rest, habit),
    ):
        if entity.domain == "binary_sensor":
            intents.append(Intent(time, entity.entity_id, state, "sensor", habit=keeps))
        else:
            who = one.resident if keeps >= 0 else moments.who(time)
            way: Way = way_of(entity.entity_id, who, moments.rng)
            intents.append(Intent(time, entity.entity_id, state, way, who, keeps))
    return intents


def _habit(one: Evening | Left, trigger: Trigger, detector: str, entry: str) -> PlantedHabit:
    return PlantedHabit(
        kind=one.kind,
        entity_id=one.entity.entity_id,
        state=one.entity.rest,
        trigger=trigger,
        resident=RESIDENTS[one.resident].name,
        expected_detector=detector,
        entry=entry,
        reminds=True,
    )
