"""Which entities change together by construction, so that one following the other is no habit."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import (
    FIRST_KNOWN,
    NUMERIC,
    Bools,
    EventLog,
    Floats,
    Ints,
)
from custom_components.homeiq.mining.home import Home

MIRROR_SECONDS: Final = 1.5
MIRROR_SHARE: Final = 0.9  # of the changes
MIRROR_CHANGES: Final = 8  # fewer tell nothing
NEIGHBOURS: Final = 6  # rows further on that are looked at for a mirror


def related(log: EventLog, home: Home) -> Bools:
    """Return the shape (entities, entities) table of who is related to whom.

    Related are entities of one device, a group with its members, members with each other, and
    mirrors: two that nearly always change at the same moment, or of which one hardly ever comes
    to a state without the other: a group that nobody declared. Each is related to itself.
    """
    table = np.eye(len(log.entities), dtype=np.bool_) | _mirrors(log)
    codes = {entity_id: code for code, entity_id in enumerate(log.entities)}
    families: dict[str, list[int]] = {}
    for entity_id, device in home.devices.items():
        if entity_id in codes:
            families.setdefault(device, []).append(codes[entity_id])
    for group, members in home.groups.items():
        families[group] = [codes[entity] for entity in (group, *members) if entity in codes]
    for family in families.values():
        table[np.ix_(family, family)] = True
    return table


def _mirrors(log: EventLog) -> Bools:
    rows = np.flatnonzero((log.old >= FIRST_KNOWN) & (log.new > NUMERIC))
    size = len(log.entities)
    entity = log.entity[rows].astype(np.int64)
    changes = np.bincount(entity, minlength=size)
    fewer = np.minimum(changes[:, None], changes[None, :])
    more = np.maximum(changes[:, None], changes[None, :])
    together, alike = _together(log.time[rows], log.new[rows], entity, size)
    mirrors = (together >= MIRROR_SHARE * more) | (alike >= MIRROR_SHARE * fewer)
    return np.asarray(mirrors & (fewer >= MIRROR_CHANGES))


def _together(
    time: Floats, new: Ints, entity: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how often each two change at the same moment, and how often to the same state."""
    pairs, alike = [np.zeros(0, np.int64)], [np.zeros(0, np.bool_)]
    for step in range(1, min(NEIGHBOURS, len(time) - 1) + 1):
        near = np.flatnonzero(time[step:] - time[:-step] <= MIRROR_SECONDS)
        pairs.append(entity[near] * size + entity[near + step])
        alike.append(new[near] == new[near + step])
    pair, same = np.concatenate(pairs), np.concatenate(alike)
    counts = (np.bincount(some, minlength=size * size) for some in (pair, pair[same]))
    together, the_same = (count.reshape(size, size) for count in counts)
    return together + together.T, the_same + the_same.T
