"""Which acts follow which changes at a steady delay, whatever happens in between: a first look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import poisson_bound
from custom_components.homeiq.mining.event_log import (
    EventLog,
    Floats,
    Ints,
)
from custom_components.homeiq.mining.occasions import occasions
from custom_components.homeiq.mining.replay import CLOCK_SECONDS, reach_after
from custom_components.homeiq.mining.robust import MAD_TO_SIGMA, group_medians
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

LONGEST: Final = 2400.0  # seconds from a change to what still follows it
DEVIATIONS: Final = 4.0  # of a delay, that have to lie within what counts as the same act
SURPRISE: Final = 0.001  # largest p-value that is worth a closer look


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """All changes that something may follow, by their kind and then by time."""

    time: Floats  # UTC seconds
    next: Floats  # when the next change of that kind is; infinite after the last
    day: Ints  # local date
    hour: Ints  # local
    counts: Ints  # of each kind
    of_kind: np.ndarray  # shape (kinds, 3): entity, old, new

    def times(self, kind: int) -> Floats:
        """Return when the changes of a kind were, in UTC seconds, ascending."""
        return self.time[self._slice(kind)]

    def days(self, kind: int) -> Ints:
        """Return the local dates of the changes of a kind."""
        return self.day[self._slice(kind)]

    def _slice(self, kind: int) -> slice:
        end = int(np.sum(self.counts[: kind + 1]))
        return slice(end - int(self.counts[kind]), end)


@dataclass(frozen=True, slots=True)
class Follower:
    """An act that follows a change."""

    change: int  # its kind
    act: int  # its kind
    delay: float  # seconds, the median


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Minimal occurrences: a change and an act after it, neither of which comes twice within."""

    group: Ints  # change x act
    delay: Floats  # seconds

    def where(self, rows: np.ndarray) -> _Pairs:
        return _Pairs(self.group[rows], self.delay[rows])

    def counts(self, groups: int) -> Ints:
        return np.bincount(self.group, minlength=groups).astype(np.int32)

    def medians(self, groups: int) -> Floats:
        """Return the median delay of each group, 0 where it has none."""
        return group_medians(self.delay, self.group, groups)


