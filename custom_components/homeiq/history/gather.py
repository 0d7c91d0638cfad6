"""Bring the archive up to date with all sources, and read from it what mining looks at.

Each day is asked of each source once. The first source, the recorder, tells all; each later one
fills in, day by day, the entities that those before it told nothing of.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from homeassistant.core import HomeAssistant
import numpy as np

from custom_components.homeiq.history.archive import SETTLED_SECONDS, Archive, Block, Bounds, Day
from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.merge import (
    NO_EVENTS,
    between,
    by_day,
    filled,
    resumed,
    with_events,
)
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.source import Source
from custom_components.homeiq.history.sparse import sparse
from custom_components.homeiq.mining.event_log import DAY_SECONDS, RawEvents
from custom_components.homeiq.report import CausedError

_FORMAT: Final = 1  # of what is kept; with another one, days are read anew
# Days that are read together and then kept: more would be lost where a run ends half-way, or take
# too much memory, which readings of a later source may need that nobody has thinned yet.
_DAYS_TOLD: Final = 60
_DAYS_FILLED: Final = 7


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that could not be read, or the archive that could not be written."""

    key: str  # of the source, or ARCHIVE
    error: CausedError


ARCHIVE: Final = "archive"


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What happened, and what kept more from being known."""

    raw: RawEvents
    troubles: tuple[Trouble, ...] = ()


async def async_gather(
    hass: HomeAssistant,
    archive: Archive,
    sources: Sequence[Source],
    query: HistoryQuery,
    bounds: Bounds,
    stop: Stop,
) -> Gathered:
    """Return the events that are asked for, from the archive brought up to date.

    `sources` come in the order in which they count; the first is the recorder. Whatever cannot be
    read or kept costs only itself. Raises HistoryError where nothing at all could be read, and
    MiningStoppedError when `stop` answers True.
    """
    gathering = _Gathering(hass, archive, query, stop)
    first, last = _day(query.start), _day(query.end)
    try:
        troubles = await gathering.update(sources)
        await archive.prune(bounds, last)
        raw = await archive.load(first, last, query.entity_ids)
    except CausedError as error:  # of the archive: what the recorder has must do
        raw = await sources[0].async_read(query, stop)
        return Gathered(raw, (Trouble(ARCHIVE, error),))
    for trouble in troubles:
        if trouble.key == sources[0].key and not len(raw.time):
            raise trouble.error
    cut = await hass.async_add_executor_job(between, raw, query.start, query.end)
    return Gathered(cut, troubles)


class _Gathering:
    """One update of the archive."""

    def __init__(
        self, hass: HomeAssistant, archive: Archive, query: HistoryQuery, stop: Stop
    ) -> None:
        self._hass = hass
        self._archive = archive
        self._query = query
        self._stop = stop
        self._setting = _setting(query)
        self._window = range(_day(query.start), _day(query.end) + 1)
        self._kept: dict[int, Day] = {}
        self._known: frozenset[str] = frozenset()  # entities that days were asked about
        self._new: frozenset[str] = frozenset()  # those that were not, though days are kept

    async def update(self, sources: Sequence[Source]) -> tuple[Trouble, ...]:
        """Ask all sources for what is missing; return those that could not be read."""
        self._kept = {day.number: day for day in await self._archive.days()}
        self._known = await self._archive.known()
        if self._kept:
            self._new = self._query.entity_ids - self._known
        troubles = []
        for number, source in enumerate(sources):
            try:
                await (self._fill(source) if number else self._tell(source))
            except HistoryError as error:
                troubles.append(Trouble(source.key, error))
        return tuple(troubles)

    async def _tell(self, source: Source) -> None:
        """Keep what the first source knows of days that are not kept, or not whole."""
        since = await source.async_since(self._query.entity_ids)
        if since is None:
            return
        anew = await self._since_new(source)
        due = [day for day in self._window if self._is_due(day, source.key, since, anew)]
        setting = self._setting
        for days in _stretches(due, _DAYS_TOLD):
            raw = await self._read(source, self._query.entity_ids, days, SETTLED_SECONDS)
            await self._save(
                [
                    self._block(
                        number, source.key, resumed(await self._old(number), told, since), setting
                    )
                    for number, told in await self._split(raw, days)
                ]
            )

    def _is_due(self, number: int, key: str, since: float, anew: float | None) -> bool:
        end = (number + 1) * DAY_SECONDS
        if end <= since:
            return False
        day = self._kept.get(number)
        if day is None or not day.is_whole or day.setting != self._setting:
            return True
        return key not in day.asked or (anew is not None and end > anew)

    async def _since_new(self, source: Source) -> float | None:
        """Return since when a source knows entities that no day was asked about."""
        new = frozenset(filter(source.knows, self._new))
        return await source.async_since(new) if new else None

    async def _fill(self, source: Source) -> None:
        """Let a later source fill in what those before it told nothing of."""
        known = frozenset(filter(source.knows, self._query.entity_ids))
        since = await source.async_since(known) if known else None
        if since is None:
            return
        anew = await self._since_new(source)
        if anew is not None and anew < max(self._kept, default=0) * DAY_SECONDS:
            await self._archive.reopen((source.key,))
            self._kept = {day.number: day for day in await self._archive.days()}
        due = [day for day in self._window if self._is_open(day, source, since)]
        for days in _stretches(due, _DAYS_FILLED):
            old = {number: await self._old(number) for number in days}
            silent = known - _told_always(old.values(), known)
            raw = await self._read(source, silent, days)
            await self._save(
                [
                    self._block(
                        number, source.key, filled(old[number], sparse(told)), self._was(number)
                    )
                    for number, told in await self._split(raw, days)
                ]
            )

    def _is_open(self, number: int, source: Source, since: float) -> bool:
        if (number + 1) * DAY_SECONDS <= since:
            return False
        day = self._kept.get(number)
        if day is None:
            over = (number + 1) * DAY_SECONDS + SETTLED_SECONDS <= self._query.end
            return source.stands_alone and over
        return day.is_whole and source.key not in day.asked

    async def _read(
        self, source: Source, entity_ids: frozenset[str], days: range, lead: float = 0.0
    ) -> RawEvents:
        query = replace(
            self._query,
            entity_ids=entity_ids,
            start=days[0] * DAY_SECONDS - lead,
            end=min(days[-1] * DAY_SECONDS + DAY_SECONDS, self._query.end),
        )
        return await source.async_read(query, self._stop)

    async def _split(self, raw: RawEvents, days: range) -> list[tuple[int, RawEvents]]:
        return await self._hass.async_add_executor_job(lambda: list(by_day(raw, days)))

    async def _old(self, number: int) -> RawEvents:
        """Return what is kept of a day."""
        if number not in self._kept:
            return NO_EVENTS
        return await self._archive.load(number, number, self._known | self._query.entity_ids)

    def _was(self, number: int) -> str:
        """Return the setting by which the origins of a day were told."""
        return self._kept[number].setting if number in self._kept else self._setting

    def _block(self, number: int, key: str, raw: RawEvents, setting: str) -> Block:
        before = self._kept.get(number)
        asked = before.asked if before is not None and before.is_whole else frozenset()
        until = min((number + 1) * DAY_SECONDS + SETTLED_SECONDS, self._query.end)
        return Block(Day(number, until, asked | {key}, setting), raw)

    async def _save(self, blocks: Sequence[Block]) -> None:
        await self._archive.save(blocks, self._query.entity_ids)
        self._kept |= {block.day.number: block.day for block in blocks}


def _told_always(days: Iterable[RawEvents], entity_ids: Collection[str]) -> frozenset[str]:
    """Return the entities that have events on each of the days."""
    names = sorted(entity_ids)
    told = np.all([with_events(raw, names) for raw in days], axis=0)
    return frozenset(name for name, always in zip(names, told.tolist(), strict=True) if always)


def _stretches(days: Sequence[int], most: int) -> Iterator[range]:
    """Yield days that follow each other, at most so many together."""
    begin = 0
    for place, day in enumerate(days):
        follows = place + 1 < len(days) and days[place + 1] == day + 1
        if not follows or place + 1 - begin == most:
            yield range(days[begin], day + 1)
            begin = place + 1


def _day(time: float) -> int:
    return int(time // DAY_SECONDS)


def _setting(query: HistoryQuery) -> str:
    """Return what the origins of a day's events depend on, but for the home's own automations."""
    told = ",".join((str(_FORMAT), *sorted(query.automation_users)))
    return sha256(told.encode()).hexdigest()[:8]
