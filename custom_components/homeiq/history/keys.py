"""Keys of contexts and users: half of an id, as a number."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Bools

type Keys = NDArray[np.uint64]

NO_KEY: Final = 0  # no context, no user
_PLACES: Final = 1 << 16  # at least; the last bits of a key are as random as its others


def key(context_id: bytes | None) -> int:
    """Return the key of a context or user id of 16 bytes: its random half, NO_KEY for none.

    Half is enough: among a million ids two keys collide once in thirty million homes.
    """
    return int.from_bytes(context_id[8:16], "big") if context_id else NO_KEY


def within(keys: Keys, few: Keys) -> Bools:
    """Return which keys are among a few; NO_KEY is not.

    Nearly all are told by their last bits: numpy would sort them all, which takes ten times as
    long, and nothing else runs meanwhile.
    """
    last = np.uint64(_places(len(few)) - 1)
    taken = np.zeros(_places(len(few)), np.bool_)
    taken[few & last] = True
    found: Bools = taken[keys & last]
    perhaps = np.flatnonzero(found)
    found[perhaps] = np.isin(keys[perhaps], few) & (keys[perhaps] != NO_KEY)
    return found


def perhaps_repeated(keys: Keys) -> Bools:
    """Return all keys that occur more than once, and some few others."""
    places = (keys & np.uint64(_places(len(keys)) - 1)).astype(np.int32)
    last = np.empty(_places(len(keys)), np.int32)
    rows = np.arange(len(keys), dtype=np.int32)
    last[places] = rows
    shared = np.zeros(len(last), np.bool_)
    shared[places[last[places] != rows]] = True
    return shared[places]


def _places(count: int) -> int:
    """Return a power of two, some times as many as keys."""
    return max(_PLACES, 1 << (4 * count).bit_length())
