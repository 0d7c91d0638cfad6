"""Which sensors a detector asks for at all; the others need not be read."""

from collections.abc import Collection, Mapping
from typing import Final

from custom_components.homeiq.mining.commands import COMMANDABLE
from custom_components.homeiq.mining.detectors.context import SENSORS_WITHOUT_AREAS
from custom_components.homeiq.mining.home import Home

SENSOR: Final = "sensor"


def asked(entity_ids: Collection[str], home: Home) -> frozenset[str]:
    """Return the entities that mining may look at.

    A reading tells of acts in its own area, and of all where it is in none. So those of areas in
    which nothing can be operated are left out, where areas are known.
    """
    lively = {
        home.areas[entity_id]
        for entity_id in entity_ids
        if entity_id in home.areas and _is_operated(entity_id, home)
    }
    if not lively:
        return frozenset(entity_ids)
    return frozenset(
        entity_id
        for entity_id in entity_ids
        if not is_reading(entity_id, home)
        or home.areas.get(entity_id) is None
        or home.areas[entity_id] in lively
    )


def busiest(a_day: Mapping[int, float]) -> set[int]:
    """Return the sensors that mining looks at where no areas are known.

    `a_day`: how many readings each sensor has.
    """
    order = sorted(a_day, key=lambda sensor: (-a_day[sensor], sensor))
    return set(order[:SENSORS_WITHOUT_AREAS])


def is_reading(entity_id: str, home: Home | None) -> bool:
    """Return whether an entity only tells readings: nobody operates it."""
    sensor = entity_id.partition(".")[0] == SENSOR
    return sensor and (home is None or not home.is_target(entity_id))


def _is_operated(entity_id: str, home: Home) -> bool:
    return entity_id.partition(".")[0] in COMMANDABLE or home.is_target(entity_id)
