"""HomeIQ's own record of a home's days, so that habits outlive the recorder's memory."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from custom_components.homeiq.mining.event_log import DAY_SECONDS, RawEvents

# What is written late is still there then: commits, and slow devices that answer.
SETTLED_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True)
class Day:
    """What is kept of a day besides its events."""

    number: int  # UTC days since the epoch
    until: float  # UTC seconds up to which the day is known
    asked: frozenset[str] = frozenset()  # marks of the sources that were asked
    setting: str = ""  # what origins were told by; another one asks for the day to be read anew

    @property
    def start(self) -> float:
        """When it began, in UTC seconds."""
        return float(self.number * DAY_SECONDS)

    @property
    def is_whole(self) -> bool:
        """Whether it was over, and all of it written, when it was read."""
        return self.until >= self.start + DAY_SECONDS + SETTLED_SECONDS


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A day with its events, in order of time."""

    day: Day
    raw: RawEvents


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much the archive may keep; the oldest days go first."""

    days: int
    megabytes: float


class Archive(Protocol):
    """What keeps the blocks; each method is one transaction and raises CausedError."""

    async def days(self) -> tuple[Day, ...]:
        """Return the days that are kept, ascending."""

    async def known(self) -> frozenset[str]:
        """Return the entities that days were asked about, also those without events."""

    async def unasked(self) -> Mapping[str, int]:
        """Return, of known entities, the first day that is kept without asking about them."""

    async def load(self, first: int, last: int, entity_ids: Collection[str]) -> RawEvents:
        """Return the events of entities from a day to another (inclusive), in order of time.

        A block that cannot be read is left out and forgotten, so that it is asked for again.
        """

    async def save(self, blocks: Iterable[Block], asked_about: Collection[str]) -> None:
        """Keep days, whole or not at all; each replaces what was kept of it.

        Of entities that it was not asked about, what was kept stays.
        """

    async def reopen(self, marks: Collection[str], first: int) -> None:
        """Forget, from a day on, that sources with these marks were asked."""

    async def prune(self, bounds: Bounds, today: int) -> int:
        """Drop the oldest days beyond the bounds; return how many."""

    async def follow(self, registered: Mapping[str, str], present: Collection[str]) -> None:
        """Rename what was renamed, and put away what was removed.

        `registered`: entity ids by the ids of the entity registry, which outlive a renaming;
        `present`: all entities that are registered or have a state. What stays away for 30 days
        is erased; until then it may come back.
        """

    async def erase(self, entity_ids: Collection[str]) -> int:
        """Erase all that is kept of entities, at once; return how many of them were known."""
