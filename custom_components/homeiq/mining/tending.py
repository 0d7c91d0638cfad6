"""What automations did on days that are known, and how much of it people undid by hand."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import (
    Bools,
    EventLog,
    Ints,
    among,
    local_clock,
)
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.runs import AT_ONCE, Runs, runs_of
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.undoing import Stays


@dataclass(frozen=True, slots=True)
class TendedDay:
    """One local day of one automation."""

    automation: str  # its entity id
    day: int  # local date, as its proleptic ordinal
    acts: int  # what it did that nobody undid
    undone: int  # what it did that somebody undid by hand within five minutes


def tend(
    home: Home, log: EventLog, since: Mapping[str, float], days: range
) -> tuple[TendedDay, ...]:
    """Return how automations did on each of `days` that the log knows, quiet days too.

    `since`: by its entity id, the moment from which an automation is looked at (UTC seconds); what
    happened before, and days before that moment's, are not told of. Nor is one that is off now, or
    is there no more: which changes were its own is known of enabled ones only, so that nothing
    must take the place of what was told of it while it was on. A change that several automations
    may have made is nobody's.

    What an automation changes without a minute's pause is one act, as a scene that somebody sets
    off is: it is undone where any part of it is. What people end as soon where they have begun it
    themselves, a light in a pantry, they do not undo, unless they do so surely more often.
    """
    able = {one.entity_id for one in home.automations if one.enabled}
    known = log.days[(log.days >= days.start) & (log.days < days.stop)]
    done = _done(home, Timeline.of(log), since)
    return tuple(
        each
        for automation, moment in since.items()
        if automation in able
        for each in _days(automation, log, done.get(automation), moment, known)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Acts:
    """What an automation did, n acts in order of time."""

    rows: Ints  # of the log, where they begin
    undone: Bools

    @classmethod
    def of(cls, log: EventLog, several: list[tuple[Ints, Bools]]) -> _Acts:
        """Find the acts in changes, which are at least one: rows of the log, and what was undone.

        They come in several parts, each in order of time.
        """
        rows = np.concatenate([part for part, _ in several])
        order = np.argsort(log.time[rows], kind="stable")
        undone = np.concatenate([part for _, part in several])[order]
        rows = rows[order]
        begins = np.flatnonzero(np.append(True, np.diff(log.time[rows]) > AT_ONCE))
        return cls(rows[begins], np.logical_or.reduceat(undone, begins))

    def where(self, which: Bools) -> _Acts:
        """Return only some of them."""
        return _Acts(self.rows[which], self.undone[which])


def _done(home: Home, timeline: Timeline, of_these: Container[str]) -> dict[str, _Acts]:
    """Return what each of some automations did; nothing of those that did nothing."""
    stays = Stays.of(timeline)
    parts: dict[str, list[tuple[Ints, Bools]]] = {}
    for runs in runs_of(home, timeline, stays):
        if (name := runs.automation.entity_id) in of_these:
            parts.setdefault(name, []).append((runs.stays.rows, _undone(stays, runs)))
    return {name: _Acts.of(timeline.log, several) for name, several in parts.items()}


def _undone(stays: Stays, runs: Runs) -> Bools:
    """Return which runs were undone; none where people end the same that soon anyway."""
    log = stays.log
    same = (log.entity[stays.rows] == runs.entity) & (log.new[stays.rows] == runs.state)
    soon = stays.soon[same & ~stays.by_automation]
    anyway = wilson_lower_bound(int(np.count_nonzero(soon)), len(soon))
    undone = runs.stays.soon
    surely = wilson_lower_bound(int(np.count_nonzero(undone)), len(undone))
    return undone if surely > anyway else np.zeros(len(undone), np.bool_)


def _days(
    automation: str, log: EventLog, done: _Acts | None, since: float, known: Ints
) -> Iterator[TendedDay]:
    (first,), _ = local_clock(np.array([since]), log.timezone)
    days = known[known >= first]
    acts = undone = np.zeros(len(days), np.int64)
    if done is not None and len(days):
        done = done.where((log.time[done.rows] >= since) & among(log.day[done.rows], days))
        place = np.searchsorted(days, log.day[done.rows])
        acts = np.bincount(place[~done.undone], minlength=len(days))
        undone = np.bincount(place[done.undone], minlength=len(days))
    for day, good, bad in zip(days.tolist(), acts.tolist(), undone.tolist(), strict=True):
        yield TendedDay(automation, day, good, bad)
