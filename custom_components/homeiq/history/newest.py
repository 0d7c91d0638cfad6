"""The newest of rows that may be too many to keep, with fair shares of the room."""

from collections import deque
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.thinning import fair_level
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints

type Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What was so when, of whom; columns of one length n."""

    time: Floats  # UTC seconds
    whose: Ints  # from 0 on, without many gaps
    what: Wholes

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.time)

    def where(self, rows: Bools | NDArray[np.intp]) -> Rows:
        """Return only these rows, or rows in this order."""
        return Rows(self.time[rows], self.whose[rows], self.what[rows])

    def in_order(self) -> Rows:
        """Return the rows in order of time."""
        return self.where(np.argsort(self.time, kind="stable"))

    def by_whose(self) -> Rows:
        """Return the rows of one after those of the other, in order of time each."""
        return self.where(np.lexsort((self.time, self.whose)))

    def changes(self) -> Rows:
        """Return only rows that are not as the one before; to be asked of `by_whose`."""
        anew = np.ones(len(self), np.bool_)
        anew[1:] = (self.whose[1:] != self.whose[:-1]) | (self.what[1:] != self.what[:-1])
        return self.where(anew)


class Newest:
    """Takes rows, about in order of time; holds no more than twice as many as there is room for.

    All have the same room: what one does not need, others may use. Of those that need more, the
    oldest rows go, so that each is known without gaps since some moment.
    """

    __slots__ = ("_changes", "_chunks", "_held", "_most")

    def __init__(self, most: int, *, changes: bool) -> None:
        """Take how many rows there is room for, and whether only changes are worth keeping."""
        self._most = most
        self._changes = changes
        self._chunks: deque[Rows] = deque()
        self._held = 0

    def add(self, rows: Rows) -> None:
        """Add some rows."""
        self._chunks.append(rows)
        self._held += len(rows)
        if self._held > 2 * self._most:
            kept = self._kept()
            self._chunks.append(kept)
            self._held = len(kept)

    def told(self, most_whats: int) -> Rows:
        """Return the newest rows, by whose they are; they are not kept here any longer.

        Of each one there are as many different ones as its share of `most_whats`; there is room
        for one of everybody, always.
        """
        rows = self._kept()
        return _newest(rows, _newest_of_each(rows), most_whats)

    def _kept(self) -> Rows:
        rows = _joined(self._chunks).by_whose()
        rows = rows.changes() if self._changes else rows
        return _newest(rows, np.arange(len(rows)), self._most)


def _joined(chunks: deque[Rows]) -> Rows:
    """Return chunks as one; they are let go of."""
    parts = [(one.time, one.whose, one.what) for one in chunks]
    chunks.clear()
    if not parts:
        return Rows(np.empty(0), np.empty(0, np.int32), np.empty(0, np.int64))
    time, whose, what = zip(*parts, strict=True)
    return Rows(np.concatenate(time), np.concatenate(whose), np.concatenate(what))


def _newest_of_each(rows: Rows) -> NDArray[np.intp]:
    """Return, ascending, the places of the last row of everything that one has."""
    order = np.lexsort((rows.what, rows.whose))  # stable: among equals the newest comes last
    alike = rows.where(order)
    is_last = np.ones(len(rows), np.bool_)
    is_last[:-1] = (alike.whose[1:] != alike.whose[:-1]) | (alike.what[1:] != alike.what[:-1])
    return np.sort(order[is_last])


def _newest(rows: Rows, counted: NDArray[np.intp], most: int) -> Rows:
    """Return the newest of each, so many that of the places that are counted `most` are left."""
    counts = np.bincount(rows.whose[counted])
    level = fair_level(sorted(counts.tolist()), most)
    if level == inf:
        return rows
    share = max(1, int(level))
    many = np.flatnonzero(counts > share)
    first = np.zeros(len(counts), np.intp)  # place from which on rows are kept
    first[many] = counted[np.cumsum(counts)[many] - share - 1] + 1
    return rows.where(np.arange(len(rows)) >= first[rows.whose])
