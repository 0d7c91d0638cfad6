"""Changes that may be somebody's reason to act."""

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.commands import SILENT
from custom_components.homeiq.mining.event_log import FIRST_KNOWN, NUMERIC, EventLog, Ints


def occasions(log: EventLog) -> tuple[Ints, Ints, NDArray[np.int64]]:
    """Return all changes from one known state to another of whatever may set somebody off.

    They come as rows of the log, as the shape (n, 3) columns of entity, old and new state, and as
    one number each, which is the same for changes of one kind.
    """
    silent = np.array([entity.partition(".")[0] in SILENT for entity in log.entities], np.bool_)
    rows = np.flatnonzero((log.old >= FIRST_KNOWN) & (log.new > NUMERIC) & ~silent[log.entity])
    columns = np.stack([log.entity[rows], log.old[rows], log.new[rows]], axis=1)
    size = len(log.states)
    number = (columns[:, 0].astype(np.int64) * size + columns[:, 1]) * size + columns[:, 2]
    return rows.astype(np.int32), columns, number
