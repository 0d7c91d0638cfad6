"""Bring the archive up to date with all sources, and read from it what mining looks at.

Each day is asked of each source once. The first source, the recorder, tells all; each later one
fills in, day by day, the entities that those before it told nothing of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from math import inf
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
    raw = NO_EVENTS
    try:
        troubles = await gathering.update(sources)
        await archive.prune(bounds, last)
    except CausedError as error:  # of the archive
        troubles = (Trouble(ARCHIVE, error),)
    try:
        raw = await archive.load(first, last, query.entity_ids)
    except CausedError as error:
        troubles = (Trouble(ARCHIVE, error),)
    if any(trouble.key == ARCHIVE for trouble in troubles):  # what the recorder has must do
        try:
            told = await sources[0].async_read(query, stop)
            raw = await hass.async_add_executor_job(resumed, raw, told)
        except HistoryError as error:
            troubles = (*troubles, Trouble(sources[0].key, error))
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
        self._begun = 0.0  # since when the first source knows a day that was not kept

    async def update(self, sources: Sequence[Source]) -> tuple[Trouble, ...]:
        """Ask all sources for what is missing; return those that could not be read."""
        errors: dict[str, HistoryError] = {}
        await self._look()
        await self._reopen(sources, errors)
        for number, source in enumerate(sources):
            if source.key in errors:
                continue
            try:
                await (self._fill(source) if number else self._tell(source))
            except HistoryError as error:
                errors[source.key] = error
        return tuple(Trouble(key, error) for key, error in errors.items())

    async def _look(self) -> None:
        self._kept = {day.number: day for day in await self._archive.days()}

    async def _reopen(self, sources: Sequence[Source], errors: dict[str, HistoryError]) -> None:
        """Forget of days that they were asked, where now more is to be asked.

        That comes before anything is kept: however the run ends, the next one goes on with it.
        """
        if not self._kept:
            return
        marks = frozenset[str]().union(*(day.asked for day in self._kept.values()))
        early = [day.number for day in self._kept.values() if day.until > self._query.end]
        if early:  # a clock that was ahead: that nothing happened then is not known
            await self._archive.reopen(marks, min(early))
        if missing := await self._missing():  # sources that may come back
            gone = marks.difference(source.mark for source in sources)
            await self._archive.reopen(gone, min(missing.values()))
        for source in sources:
            names = frozenset(filter(source.knows, missing))
            if not names:
                continue
            since: float | None = 0.0  # where it cannot be asked, it may know them ever since
            try:
                since = await source.async_since(names)
            except HistoryError as error:
                errors[source.key] = error
            if since is not None:
                first = max(_day(since), min(missing[name] for name in names))
                await self._archive.reopen((source.mark,), first)
        await self._look()

    async def _missing(self) -> dict[str, int]:
        """Return the entities that not all days were asked about, and since when not."""
        known, unasked = await self._archive.known(), await self._archive.unasked()
        return {
            name: unasked.get(name, 0)
            for name in self._query.entity_ids
            if name not in known or name in unasked
        }

    async def _tell(self, source: Source) -> None:
        """Keep what the first source knows of days that are not kept, or not whole."""
        since = await source.async_since(self._query.entity_ids)
        if since is None:
            return
        if _day(since) not in self._kept:
            self._begun = since
        due = [day for day in self._window if self._is_due(day, source.mark, since)]
        for days in _stretches(due, _DAYS_TOLD):
            raw = await self._read(source, self._query.entity_ids, days, SETTLED_SECONDS)
            blocks = []
            for number, told in await self._split(raw, days):
                old = await self._old(number)
                whole = await self._hass.async_add_executor_job(resumed, old, told)
                blocks.append(self._block(number, source.mark, whole, self._setting))
            await self._save(blocks)

    def _is_due(self, number: int, mark: str, since: float) -> bool:
        if (number + 1) * DAY_SECONDS <= since:
            return False
        day = self._kept.get(number)
        if day is None or not day.is_whole or day.setting != self._setting:
            return True
        return mark not in day.asked

    async def _fill(self, source: Source) -> None:
        """Let a later source fill in what those before it told nothing of."""
        known = frozenset(filter(source.knows, self._query.entity_ids))
        since = await source.async_since(known) if known else None
        if since is None:
            return
        due = [day for day in self._window if self._is_open(day, source, since)]
        for days in _stretches(due, _DAYS_FILLED):
            old = {number: await self._old(number) for number in days}
            raw = await self._read(source, known - self._told_always(old, known), days)
            blocks = []
            for number, told in await self._split(raw, days):
                add = partial(_completed, old[number], told, *self._told_of(number))
                whole = await self._hass.async_add_executor_job(add)
                blocks.append(self._block(number, source.mark, whole, self._was(number)))
            await self._save(blocks)

    def _is_open(self, number: int, source: Source, since: float) -> bool:
        if (number + 1) * DAY_SECONDS <= since:
            return False
        day = self._kept.get(number)
        if day is not None and day.is_whole:
            return source.mark not in day.asked
        # The sources before it know no more of a day that is over by now.
        over = (number + 1) * DAY_SECONDS + SETTLED_SECONDS <= self._query.end
        return source.stands_alone and over

    def _told_of(self, number: int) -> tuple[float, float]:
        """Return from when until when the sources before know a day."""
        day = self._kept.get(number)
        begun = self._begun if _day(self._begun) == number else -inf
        return begun, inf if day is None or day.is_whole else day.until

    def _told_always(
        self, days: Mapping[int, RawEvents], entity_ids: frozenset[str]
    ) -> frozenset[str]:
        """Return the entities of which all is known on each of the days."""
        if any(self._told_of(number) != (-inf, inf) for number in days):
            return frozenset()
        names = sorted(entity_ids)
        told = np.all([with_events(raw, names) for raw in days.values()], axis=0)
        return frozenset(name for name, always in zip(names, told.tolist(), strict=True) if always)

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
        return await self._archive.load(number, number, self._query.entity_ids)

    def _was(self, number: int) -> str:
        """Return the setting by which the origins of a day were told."""
        return self._kept[number].setting if number in self._kept else self._setting

    def _block(self, number: int, mark: str, raw: RawEvents, setting: str) -> Block:
        before = self._kept.get(number)
        asked = before.asked if before is not None and before.is_whole else frozenset()
        until = min((number + 1) * DAY_SECONDS + SETTLED_SECONDS, self._query.end)
        return Block(Day(number, until, asked | {mark}, setting), raw)

    async def _save(self, blocks: Sequence[Block]) -> None:
        await self._archive.save(blocks, self._query.entity_ids)
        self._kept |= {block.day.number: block.day for block in blocks}


def _completed(old: RawEvents, told: RawEvents, begun: float, ended: float) -> RawEvents:
    return filled(old, sparse(told), begun, ended)


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