def changes_of(log: EventLog, most: float) -> Changes:
    """Return the changes between known states, of kinds that occur `most` times or less."""
    rows, columns, key = occasions(log)
    order = np.argsort(key, kind="stable")
    begins = np.diff(key[order], prepend=-1) != 0
    counts = np.diff(np.append(np.flatnonzero(begins), len(rows)))
    kept = np.repeat((counts >= FEWEST_DAYS) & (counts <= most), counts)
    order, begins = order[kept], begins[kept]
    time = log.time[rows][order]
    following = np.append(time[1:], np.inf)
    following[np.append(begins[1:], True)] = np.inf
    return Changes(
        time=time,
        next=following,
        day=log.day[rows][order],
        hour=(log.second[rows][order] // 3600).astype(np.int32),
        counts=np.diff(np.append(np.flatnonzero(begins), len(time))).astype(np.int32),
        of_kind=columns[order][begins],
    )


def followers(
    study: Study, kinds: Sequence[ActKind], changes: Changes, least_share: float
) -> list[Follower]:
    """Return the acts that follow changes of unrelated entities beyond chance, by change.

    At least `least_share` of the changes have to be followed and of the acts to follow, mostly
    by a delay that scatters so little that what counts as the same act holds four standard
    deviations, estimated by the median absolute deviation: Hampel, F. R. (1974), The influence
    curve and its role in robust estimation, Journal of the American Statistical Association 69,
    383-393. By chance, with both sides keeping their rhythm over the day, the count is about
    Poisson.
    """
    shape = len(changes.counts), len(kinds)
    pairs = _minimal_occurrences(changes, kinds)
    acts = [len(kind.time) for kind in kinds]
    enough = np.maximum(FEWEST_DAYS, least_share * np.maximum.outer(changes.counts, acts))
    targets = np.array([kind.target for kind in kinds], np.int32)
    possible = pairs.counts(shape[0] * shape[1]).reshape(shape) >= enough
    possible &= ~study.kin[np.ix_(changes.of_kind[:, 0], targets)]
    change, act = np.nonzero(possible)
    pairs = _renumbered(pairs, possible)
    groups = len(change)
    everything, delay = pairs.counts(groups), pairs.medians(groups)
    before, after = _reach(delay)
    low, high = (delay - before)[pairs.group], (delay + after)[pairs.group]
    near = pairs.where((pairs.delay >= low) & (pairs.delay <= high))
    count, delay = near.counts(groups), near.medians(groups)
    apart = _Pairs(near.group, np.abs(near.delay - delay[near.group]))
    scatter = MAD_TO_SIGMA * apart.medians(groups)
    expected = _expected(study.log, kinds, changes, (change, act), before + after)
    kept = (count >= enough[change, act]) & (2 * count >= everything) & (count > expected)
    kept &= DEVIATIONS * scatter <= _reach(delay)[1]
    kept[kept] = poisson_bound(count[kept], expected[kept]) <= SURPRISE
    return [
        Follower(int(change[row]), int(act[row]), float(delay[row])) for row in np.flatnonzero(kept)
    ]


def _minimal_occurrences(changes: Changes, kinds: Sequence[ActKind]) -> _Pairs:
    sizes = [len(kind.time) for kind in kinds]
    time = np.concatenate([kind.time for kind in kinds])
    previous = np.concatenate([np.append(-np.inf, kind.time[:-1]) for kind in kinds])
    order = np.argsort(time, kind="stable")
    time, previous = time[order], previous[order]
    kind = np.repeat(np.arange(len(kinds), dtype=np.int32), sizes)[order]
    first = np.searchsorted(time, changes.time, side="right")
    until = np.minimum(changes.time + LONGEST, changes.next)
    lengths = np.searchsorted(time, until, side="right") - first
    change = np.repeat(np.arange(len(first), dtype=np.int32), lengths)
    begin = (first - np.cumsum(lengths) + lengths).astype(np.int32)
    act = np.arange(len(change), dtype=np.int32) + np.repeat(begin, lengths)
    minimal = previous[act] <= changes.time[change]
    change, act = change[minimal], act[minimal]
    of_change = np.repeat(np.arange(len(changes.counts), dtype=np.int32), changes.counts)
    group = of_change[change] * len(kinds) + kind[act]
    return _Pairs(group, time[act] - changes.time[change])


def _renumbered(pairs: _Pairs, possible: np.ndarray) -> _Pairs:
    """Return the pairs of possible groups only, which are numbered anew."""
    number = np.cumsum(possible.ravel()) - 1
    rows = possible.ravel()[pairs.group]
    return _Pairs(number[pairs.group[rows]].astype(np.int32), pairs.delay[rows])


def _reach(delay: Floats) -> tuple[Floats, Floats]:
    """Return how long before and after a delay an act is still the same, as for a judge."""
    return np.minimum(delay, CLOCK_SECONDS), reach_after(delay)


def _expected(
    log: EventLog,
    kinds: Sequence[ActKind],
    changes: Changes,
    pairs: tuple[np.ndarray, np.ndarray],
    within: Floats,
) -> Floats:
    """Return how many changes an act would follow by chance within seconds, hour by hour."""
    of_change = np.repeat(np.arange(len(changes.counts)), changes.counts)
    hours = np.bincount(of_change * 24 + changes.hour, minlength=24 * len(changes.counts))
    acts = [
        np.bincount((log.second[kind.rows] // 3600).astype(np.int32), minlength=24)
        for kind in kinds
    ]
    rate = np.stack(acts) / (max(len(log.days), 1) * 3600)
    change, act = pairs
    chance = 1 - np.exp(-rate[act] * within[:, None])
    return np.asarray((hours.reshape(-1, 24)[change] * chance).sum(axis=1))
