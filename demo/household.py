"""Simulate a household: people, rooms and habits in, events and the truth about them out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import NUMERIC, Origin, RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from demo.acts import Intent, Moments
from demo.automations import RULES, timed_runs
from demo.calendar_days import Calendar, build_calendar
from demo.chatter import readings, windows
from demo.doors import doors, unlocked
from demo.flapping import Table, flap
from demo.habits import TIMED, Plan, acts_of, plan_timed
from demo.house import House, Row
from demo.inventory import GROUPS, ROOMS, Entity, inventory
from demo.motion import Motion, motion_of
from demo.noise import DECOYS, at_once, at_random, blind_opened, decoys, others, unrelated
from demo.people import MINUTE, RESIDENTS, Presence, build_presence
from demo.reactions import DARK_ROOMS, dark_rooms, workshop, workshop_visits
from demo.spec import Cause, HouseholdSpec, PlantedHabit

_FROM_AFAR: Final = 0.7  # the share of acts in the app that are done from another room
_LATE: Final = 1.7  # seconds by which the hall's second sensor follows the first
_NOBODY: Final = Plan()
# What the noise leaves alone: habits and decoys bring their own, automations have theirs.
_TAKEN: Final = frozenset(
    {timed.entity_id for timed in TIMED}
    | {decoy.entity_id for decoy in DECOYS}
    | {f"light.{room}" for room in DARK_ROOMS}
    | {"light.workshop", "climate.workshop", "cover.living_room"}
)


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedHome:
    """A simulated home: what mining may know of it, and what is true."""

    spec: HouseholdSpec
    calendar: Calendar
    raw: RawEvents  # what a history source would read, with the true origins
    home: Home
    names: Names
    truth: tuple[PlantedHabit, ...]
    entities: tuple[Entity, ...]
    table: Table  # all rows as a recorder would have them, those of automations too
    vocabulary: tuple[str, ...]  # of the table's states
    causes: tuple[Cause, ...]  # of the table's rows


def simulate(spec: HouseholdSpec | None = None) -> SimulatedHome:
    """Simulate a household; the same spec gives the same events.

    28 days with 100,000 events take about a second.
    """
    spec = spec or HouseholdSpec()
    rng = np.random.default_rng(spec.seed)
    calendar = build_calendar(spec, rng)
    until = calendar.end if spec.until is None else min(spec.until, calendar.end)
    entities = inventory(spec.entities, tuple(resident.name for resident in RESIDENTS))
    house, motion = _live(spec, calendar, entities, until, rng)
    names = [entity.entity_id for entity in entities]
    table, vocabulary = _tabulate(spec, house, motion, until, rng)
    table = flap(table, names, calendar, rng)
    table = table.where(table.time < until)
    return SimulatedHome(
        spec=spec,
        calendar=calendar,
        raw=_raw(table, names, vocabulary),
        home=_home(spec, calendar, entities),
        names=Names({entity.entity_id: entity.name for entity in entities}, dict(ROOMS)),
        truth=tuple(
            replace(habit, kept=tuple(kept), chances=chances)
            for habit, kept, chances in zip(house.habits, house.kept, house.chances, strict=True)
        ),
        entities=entities,
        table=table,
        vocabulary=vocabulary,
        causes=tuple(house.causes),
    )


def _live(
    spec: HouseholdSpec,
    calendar: Calendar,
    entities: Sequence[Entity],
    until: float,
    rng: np.random.Generator,
) -> tuple[House, tuple[Motion, ...]]:
    """Let people live through the span."""
    timed = spec.habits and "time_of_day" in spec.kinds
    plan = plan_timed(calendar, TIMED, rng) if timed else _NOBODY
    presence = build_presence(calendar, plan.bound(), rng)
    moments = Moments(presence, rng)
    intents = acts_of(plan, moments)
    habits = [planted for _, planted in plan.habits]
    answers = spec.habits and "co_occurrence" in spec.kinds
    visits = workshop_visits(presence, plan.bound(), rng)
    reactions, chain = workshop(visits, moments, len(habits))
    intents += chain if answers else [one for one in chain if one.way == "sensor"]
    habits += reactions if answers else []
    intents += decoys(moments) if spec.habits else at_random(entities, moments)
    intents += others(entities, _TAKEN, moments) + blind_opened(moments)
    intents += unrelated(intents, plan, moments) + at_once(moments)
    if spec.habits:  # to walk up to a switch is one: without any, people act from afar
        _show_up(presence, intents, entities, rng)
    for came, left in visits:
        presence.visit(1, "workshop", came + 10, left - MINUTE)
    motion = motion_of(presence, rng)
    if answers:
        dark, lights = dark_rooms(motion, moments, len(habits))
        habits += dark
        intents += lights + unrelated(lights, plan, moments)
    intents += doors(moments) + unlocked(moments) + timed_runs(calendar)
    house = House(calendar, entities, habits, rng, until)
    house.run(intents)
    for appointment in plan.appointments:
        house.chances[appointment.habit] += appointment.time < until
    return house, motion


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


def _tabulate(
    spec: HouseholdSpec,
    house: House,
    motion: Sequence[Motion],
    until: float,
    rng: np.random.Generator,
) -> tuple[Table, tuple[str, ...]]:
    """Return all rows in order of time, with the states coded; sensors fill up to the budget."""
    entities, calendar = house.entities, house.calendar
    index = {entity.entity_id: number for number, entity in enumerate(entities)}
    coder = StateCoder()
    first = [Row(calendar.start, one.entity_id, one.rest, Origin.DEVICE) for one in entities]
    rows = [*first, *(row for row in house.rows if row.time < until)]
    coded = [coder.code(row.entity_id, row.state) for row in rows]
    chunks = [
        Table(
            np.array([row.time for row in rows]),
            np.array([index[row.entity_id] for row in rows], np.int32),
            np.array([state for state, _ in coded], np.int32),
            np.array([number for _, number in coded], np.float32),
            np.array([row.origin for row in rows], np.int8),
            np.array([row.cause for row in rows], np.int32),
        )
    ]
    switches = [(f"binary_sensor.{one.room}_motion", one.on, one.off) for one in motion]
    hall = motion[0]
    switches.append(("binary_sensor.hall_occupancy", hall.on + _LATE, hall.off + _LATE))
    switches += windows(entities, calendar, rng)
    for entity_id, on, off in switches:
        if entity_id in index:
            for time, state in ((on, "on"), (off, "off")):
                code, _ = coder.code(entity_id, state)
                chunks.append(_chunk(index[entity_id], time, code, np.full(len(time), np.nan)))
    busy = sum(len(chunk.time) for chunk in chunks)
    chunks += [
        _chunk(index[series.entity_id], series.time, NUMERIC, series.value)
        for series in readings(entities, calendar, spec.events - busy, rng)
    ]
    joined = Table(
        *(np.concatenate([getattr(one, name) for one in chunks]) for name in Table.__slots__)
    )
    return joined.where(np.argsort(joined.time, kind="stable")), coder.states


def _chunk(entity: int, time: np.ndarray, state: int, number: np.ndarray) -> Table:
    many = len(time)
    return Table(
        time=time,
        entity=np.full(many, entity, np.int32),
        state=np.full(many, state, np.int32),
        number=number.astype(np.float32),
        origin=np.full(many, Origin.DEVICE, np.int8),
        cause=np.full(many, -1, np.int32),
    )


def _raw(table: Table, names: Sequence[str], vocabulary: tuple[str, ...]) -> RawEvents:
    """Return what a history source reads: all but the automations' own rows."""
    read = np.array([not name.startswith("automation.") for name in names])
    seen = table.where(read[table.entity])
    return RawEvents(
        seen.time, seen.entity, seen.state, seen.number, seen.origin, tuple(names), vocabulary
    )


def _home(spec: HouseholdSpec, calendar: Calendar, entities: Sequence[Entity]) -> Home:
    return Home(
        timezone=calendar.timezone,
        latitude=spec.latitude,
        longitude=spec.longitude,
        areas={one.entity_id: one.area for one in entities if one.area is not None},
        devices={one.entity_id: one.device for one in entities if one.device is not None},
        groups=dict(GROUPS),
        automations=tuple(rule.existing() for rule in RULES),
    )
