"""The archive's days in the database; synchronous, for the threads of the store.

No more than one day's events are in memory at once, besides those that are asked for.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
import logging
from typing import Final

import numpy as np
from sqlalchemy import Connection, RowMapping, delete, func, select, update

from custom_components.homeiq.history.archive import Block, Bounds, Day
from custom_components.homeiq.history.blocks import (
    DamagedBlockError,
    DayEvents,
    Joined,
    decode,
    encode,
)
from custom_components.homeiq.mining.event_log import Ints, RawEvents
from custom_components.homeiq.store.archive_entities import (
    Moves,
    entities,
    follow,
    forget,
    note_asked,
    register,
)
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import DayBlockRow
from custom_components.homeiq.store.upsert import upsert

_LOGGER = logging.getLogger(__name__)

MEGABYTE: Final = 1_000_000
_SAVE: Final = upsert(DayBlockRow)
_EVENTS: Final = select(DayBlockRow.day, DayBlockRow.events, DayBlockRow.data)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What was read, and the days that could not be."""

    raw: RawEvents
    damaged: tuple[int, ...]


class DayBlocks:
    """Days with their events; each method is one transaction and raises StoreError."""

    def __init__(self, database: Connections) -> None:
        """Take the database, which need not be open yet."""
        self._database = database

    def days(self) -> tuple[Day, ...]:
        """Return the days that are kept, ascending."""
        query = select(
            DayBlockRow.day, DayBlockRow.until, DayBlockRow.asked, DayBlockRow.setting
        ).order_by(DayBlockRow.day)
        with self._database.reading() as connection:
            return tuple(
                Day(row.day, row.until, frozenset(row.asked), row.setting)
                for row in connection.execute(query)
            )

    def known(self) -> frozenset[str]:
        """Return the entities that days were asked about, also those that are away."""
        with self._database.reading() as connection:
            return frozenset(entity.entity_id for entity in entities(connection))

    def unasked(self) -> dict[str, int]:
        """Return, of known entities, the first day that is kept without asking about them."""
        with self._database.reading() as connection:
            return {
                entity.entity_id: entity.unasked
                for entity in entities(connection)
                if entity.unasked is not None
            }

    def load(self, first: int, last: int, entity_ids: Collection[str]) -> Loaded:
        """Return the events of entities from a day to another (inclusive), in order of time."""
        chosen = DayBlockRow.day.between(first, last)
        damaged = []
        with self._database.reading() as connection:
            names, codes = _asked(connection, entity_ids)
            most = connection.scalar(select(func.sum(DayBlockRow.events)).where(chosen))
            joined = Joined(most or 0, codes)
            query = _EVENTS.where(chosen).order_by(DayBlockRow.day)
            for row in connection.execute(query).mappings():
                try:
                    joined.add(_decoded(row))
                except DamagedBlockError as error:
                    _LOGGER.warning("Day %s of the archive is left out: %s", row["day"], error)
                    damaged.append(row["day"])
        return Loaded(joined.events(names), tuple(damaged))

    def drop_damaged(self, days: Iterable[int]) -> None:
        """Drop those of some days that cannot be read, so that they are asked for again."""
        with self._database.writing() as connection:
            for day in days:
                _kept(connection, day)

    def save(self, blocks: Iterable[Block], asked_about: Collection[str]) -> None:
        """Keep days, all of them or none; each replaces what was kept of it.

        Of entities that it was not asked about, what was kept stays.
        """
        with self._database.writing() as connection:
            ids = register(connection, asked_about)
            others = [one.id for one in entities(connection) if one.entity_id not in asked_about]
            first: int | None = None
            for block in blocks:
                told = _told(block.raw)
                if not told <= ids.keys():
                    ids = register(connection, told)
                codes = np.array([ids.get(name, -1) for name in block.raw.entities], np.int32)
                events = DayEvents.of(block.day.number, block.raw, codes)
                if others and (kept := _kept(connection, block.day.number)) is not None:
                    events = _with_others(events, kept, others)
                _write(connection, block.day, events)
                first = min(block.day.number, block.day.number if first is None else first)
            if first is not None:
                note_asked(connection, asked_about, first)

    def reopen(self, marks: Collection[str], first: int) -> None:
        """Forget, from a day on, that sources with these marks were asked."""
        days = select(DayBlockRow.day, DayBlockRow.asked).where(DayBlockRow.day >= first)
        with self._database.writing() as connection:
            for day, asked in connection.execute(days).all():
                left = [mark for mark in asked if mark not in marks]
                if left != asked:
                    this = DayBlockRow.day == day
                    connection.execute(update(DayBlockRow).where(this).values(asked=left))

    def prune(self, bounds: Bounds, today: int) -> int:
        """Drop the oldest days beyond the bounds; return how many."""
        sizes = select(DayBlockRow.day, func.length(DayBlockRow.data))
        room = bounds.megabytes * MEGABYTE
        with self._database.writing() as connection:
            for day, size in connection.execute(sizes.order_by(DayBlockRow.day.desc())).all():
                room -= size
                if day < today - bounds.days or room < 0:
                    oldest = delete(DayBlockRow).where(DayBlockRow.day <= day)
                    return connection.execute(oldest).rowcount
        return 0

    def follow(
        self, registered: Mapping[str, str], present: Collection[str], now: datetime
    ) -> None:
        """Rename what was renamed, put away what was removed, and erase what stayed away."""
        with self._database.writing() as connection:
            moves = follow(connection, registered, present, now)
            _move(connection, moves)
        if None in moves.values():
            self._empty_log()

    def erase(self, entity_ids: Collection[str]) -> int:
        """Erase entities from all days and from the file; return how many were known."""
        with self._database.writing() as connection:
            erased = [
                entity.id for entity in entities(connection) if entity.entity_id in entity_ids
            ]
            _move(connection, dict.fromkeys(erased))
            forget(connection, erased)
        if erased:
            self._empty_log()
        return len(erased)

    def _empty_log(self) -> None:
        """Let what was erased, and is overwritten (secure_delete), be so in the file too."""
        if not self._database.checkpoint():
            _LOGGER.warning("What was erased stays in the file until no other program reads it")


