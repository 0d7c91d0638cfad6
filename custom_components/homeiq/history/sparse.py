"""Readings of a day left out where a source tells more than anybody can act on."""

import numpy as np

from custom_components.homeiq.history.merge import where
from custom_components.homeiq.history.thinning import quarterings
from custom_components.homeiq.mining.event_log import NUMERIC, RawEvents


def sparse(day: RawEvents) -> RawEvents:
    """Return the events of a day, in order of time, with as many readings as there may be.

    Of a chatty sensor each fourth, sixteenth, ... reading is left, the first one of all.
    """
    rows = np.flatnonzero(day.state == NUMERIC)
    counts = np.bincount(day.entity[rows], minlength=len(day.entities))
    often = quarterings({code: float(counts[code]) for code in np.flatnonzero(counts).tolist()})
    if not often:
        return day
    kept = np.ones(len(day.time), np.bool_)
    for code, times in often.items():
        readings = rows[day.entity[rows] == code]
        kept[readings] = False
        kept[readings[:: 4**times]] = True
    return where(day, kept)
