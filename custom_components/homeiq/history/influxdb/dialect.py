"""What every language that an InfluxDB is asked in has."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, Protocol

from homeassistant.core import valid_entity_id

from custom_components.homeiq.history.influxdb.answers import Columns
from custom_components.homeiq.history.influxdb.points import NewPage, Question

BATCH: Final = 50  # entities in a query: its text stays short enough for any proxy
EVER: Final = "1970-01-01T00:00:00Z"


class Dialect(Protocol):
    """Asks for points by their tags, as the names of measurements are a matter of taste.

    All raise InfluxError.
    """

    async def entities(self) -> frozenset[str]:
        """Return the ids of the entities that there are points of."""

    async def first(self, entity_ids: tuple[str, ...]) -> float | None:
        """Return the time (UTC seconds) of the earliest point of up to BATCH entities."""

    async def page[T](self, question: Question, new_page: NewPage[T]) -> T:
        """Return what came of the points of up to BATCH entities."""


class Values:
    """Takes the texts of one column."""

    def __init__(self, column: str) -> None:
        """Start without any."""
        self._column = column
        self._values: set[str] = set()

    def add(self, _tags: Mapping[str, str], columns: Columns) -> None:
        """Add rows."""
        self._values.update(value for value in columns.get(self._column, ()) if value)

    def end(self) -> frozenset[str]:
        """Return them, each once."""
        return frozenset(self._values)


class Earliest:
    """Takes the earliest of all times."""

    def __init__(self, column: str) -> None:
        """Start without any."""
        self._column = column
        self._earliest: float | None = None

    def add(self, _tags: Mapping[str, str], columns: Columns) -> None:
        """Add rows."""
        known = () if self._earliest is None else (self._earliest,)
        times = columns.get(self._column, ())
        self._earliest = min((*known, *(time for time in times if time is not None)), default=None)

    def end(self) -> float | None:
        """Return it; None: there are no rows."""
        return self._earliest


def domains(values: Iterable[str]) -> list[str]:
    """Return which values of the tag may be domains; others write to the database, too."""
    return sorted(value for value in values if valid_entity_id(f"{value}.x"))


def named(domain: str, objects: Iterable[str]) -> frozenset[str]:
    """Return the entity ids of a domain, among what may be none."""
    ids = (f"{domain}.{name}" for name in objects)
    return frozenset(entity_id for entity_id in ids if valid_entity_id(entity_id))


def by_domain(entity_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of entities by their domains."""
    pairs = sorted(entity_id.split(".", 1) for entity_id in entity_ids)
    return {
        domain: [name for _, name in members]
        for domain, members in groupby(pairs, key=lambda pair: pair[0])
    }


def rfc3339(time: float) -> str:
    """Return a time (UTC seconds) as all of them read it."""
    moment = datetime.fromtimestamp(time, UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
