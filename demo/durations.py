"""Habits of turning things off some usual time after they were turned on, declared."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.pattern import StateTrigger
from demo.acts import PASSED, Intent, Moments
from demo.episodes import at_any_hour, which_kept
from demo.habits import way_of
from demo.inventory import Entity
from demo.people import JONAS, MARA, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_FORGOTTEN: Final = (3.0, 5.0)  # times the usual, between which somebody notices


@dataclass(frozen=True, slots=True)
class Lasting:
    """Something that is on for about as long whenever it is used."""

    kind: str
    entity: Entity
    resident: int
    lasts: float  # minutes
    spread: float  # each household's own mean lies this much around it
    sigma: float
    a_day: float


DURATIONS: Final = (
    Lasting("towel heater off after a while",
            Entity("switch.towel_heater", "Towel heater", "bathroom", "towel_heater"),
            MARA, 45, 5, 4, 1.8),
    Lasting("iron off when the laundry is done",
            Entity("switch.iron", "Iron", "utility_room", "iron"),
            MARA, 20, 3, 2, 1.8),
    Lasting("hood off after cooking",
            Entity("fan.cooker_hood", "Cooker hood", "kitchen", "cooker_hood"),
            JONAS, 28, 3, 3, 1.6),
)  # fmt: skip
ENTITIES: Final = tuple(lasting.entity for lasting in DURATIONS)


def durations(moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits, the first of which has the index `first`, and all that is done."""
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for number, lasting in enumerate(DURATIONS):
        usual = MINUTE * (lasting.lasts + moments.rng.uniform(-lasting.spread, lasting.spread))
        entity_id = lasting.entity.entity_id
        habits.append(
            PlantedHabit(
                kind=lasting.kind,
                entity_id=entity_id,
                state="off",
                trigger=StateTrigger(entity_id, "on", "off", hold=round(usual)),
                resident=RESIDENTS[lasting.resident].name,
                expected_detector="duration",
                sigma=MINUTE * lasting.sigma,
                entry="duration",
            )
        )
        intents += _uses(lasting, usual, first + number, moments)
    return habits, intents


def _uses(lasting: Lasting, usual: float, habit: int, moments: Moments) -> list[Intent]:
    rng, entity_id, who = moments.rng, lasting.entity.entity_id, lasting.resident
    begins = at_any_hour(moments, lasting.a_day, usual, _FORGOTTEN[1] * usual)
    intents = []
    for begin, kept in zip(begins, which_kept(moments, len(begins)), strict=True):
        way = way_of(entity_id, who, rng)
        if kept:
            end = begin + usual + MINUTE * lasting.sigma * float(np.clip(rng.normal(), -3, 3))
            then: tuple[Intent, ...] = (Intent(end, entity_id, "off", way, who, habit),)
        else:
            soon, late = (begin + times * usual for times in _FORGOTTEN)
            then = (
                Intent(begin + usual, entity_id, PASSED, way, habit=habit),
                Intent(moments.between(soon, late), entity_id, "off", way, who),
            )
        intents.append(Intent(begin, entity_id, "on", way, who, then=then))
    return intents
