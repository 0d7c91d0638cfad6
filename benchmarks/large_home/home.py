"""The large home: a simulated household, with its people and habits, among much that chatters."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from benchmarks.households import DAILY
from benchmarks.large_home.kinds import further
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.registry import RELEVANT_READINGS, Entity as Registered
from demo.household import SimulatedHome, simulate
from demo.inventory import Entity
from demo.spec import HouseholdSpec


@dataclass(frozen=True, slots=True)
class LargeSpec:
    """A large home; the same one gives the same rows."""

    days: int = 30
    rows: int = 2_000_000  # of states, about
    actionable: int = 188_000  # of them, about: rows of entities that are worth reading whole
    start: date = date(2026, 10, 5)
    until: float | None = None  # UTC seconds; nothing happens from then on
    seed: int = 1


USUAL: Final = LargeSpec()
LONGER: Final = LargeSpec(days=150, rows=10_000_000, actionable=1_010_000)


def large_home(spec: LargeSpec) -> SimulatedHome:
    """Return the household with all entities of the large home; their chatter is not in it."""
    people = HouseholdSpec(
        seed=spec.seed,
        days=spec.days,
        start=spec.start,
        until=spec.until,
        entities=400,
        events=0,  # of sensors that follow nobody
        kinds=DAILY,
    )
    home = simulate(people)
    entities = (*home.entities, *further())
    return replace(
        home, entities=entities, home=_furnished(home.home, entities), names=_named(home, entities)
    )


def _furnished(home: Home, entities: tuple[Entity, ...]) -> Home:
    return replace(
        home,
        areas={one.entity_id: one.area for one in entities if one.area is not None},
        devices={one.entity_id: one.device for one in entities if one.device is not None},
        classes={one.entity_id: one.device_class for one in entities if one.device_class},
    )


def _named(home: SimulatedHome, entities: tuple[Entity, ...]) -> Names:
    return Names(
        {one.entity_id: one.name for one in entities},
        home.names.areas,
        {one.entity_id: one.device_class for one in entities if one.device_class},
        {one.entity_id: one.unit for one in entities if one.unit},
    )


def relevant(entities: tuple[Entity, ...]) -> frozenset[str]:
    """Return the entities whose history HomeIQ reads."""
    listed = (Registered(one.entity_id, device_class=one.device_class) for one in entities)
    return frozenset(one.entity_id for one in listed if one.is_relevant)


def actionable(entities: tuple[Entity, ...]) -> frozenset[str]:
    """Return those of them that are no readings."""
    readings = {one.entity_id for one in entities if one.device_class in RELEVANT_READINGS}
    return relevant(entities) - readings
