"""The entities of the archive: known by numbers that outlive their names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from custom_components.homeiq.store.models import ArchiveEntityRow

AWAY: Final = timedelta(days=30)  # after which an entity that was removed is forgotten

# What becomes of the events of entities that are known no more: another one's, or nobody's.
type Moves = Mapping[int, int | None]

_ALL: Final = select(
    ArchiveEntityRow.id,
    ArchiveEntityRow.entity_id,
    ArchiveEntityRow.registry_id,
    ArchiveEntityRow.absent_since,
    ArchiveEntityRow.unasked,
)
_CHANGE: Final = (
    update(ArchiveEntityRow)
    .where(ArchiveEntityRow.id == bindparam("changed"))
    .values(
        entity_id=bindparam("name"),
        registry_id=bindparam("registered_as"),
        absent_since=bindparam("since"),
    )
)
_UNASKED: Final = (
    update(ArchiveEntityRow)
    .where(ArchiveEntityRow.id == bindparam("changed"))
    .values(unasked=bindparam("since"))
)


@dataclass(frozen=True, slots=True)
class KeptEntity:
    """An entity that days tell of, or were asked about."""

    id: int
    entity_id: str
    registry_id: str | None = None  # None: not registered, or not known to be
    absent_since: datetime | None = None
    unasked: int | None = None  # the first UTC day that was kept without asking about it


def entities(connection: Connection) -> list[KeptEntity]:
    """Return all that are known."""
    return [KeptEntity(*row) for row in connection.execute(_ALL)]


def register(connection: Connection, entity_ids: Iterable[str]) -> dict[str, int]:
    """Make entities known, and return the numbers of all that are."""
    if rows := [{"entity_id": entity_id} for entity_id in sorted(entity_ids)]:
        connection.execute(insert(ArchiveEntityRow).on_conflict_do_nothing(), rows)
    return {entity.entity_id: entity.id for entity in entities(connection)}


def note_asked(connection: Connection, entity_ids: Collection[str], first: int) -> None:
    """Remember about whom days, the first of them this one, were asked, and about whom not."""
    before = entities(connection)
    unasked = {
        one.id: None if one.entity_id in entity_ids else min(first, one.unasked or first)
        for one in before
    }
    changed = [
        {"changed": one.id, "since": unasked[one.id]}
        for one in before
        if one.unasked != unasked[one.id]
    ]
    if changed:
        connection.execute(_UNASKED, changed)


def forget(connection: Connection, ids: Collection[int]) -> None:
    """Make entities unknown; no block may tell of them any more."""
    connection.execute(delete(ArchiveEntityRow).where(ArchiveEntityRow.id.in_(ids)))


def follow(
    connection: Connection,
    registered: Mapping[str, str],
    present: Collection[str],
    now: datetime,
) -> Moves:
    """Take over who is called what, and who is away; return whose events are to be moved."""
    before = entities(connection)
    after, moves = followed(before, registered, present, now)
    forget(connection, moves.keys())
    if changed := list(set(after) - set(before)):
        # No two may have one name, also while they exchange theirs.
        for names in ([f"#{entity.id}" for entity in changed], [e.entity_id for e in changed]):
            rows = [
                {
                    "changed": entity.id,
                    "name": name,
                    "registered_as": entity.registry_id,
                    "since": entity.absent_since,
                }
                for entity, name in zip(changed, names, strict=True)
            ]
            connection.execute(_CHANGE, rows)
    return moves


def followed(
    before: Iterable[KeptEntity],
    registered: Mapping[str, str],
    present: Collection[str],
    now: datetime,
) -> tuple[list[KeptEntity], Moves]:
    """Return the entities as the registry has them now, and whose events are to be moved.

    An entity that takes the name of one that is gone takes its events too, as a new lamp does
    that is called like the broken one.
    """
    registry_ids = {name: registry_id for registry_id, name in registered.items()}
    after: dict[str, KeptEntity] = {}
    moves: dict[int, int | None] = {}
    # Those that own their names come first: who has one of these besides is gone.
    for entity in sorted(before, key=lambda entity: entity.registry_id not in registered):
        name = registered.get(entity.registry_id or "", entity.entity_id)
        is_here = name in present or name in registry_ids
        since = None if is_here else entity.absent_since or now
        if (owner := after.get(name)) is not None:
            moves[entity.id] = owner.id
        elif since is not None and since <= now - AWAY:
            moves[entity.id] = None
        else:
            registry_id = registry_ids.get(name, entity.registry_id)
            after[name] = KeptEntity(entity.id, name, registry_id, since, entity.unasked)
    return list(after.values()), moves
