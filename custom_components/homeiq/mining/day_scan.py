"""Times of the day at which acts come back, looked for in many lists of acts at once."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints
from custom_components.homeiq.mining.ranges import laid_out
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from custom_components.homeiq.mining.robust import group_medians

WANDER: Final = 4 * CLOCK_SECONDS  # how far beyond the grid a centre may settle, and its acts lie


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A way to measure the time of day: seconds since a moment that each day has."""

    days: Ints  # local dates
    origin: Floats  # UTC seconds of the zero of each day, ascending
    grid: Floats  # the centres tried, seconds from the zero, evenly apart


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The acts near each day: a row for each task, day and act, by task, day and time; n rows.

    A task is a list of acts that is looked at on a class of days.
    """

    task: Ints
    day: Ints  # index into the days of the axis
    act: Ints  # which one; each task has its own
    off: Floats  # seconds from the zero of the day; no two alike on one day of a task

    @classmethod
    def of(cls, axis: Axis, acts: Floats, tasks: Ints, classes: Bools) -> Near:
        """Sort acts (UTC seconds) by days.

        `tasks` has the shape (acts, classes): to which task of a class of days an act belongs,
        -1 for none; `classes` the shape (days, classes): which days are of a class.
        """
        first = np.searchsorted(axis.origin, acts - axis.grid[-1] - WANDER)
        end = np.searchsorted(axis.origin, acts - axis.grid[0] + WANDER, side="right")
        act, day = laid_out(first, end)
        row, of_class = np.nonzero(classes[day] & (tasks[act] >= 0))
        act, day = act[row], day[row]
        task, off = tasks[act, of_class], acts[act] - axis.origin[day]
        order = np.lexsort((off, day, task))
        act = (act * tasks.shape[1] + of_class).astype(np.int32)
        near = cls(task[order], day[order], act[order], off[order])
        twice = near.after_same()
        once = np.ones(len(off), np.bool_)
        once[twice] = near.off[twice] != near.off[twice - 1]
        return near.where(once)

    def where(self, rows: Bools) -> Near:
        """Return only some rows."""
        kept = np.flatnonzero(rows)
        return Near(self.task[kept], self.day[kept], self.act[kept], self.off[kept])

    def of_tasks(self, wanted: Bools) -> Near:
        """Return only the rows of wanted tasks, which are numbered anew."""
        near = self.where(wanted[self.task])
        number = np.cumsum(wanted, dtype=np.int32) - 1
        return replace(near, task=number[near.task])

    def after_same(self) -> Ints:
        """Return the numbers of the rows that follow another of the same task and day."""
        same = (self.task[1:] == self.task[:-1]) & (self.day[1:] == self.day[:-1])
        return (np.flatnonzero(same) + 1).astype(np.int32)

    def days_with(self, grid: Floats, tasks: int) -> Ints:
        """Return on how many days of each task an act is within reach of each centre of a grid.

        The shape is (tasks, grid). Each act is within reach of a stretch of the grid; where two of
        a day overlap, the later one begins after the earlier.
        """
        step, size = grid[1] - grid[0], len(grid) + 1
        begin = np.ceil((self.off - CLOCK_SECONDS - grid[0]) / step).astype(np.int64)
        end = np.floor((self.off + CLOCK_SECONDS - grid[0]) / step).astype(np.int64) + 1
        overlaps = self.after_same()
        begin[overlaps] = np.maximum(begin[overlaps], end[overlaps - 1])
        begin, end = np.clip(begin, 0, len(grid)), np.clip(end, 0, len(grid))
        begun, ended = (
            np.bincount(self.task * size + edge, minlength=tasks * size) for edge in (begin, end)
        )
        table = (begun - ended).reshape(tasks, size)
        return np.cumsum(table[:, :-1], axis=1, dtype=np.int32)

    def nearest(self, centre: Floats) -> tuple[Near, Floats]:
        """Return the act of each task and day that is nearest to the task's centre, within reach.

        Also by how many seconds it is later. Of two equally far, the later one is taken.
        """
        off = self.off - centre[self.task]
        within = np.abs(off) <= CLOCK_SECONDS
        near, off = self.where(within), off[within]
        far, again = np.abs(off), near.after_same()
        kept = np.ones(len(off), np.bool_)
        kept[again] = far[again] <= far[again - 1]
        kept[again - 1] &= far[again - 1] < far[again]
        return near.where(kept), off[kept]

    def settle(self, centre: Floats) -> Floats:
        """Return centres moved to the median of the acts around them, each day's nearest once."""
        for _ in range(3):
            near, off = self.nearest(centre)
            centre = centre + group_medians(off, near.task, len(centre))
        return centre

    def beyond(self, centre: Floats) -> Near:
        """Return the rows of the acts that are out of reach of their task's centre on every day."""
        within = np.zeros(int(np.max(self.act, initial=-1)) + 1, np.bool_)
        within[self.act[np.abs(self.off - centre[self.task]) <= CLOCK_SECONDS]] = True
        return self.where(~within[self.act])


def peaks(days_with: Ints) -> Ints:
    """Return the place of the largest value of each row; of equals, the one in the middle."""
    rank = np.cumsum(days_with == days_with.max(axis=1, keepdims=True), axis=1)
    return np.asarray(np.argmax(rank > rank[:, -1:] // 2, axis=1), np.int32)
