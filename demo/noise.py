"""Acts without a habit: decoys, unrelated acts on a habit's own entities, and pure chance."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from demo.acts import FLIP, Intent, Moments
from demo.calendar_days import Calendar
from demo.habits import TIMED, Plan, way_of
from demo.inventory import Entity
from demo.people import HOUR, MINUTE
from demo.reactions import DARK_ROOMS

UNRELATED: Final = 0.1  # the share of acts on a habit's entity that have nothing to do with it

# What nobody operates by hand, or what only follows something else.
_NOT_BY_HAND: Final = frozenset(
    {"switch.office_relay", "light.living_room", "light.kitchen", "light.porch", "lock.front_door"}
)
_OPERABLE: Final = frozenset(
    {
        *("light", "switch", "fan", "humidifier", "climate", "media_player", "cover", "vacuum"),
        "input_boolean",
    }
)


@dataclass(frozen=True, slots=True)
class Decoy:
    """Something done every day that is no habit at a clock time."""

    entity_id: str
    mean: float | None  # local seconds; None: at any hour
    sigma: float  # seconds
    share: float  # of the days


DECOYS: Final = (
    Decoy("light.kitchen_counter", 18.4 * HOUR, 32 * MINUTE, 0.95),
    Decoy("media_player.tv", 20.2 * HOUR, 28 * MINUTE, 0.9),
    Decoy("switch.desk", 9.4 * HOUR, 40 * MINUTE, 0.8),
    Decoy("fan.bathroom", None, 0.0, 1.0),
    Decoy("light.utility_room", None, 0.0, 0.95),
    Decoy("light.bathroom_mirror", None, 0.0, 0.9),
)


def decoys(moments: Moments) -> list[Intent]:
    """Return acts that recur daily, too widely scattered for a clock."""
    calendar, rng = moments.presence.calendar, moments.rng
    intents = []
    for decoy in DECOYS:
        for day in calendar.at_home.tolist():
            if rng.random() > decoy.share:
                continue
            if decoy.mean is None:
                time = moments.between(calendar.utc(day, 7 * HOUR), calendar.utc(day, 23 * HOUR))
            else:
                time = calendar.utc(day, rng.normal(decoy.mean, decoy.sigma))
            intents.append(_flip(decoy.entity_id, time, moments, (10 * MINUTE, 170 * MINUTE)))
    return intents


def unrelated(intents: Iterable[Intent], plan: Plan, moments: Moments) -> list[Intent]:
    """Return acts on the entities of habits that have nothing to do with those."""
    acts = Counter(intent.entity_id for intent in intents if intent.habit >= 0)
    return strangers(acts, plan, moments)


def strangers(acts: Mapping[str, int], plan: Plan, moments: Moments) -> list[Intent]:
    """Return unrelated acts on entities, as many as their share of all acts is to be."""
    noise = []
    for entity_id, count in acts.items():
        # An act and its undoing are two, of the habit as of the noise: the share stays the same.
        pairs = moments.rng.poisson(count * UNRELATED / (1 - UNRELATED))
        for _ in range(pairs):
            time = any_time(moments)
            while plan.near(entity_id, time):
                time = any_time(moments)
            noise.append(_flip(entity_id, time, moments, (3 * MINUTE, 90 * MINUTE)))
    return noise


def others(entities: Sequence[Entity], taken: frozenset[str], moments: Moments) -> list[Intent]:
    """Return random acts on everything that can be operated and has no habit."""
    intents = []
    for entity in entities:
        if not operable(entity) or entity.entity_id in taken:
            continue
        rate = moments.rng.uniform(0.15, 1.2) if "kettle" not in entity.entity_id else 4.0
        for _ in range(moments.rng.poisson(rate * len(moments.presence.calendar))):
            time = any_time(moments)
            intents.append(_flip(entity.entity_id, time, moments, (4 * MINUTE, 170 * MINUTE)))
    return intents


def operable(entity: Entity) -> bool:
    """Return whether people operate it by hand now and then."""
    return entity.domain in _OPERABLE and entity.entity_id not in _NOT_BY_HAND


def at_random(entities: Sequence[Entity], moments: Moments) -> list[Intent]:
    """Return what stands in for habits in a household that has none: the same acts at any time."""
    days = len(moments.presence.calendar)
    busy = {timed.entity_id for timed in TIMED} | {decoy.entity_id for decoy in DECOYS}
    busy |= {f"light.{room}" for room in DARK_ROOMS} | {"light.workshop", "climate.workshop"}
    intents = []
    for entity in entities:
        if entity.entity_id not in busy:
            continue
        rate = 5.0 if entity.entity_id.partition(".")[2] in DARK_ROOMS else 1.0
        for _ in range(moments.rng.poisson(rate * days)):
            time = any_time(moments)
            intents.append(_flip(entity.entity_id, time, moments, (4 * MINUTE, 170 * MINUTE)))
    return intents


def at_once(moments: Moments) -> list[Intent]:
    """Return groups, a script and a scene that somebody sets off: one act on the thing chosen."""
    calendar, rng = moments.presence.calendar, moments.rng
    intents = []
    for day in calendar.at_home.tolist():
        for entity_id, share, begin, end in (
            ("light.living_room", 0.12, 9, 23),
            ("light.kitchen", 0.5, 8, 22),
            ("script.good_night", 0.5, 20, 24),
            ("scene.film", 0.3, 18, 23),
        ):
            if rng.random() < share:
                time = moments.between(
                    calendar.utc(day, begin * HOUR), calendar.utc(day, end * HOUR)
                )
                state = FLIP if entity_id.startswith("light.") else "on"
                back = moments.between(time + 10 * MINUTE, time + 100 * MINUTE)
                who = moments.who(time)
                intents.append(Intent(time, entity_id, state, "app", who, back=back))
    return intents


def blind_opened(moments: Moments) -> list[Intent]:
    """Return how people open the blind that an automation closes in the evening."""
    calendar = moments.presence.calendar
    intents = []
    for day in calendar.at_home.tolist():
        time = moments.between(calendar.utc(day, 7 * HOUR), calendar.utc(day, 12 * HOUR))
        intents.append(Intent(time, "cover.living_room", "open", "app", moments.who(time)))
    return intents


def any_time(moments: Moments) -> float:
    """Return a moment of the whole span at which somebody is awake at home, evenings preferred."""
    calendar: Calendar = moments.presence.calendar
    day = int(moments.rng.choice(calendar.at_home))
    hour = (
        moments.rng.normal(19.5, 2.2) if moments.rng.random() < 0.35 else moments.rng.uniform(7, 23)
    )
    begin = calendar.utc(day, float(np.clip(hour, 6.5, 23.5)) * HOUR)
    return moments.between(begin, begin + 20 * MINUTE)


def _flip(entity_id: str, time: float, moments: Moments, lasts: tuple[float, float]) -> Intent:
    resident = moments.who(time)
    back = moments.between(time + lasts[0], time + lasts[1])
    way = way_of(entity_id, resident, moments.rng)
    return Intent(time, entity_id, FLIP, way, resident, back=back)
