"""Simulate a household: people, rooms and habits in, events and the truth about them out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.event_log import NUMERIC, Origin, RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from demo.calendar_days import Calendar, build_calendar
from demo.chatter import readings, windows
from demo.flapping import Table, flap
from demo.furnishing import UNFURNISHED, Furnishing, furnish
from demo.house import Row
from demo.inventory import GROUPS, Entity, inventory, rooms_of
from demo.kinds import entities_of, rules_of
from demo.life import Life, live
from demo.people import RESIDENTS
from demo.rooms import present
from demo.shown import Look
from demo.spec import Cause, HouseholdSpec, PlantedHabit
from demo.written import references_of

_LATE: Final = 1.7  # seconds by which the hall's second sensor follows the first


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
    furnishing: Furnishing = UNFURNISHED  # devices and links, and the truth about them
    looks: tuple[Look, ...] = ()  # what entities show besides their states, in order of time


def simulate(spec: HouseholdSpec | None = None) -> SimulatedHome:
    """Simulate a household; the same spec gives the same events.

    28 days with 100,000 events take about a second.
    """
    spec = spec or HouseholdSpec()
    rng = np.random.default_rng(spec.seed)
    calendar = build_calendar(spec, rng)
    until = calendar.end if spec.until is None else min(spec.until, calendar.end)
    furnishing = furnish(spec)
    entities = inventory(
        spec.entities,
        tuple(resident.name for resident in RESIDENTS),
        (*entities_of(spec.kinds), *furnishing.entities),
    )
    life = live(spec, calendar, entities, furnishing, until, rng)
    house = life.house
    names = [entity.entity_id for entity in entities]
    table, vocabulary = _tabulate(spec, life, until, rng)
    table = flap(table, names, calendar, rng)
    table = table.where(table.time < until)
    return SimulatedHome(
        spec=spec,
        calendar=calendar,
        raw=_raw(table, names, vocabulary),
        home=_home(spec, calendar, entities, furnishing),
        names=Names(
            {entity.entity_id: entity.name for entity in entities},
            rooms_of(entities),
            {entity.entity_id: entity.device_class for entity in entities if entity.device_class},
        ),
        truth=tuple(
            replace(habit, kept=tuple(kept), chances=chances)
            for habit, kept, chances in zip(house.habits, house.kept, house.chances, strict=True)
        ),
        entities=entities,
        table=table,
        vocabulary=vocabulary,
        causes=tuple(house.causes),
        furnishing=replace(furnishing, links=life.links),
        looks=tuple(look for look in house.looks if look.time < until),
    )


def _tabulate(
    spec: HouseholdSpec,
    life: Life,
    until: float,
    rng: np.random.Generator,
) -> tuple[Table, tuple[str, ...]]:
    """Return all rows in order of time, with the states coded; sensors fill up to the budget."""
    house, motion = life.house, life.motion
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
    switches.append(present(motion))
    switches += windows(entities, calendar, rng)
    for entity_id, on, off in switches:
        if entity_id in index:
            for time, state in ((on, "on"), (off, "off")):
                code, _ = coder.code(entity_id, state)
                chunks.append(_chunk(index[entity_id], time, code, np.full(len(time), np.nan)))
    busy = sum(len(chunk.time) for chunk in chunks) + sum(len(one.time) for one in life.readings)
    special = {series.entity_id for series in life.readings}
    chatty = [one for one in entities if one.entity_id not in special]
    chunks += [
        _chunk(index[series.entity_id], series.time, NUMERIC, series.value)
        for series in (*life.readings, *readings(chatty, calendar, spec.events - busy, rng))
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


def _home(
    spec: HouseholdSpec, calendar: Calendar, entities: Sequence[Entity], furnishing: Furnishing
) -> Home:
    references = references_of(entities, furnishing)
    usual = tuple(rule.existing() for rule in rules_of(spec.kinds))
    further = tuple(
        existing_automation(rule.entity_id, rule.alias, rule.config(), references)
        for rule in furnishing.rules
    )
    return Home(
        timezone=calendar.timezone,
        latitude=spec.latitude,
        longitude=spec.longitude,
        areas={one.entity_id: one.area for one in entities if one.area is not None},
        devices={one.entity_id: one.device for one in entities if one.device is not None},
        classes={one.entity_id: one.device_class for one in entities if one.device_class},
        groups={**GROUPS, **furnishing.groups},
        automations=(*usual, *further),
    )