def _asked(connection: Connection, entity_ids: Collection[str]) -> tuple[tuple[str, ...], Ints]:
    """Return the entities that can be told of, and their codes by their numbers (-1: others)."""
    here = {
        entity.entity_id: entity.id
        for entity in entities(connection)
        if entity.absent_since is None and entity.entity_id in entity_ids
    }
    names = tuple(sorted(here))
    codes = np.full(max(here.values(), default=0) + 1, -1, np.int32)
    codes[[here[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    return names, codes


def _told(raw: RawEvents) -> set[str]:
    """Return the entities that have events."""
    return {raw.entities[code] for code in np.unique(raw.entity)}


def _decoded(row: RowMapping) -> DayEvents:
    events = decode(row["data"])
    if (events.day, len(events)) != (row["day"], row["events"]):
        raise DamagedBlockError(f"It holds {len(events)} events of day {events.day}")
    return events


def _kept(connection: Connection, day: int) -> DayEvents | None:
    """Return a day's events; one that cannot be read is dropped, and none then."""
    row = connection.execute(_EVENTS.where(DayBlockRow.day == day)).mappings().first()
    if row is None:
        return None
    try:
        return _decoded(row)
    except DamagedBlockError as error:
        _LOGGER.warning("Day %s of the archive is dropped: %s", day, error)
        connection.execute(delete(DayBlockRow).where(DayBlockRow.day == day))
        return None


def _write(connection: Connection, day: Day, events: DayEvents) -> None:
    row = {
        "day": day.number,
        "until": day.until,
        "asked": sorted(day.asked),
        "setting": day.setting,
        "events": len(events),
        "data": encode(events),
    }
    connection.execute(_SAVE, row)


def _with_others(events: DayEvents, kept: DayEvents, others: list[int]) -> DayEvents:
    """Return a day's new events with the kept ones of entities that nobody was asked about."""
    told = np.unique(events.entity)
    more = kept.where(np.isin(kept.entity, others) & ~np.isin(kept.entity, told))
    if not len(more):
        return events
    highest = max(events.entity.max(initial=0), more.entity.max())
    every = np.arange(highest + 1, dtype=np.int32)
    joined = Joined(len(events) + len(more), every)
    joined.add(events)
    joined.add(more)
    return DayEvents.of(events.day, joined.events(()), every)


def _move(connection: Connection, moves: Moves) -> None:
    """Give the events of entities to others, or erase them, in all days."""
    if not moves:
        return
    for day in connection.scalars(select(DayBlockRow.day)).all():
        kept = _kept(connection, day)
        if kept is None or not np.isin(kept.entity, list(moves)).any():
            continue
        events = _moved(kept, moves)
        this = update(DayBlockRow).where(DayBlockRow.day == day)
        connection.execute(this.values(events=len(events), data=encode(events)))


def _moved(day: DayEvents, moves: Moves) -> DayEvents:
    """Return a day in which entities are others, or nobody.

    Where the other one has events of its own that day, they were two things: those stay alone.
    """
    entity, stays = day.entity.copy(), np.ones(len(day), np.bool_)
    for number, other in moves.items():
        rows = day.entity == number
        if other is None or (day.entity == other).any():
            stays &= ~rows
        else:
            entity[rows] = other
    return replace(day, entity=entity).where(stays)
