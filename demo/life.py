"""Let people live through a span: their habits, everything else they do, and the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from demo.acts import Intent, Moments
from demo.automations import timed_runs
from demo.calendar_days import Calendar
from demo.chains import chains, done
from demo.chatter import Readings
from demo.doors import doors, unlocked
from demo.durations import durations
from demo.feature_acts import feature_acts
from demo.furnishing import FEATURE, LINK, Furnishing
from demo.habits import TIMED, Plan, acts_of, plan_timed
from demo.house import House
from demo.inventory import Entity
from demo.kinds import entities_of, rules_of, timed_of
from demo.link_acts import Lived, live_links, lock_up
from demo.motion import Motion, motion_of
from demo.noise import (
    DECOYS,
    at_once,
    at_random,
    blind_opened,
    decoys,
    others,
    strangers,
    unrelated,
)
from demo.overrides import overrides
from demo.people import JONAS, MINUTE, Presence, build_presence
from demo.reactions import DARK_ROOMS, dark_rooms, workshop, workshop_visits
from demo.reminders import FORGOTTEN, opened_at_random, reminders
from demo.rooms import rooms
from demo.spec import HouseholdSpec, PlantedHabit, PlantedLink
from demo.thresholds import answers, measure

_FROM_AFAR: Final = 0.7  # the share of acts in the app that are done from another room
# What the noise leaves alone: habits and decoys bring their own, automations have theirs.
_TAKEN: Final = frozenset(
    {timed.entity_id for timed in TIMED}
    | {decoy.entity_id for decoy in DECOYS}
    | {f"light.{room}" for room in DARK_ROOMS}
    | {"light.workshop", "climate.workshop", "cover.living_room"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """What became of a span."""

    house: House
    motion: tuple[Motion, ...]
    readings: tuple[Readings, ...]  # of the sensors that do not just chatter
    links: tuple[PlantedLink, ...]


def live(
    spec: HouseholdSpec,
    calendar: Calendar,
    entities: Sequence[Entity],
    furnishing: Furnishing,
    until: float,
    rng: np.random.Generator,
) -> Life:
    """Let people live through the span."""
    kinds = spec.kinds if spec.habits else frozenset[str]()
    rules = (*rules_of(spec.kinds), *furnishing.rules)
    plan = plan_timed(calendar, timed_of(kinds), rng)
    presence = build_presence(calendar, plan.bound(), rng)
    moments = Moments(presence, rng)
    habits = [planted for _, planted in plan.habits]
    intents = acts_of(plan, moments)
    visits = workshop_visits(presence, plan.bound(), rng)
    reactions, chain = workshop(visits, moments, len(habits))
    answered = "co_occurrence" in kinds
    intents += chain if answered else [one for one in chain if one.way == "sensor"]
    habits += reactions if answered else []
    intents += decoys(moments) if spec.habits else at_random(entities, moments)
    own = (*entities_of(kinds), *furnishing.entities)
    taken = _TAKEN | {entity.entity_id for entity in own}
    intents += others(entities, taken, moments) + blind_opened(moments)
    intents += unrelated(intents, plan, moments) + at_once(moments)
    # Each further kind draws from a source of its own: none uses up the numbers of another.
    readings = _further(spec, habits, intents, plan, presence)
    lived = Lived()
    if FEATURE in kinds:
        intents += feature_acts(furnishing.owned, _own(spec, presence, FEATURE))
    if LINK in kinds:
        rare = _own(spec, presence, LINK)
        lived = live_links(furnishing.missing(entities), furnishing.connected, rare)
        intents += lived.intents
    if spec.habits:  # to walk up to a switch is one: without any, people act from afar
        _show_up(presence, intents, entities, rng)
    for came, left in visits:
        presence.visit(JONAS, "workshop", came + 10, left - MINUTE)
    motion = motion_of(presence, rng)
    if answered:
        dark, lights = dark_rooms(motion, moments, len(habits))
        habits += dark
        intents += lights + unrelated(lights, plan, moments)
    if "room" in kinds:
        stays = _own(spec, presence, "room")
        planted, acts = rooms(motion, stays, len(habits))
        habits += planted
        intents += acts + unrelated(acts, plan, stays)
    comings = doors(moments)
    intents += comings + unlocked(moments) + timed_runs(calendar, rules)
    if "presence_lock" in lived.links:
        intents += lock_up(comings, lived, _own(spec, presence, "presence_lock"))
    house = House(calendar, entities, habits, rng, until, rules)
    house.run(intents)
    for appointment in plan.appointments:
        house.chances[appointment.habit] += appointment.time < until
    return Life(house, motion, (*readings, *lived.readings), tuple(lived.links.values()))


def _further(
    spec: HouseholdSpec,
    habits: list[PlantedHabit],
    intents: list[Intent],
    plan: Plan,
    presence: Presence,
) -> tuple[Readings, ...]:
    """Add the habits of further kinds, and return what sensors read because of them.

    Doors open and readings cross thresholds also where nobody has a habit with that.
    """
    if "duration" in spec.kinds and spec.habits:
        planted, acts = durations(_own(spec, presence, "duration"), len(habits))
        habits += planted
        intents += acts
    if "sequence" in spec.kinds:
        own = _own(spec, presence, "sequence")
        planted, acts = chains(own, len(habits))
        sensed = [act for act in acts if act.way == "sensor"]
        habits += planted if spec.habits else []
        intents += acts + strangers(done(acts), plan, own) if spec.habits else sensed
    if "override" in spec.kinds:
        planted, acts = overrides(_own(spec, presence, "override"), len(habits))
        habits += planted if spec.habits else []
        intents += acts if spec.habits else [act for act in acts if act.way == "sensor"]
    for kind in sorted(FORGOTTEN & spec.kinds):
        planted, acts = reminders(kind, _own(spec, presence, kind), len(habits))
        habits += planted if spec.habits else []
        intents += acts if spec.habits else opened_at_random(kind, _own(spec, presence, kind))
    measured = []
    if "context" in spec.kinds:
        own = _own(spec, presence, "context")
        measured = measure(own)
        planted, acts = answers(measured, own, len(habits))
        habits += planted if spec.habits else []
        intents += acts + unrelated(acts, plan, own) if spec.habits else []
    return tuple(one.readings for one in measured)


def _own(spec: HouseholdSpec, presence: Presence, kind: str) -> Moments:
    return Moments(presence, np.random.default_rng([spec.seed, *kind.encode()]))


def _show_up(
    presence: Presence,
    intents: Sequence[Intent],
    entities: Sequence[Entity],
    rng: np.random.Generator,
) -> None:
    """Put people where they act: shortly before, and for a moment after.

    Who acts in the app mostly does so from where they are.
    """
    rooms = {entity.entity_id: entity.area for entity in entities}
    last = presence.calendar.end - 2 * MINUTE
    for intent in sorted(intents, key=lambda one: (one.habit >= 0, one.time)):
        room = rooms.get(intent.entity_id)
        if intent.way == "app" and rng.random() < _FROM_AFAR:
            continue
        for time in (intent.time, intent.back):
            if room is not None and intent.resident >= 0 and time is not None and time < last:
                presence.visit(intent.resident, room, time - MINUTE, time + MINUTE)
