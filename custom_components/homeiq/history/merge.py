"""Events of several sources and days put together and taken apart.

Days are those of UTC: none is longer than others, and no change of time zone moves them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    RESERVED_STATES,
    Bools,
    Floats,
    Ints,
    RawEvents,
)

_ROUNDED: Final = 0.0002  # seconds; by less than that, times that are kept are others
NO_EVENTS: Final = RawEvents.from_rows([])


def joined(parts: Sequence[RawEvents]) -> RawEvents:
    """Return the events of all parts, one after the other, in one vocabulary."""
    entities: dict[str, int] = {}
    states = {state: code for code, state in enumerate(RESERVED_STATES)}
    entity, state = [], []
    for part in parts:
        entity.append(_recoded(part.entity, part.entities, entities))
        state.append(_recoded(part.state, part.states, states))
    return RawEvents(
        time=np.concatenate([part.time for part in parts] or [NO_EVENTS.time]),
        entity=np.concatenate(entity or [NO_EVENTS.entity]),
        state=np.concatenate(state or [NO_EVENTS.state]),
        number=np.concatenate([part.number for part in parts] or [NO_EVENTS.number]),
        origin=np.concatenate([part.origin for part in parts] or [NO_EVENTS.origin]),
        entities=tuple(entities),
        states=tuple(states),
    )


def _recoded(codes: Ints, names: tuple[str, ...], known: dict[str, int]) -> Ints:
    new = [known.setdefault(name, len(known)) for name in names]
    return np.array(new, np.int32)[codes] if new else codes


def filled(
    told: RawEvents, more: RawEvents, begun: float = -np.inf, ended: float = np.inf
) -> RawEvents:
    """Return what was told, and of more the events of entities that it told nothing of.

    Besides, those of all entities from before `begun` and from `ended` on (UTC seconds), where
    what was told knows nothing.
    """
    silent = ~with_events(told, more.entities)
    missing = silent[more.entity] | (more.time < begun) | (more.time >= ended)
    return in_order(joined((told, where(more, missing)))) if missing.any() else told


def resumed(old: RawEvents, told: RawEvents) -> RawEvents:
    """Return what a source tells that forgets, with what was kept of before it begins.

    A source forgets the oldest first: what it tells of an entity is whole from the first event
    on. What was kept of entities that it tells nothing of any more stays, too.
    """
    begun = np.full(len(told.entities), np.inf)
    np.minimum.at(begun, told.entity, told.time)
    first = dict(zip(told.entities, begun.tolist(), strict=True))
    until: Floats = np.array([first.get(name, np.inf) for name in old.entities], np.float64)
    before = old.time < until[old.entity] - _ROUNDED if len(old.time) else np.zeros(0, np.bool_)
    return in_order(joined((where(old, before), told))) if before.any() else told


def with_events(raw: RawEvents, entities: Sequence[str]) -> Bools:
    """Return which entities have an event, one element an entity."""
    seen = np.bincount(raw.entity, minlength=len(raw.entities)) > 0
    told = {name for name, has in zip(raw.entities, seen.tolist(), strict=True) if has}
    return np.array([name in told for name in entities], np.bool_)


def where(raw: RawEvents, rows: Bools | NDArray[np.intp] | slice) -> RawEvents:
    """Return only these of the events, in their order."""
    columns = ("time", "entity", "state", "number", "origin")
    return replace(raw, **{name: getattr(raw, name)[rows] for name in columns})


def between(raw: RawEvents, start: float, end: float) -> RawEvents:
    """Return the events from one time to before another (UTC seconds)."""
    return where(raw, (raw.time >= start) & (raw.time < end))


def in_order(raw: RawEvents) -> RawEvents:
    """Return the events in order of time."""
    if (raw.time[1:] >= raw.time[:-1]).all():
        return raw
    return where(raw, np.argsort(raw.time, kind="stable"))


def by_day(raw: RawEvents, days: Collection[int]) -> Iterator[tuple[int, RawEvents]]:
    """Yield (UTC days since the epoch, the events of that day, in order of time)."""
    raw = in_order(raw)
    wanted = sorted(days)
    edges: Floats = np.array([(day, day + 1) for day in wanted], np.float64) * DAY_SECONDS
    places = np.searchsorted(raw.time, edges.reshape(-1, 2))
    for day, (first, end) in zip(wanted, places.tolist(), strict=True):
        yield day, where(raw, slice(first, end))
