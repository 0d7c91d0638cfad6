"""Which entities change together by construction, so that one following the other is no habit."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import FIRST_KNOWN, NUMERIC, Bools, EventLog
from custom_components.homeiq.mining.home import Home

MIRROR_SECONDS: Final = 1.5
MIRROR_SHARE: Final = 0.9  # of the changes of the one that changes less, to the same state
MIRROR_CHANGES: Final = 8  # fewer tell nothing
NEIGHBOURS: Final = 6  # rows further on that are looked at for a mirror


def related(log: EventLog, home: Home) -> Bools:
    """Return the shape (entities, entities) table of who is related to whom.

    Related are entities of one device, a group with its members, members with each other, and
    mirrors: where nearly all changes of one come with the same change of the other, such as those
    of a group that nobody declared, and faster than a hand. Each is related to itself.
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
    rows = np.flatnonzero((log.old >= FIRST_KNOWN) & (log.new > NUMERIC))
    time, new, entity = log.time[rows], log.new[rows], log.entity[rows].astype(np.int64)
    pairs = [np.zeros(0, np.int64)]
    for step in range(1, min(NEIGHBOURS, len(rows) - 1) + 1):
        same = new[step:] == new[:-step]
        near = np.flatnonzero(same & (time[step:] - time[:-step] <= MIRROR_SECONDS))
        pairs.append(entity[near] * size + entity[near + step])
    table = np.bincount(np.concatenate(pairs), minlength=size * size).reshape(size, size)
    table = table + table.T
    changes = np.bincount(entity, minlength=size)
    fewer = np.minimum(changes[:, None], changes[None, :])
    return np.asarray((table >= MIRROR_SHARE * fewer) & (fewer >= MIRROR_CHANGES))
