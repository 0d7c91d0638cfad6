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
PAIR_BITS: Final = 31
NEIGHBOURS: Final = 6  # rows further on that are looked at for a mirror


type Counts = NDArray[np.int64]


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
    size = len(log.entities)
    table = np.zeros((size, size), np.bool_)
    rows = np.flatnonzero((log.old >= FIRST_KNOWN) & (log.new > NUMERIC))
    changes = np.bincount(log.entity[rows], minlength=size)
    rows = rows[changes[log.entity[rows]] >= MIRROR_CHANGES]
    one, other, together, alike = _together(log.time[rows], log.new[rows], log.entity[rows])
    fewer = np.minimum(changes[one], changes[other])
    more = np.maximum(changes[one], changes[other])
    found = (together >= MIRROR_SHARE * more) | (alike >= MIRROR_SHARE * fewer)
    table[one[found], other[found]] = table[other[found], one[found]] = True
    return table


def _together(time: Floats, new: Ints, entity: Ints) -> tuple[Counts, Counts, Counts, Counts]:
    """Return (one, other, how often they change at the same moment, how often to the same state).

    Only pairs that ever do; two thousand entities have millions.
    """
    pairs, same = [np.zeros(0, np.int64)], [np.zeros(0, np.bool_)]
    for step in range(1, min(NEIGHBOURS, len(time) - 1) + 1):
        near = np.flatnonzero(time[step:] - time[:-step] <= MIRROR_SECONDS)
        ends = np.sort(np.stack([entity[near], entity[near + step]]).astype(np.int64), axis=0)
        pairs.append(ends[0] << PAIR_BITS | ends[1])
        same.append(new[near] == new[near + step])
    pair, number, together = np.unique(
        np.concatenate(pairs), return_inverse=True, return_counts=True
    )
    alike = np.bincount(number, np.concatenate(same), minlength=len(pair)).astype(np.int64)
    return pair >> PAIR_BITS, pair & ((1 << PAIR_BITS) - 1), together, alike
