"""Whether devices were there, as the history of their entities tells."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

import numpy as np

from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    FIRST_KNOWN,
    NOTHING,
    RESERVED_STATES,
    Bools,
    EventLog,
    Floats,
    Ints,
)

# Where so many are away at once, it is Home Assistant that restarts, or a bridge, and no device is
# to blame. Helpers never go away, hence a mere half of the home; but a few bulbs behind a wall
# switch may well be half of an integration.
HOME_SHARE: Final = 0.5
HOME_FEWEST: Final = 5
INTEGRATION_SHARE: Final = 0.8
INTEGRATION_FEWEST: Final = 3
# Devices go one after the other, and some take their time to come back.
LEAD_SECONDS: Final = 60.0
GRACE_SECONDS: Final = 600.0
LEAST_SECONDS: Final = 3600.0  # a shorter watch tells nothing

_UNAVAILABLE: Final = RESERVED_STATES.index("unavailable")


@dataclass(frozen=True, slots=True)
class Presence:
    """What the history tells of one device."""

    availability: float | None = None  # share of the observed time that it was there, 0-1
    drops_a_day: float = 0.0  # how often it went away and came back
    told: float | None = None  # UTC seconds, when it last told a known state


@dataclass(frozen=True, slots=True, eq=False)
class _Absences:
    """When all that is known of a device was unavailable; columns of one length."""

    device: Ints  # its number
    begin: Floats  # UTC seconds
    end: Floats

    def where(self, rows: Bools) -> _Absences:
        return _Absences(self.device[rows], self.begin[rows], self.end[rows])


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Stretches of time in their order; columns of one length."""

    begin: Floats
    end: Floats

    def seconds_until(self, moments: Floats) -> Floats:
        """Return how many seconds of all stretches there were until moments."""
        if not len(self.begin):
            return np.zeros(len(moments))
        lengths = np.cumsum(self.end - self.begin)
        edges = np.column_stack((self.begin, self.end)).ravel()
        passed = np.column_stack((np.append(0.0, lengths[:-1]), lengths)).ravel()
        return np.asarray(np.interp(moments, edges, passed))


def presences(log: EventLog, inventory: Inventory, now: float) -> dict[str, Presence]:
    """Return by their ids which devices were there when, of those that a whole log knows.

    A device is there while any of its entities is not unavailable. Neither days that were not
    observed nor the time while all of Home Assistant or of an integration was away count.
    """
    if not len(log.days):
        return {}
    devices = tuple(inventory.devices.values())
    number = {entity.entity_id: i for i, one in enumerate(devices) for entity in one.entities}
    of_entity = np.array([number.get(entity_id, -1) for entity_id in log.entities], np.int32)
    now = max(now, float(log.time[-1]))
    watched, begun, absences = _watch(log, of_entity, now)
    told = _last_told(log, of_entity, len(devices))
    found: dict[str, Presence] = {}
    for members, observed in _watches(log, devices, watched, absences):
        total = observed.seconds_until(np.array([now])) - observed.seconds_until(begun[members])
        inside = absences.where(np.isin(absences.device, watched[members]))
        away = observed.seconds_until(inside.end) - observed.seconds_until(inside.begin)
        gone = np.bincount(inside.device, away, len(devices))
        drops = np.bincount(inside.device, (away > 0) & (inside.end < now), len(devices))
        for i, seconds in zip(watched[members].tolist(), total.tolist(), strict=True):
            found[devices[i].device_id] = Presence(
                1.0 - float(gone[i]) / seconds if seconds >= LEAST_SECONDS else None,
                float(drops[i]) * DAY_SECONDS / max(seconds, DAY_SECONDS),
                float(told[i]) if np.isfinite(told[i]) else None,
            )
    return found


def _watch(log: EventLog, of_entity: Ints, now: float) -> tuple[Ints, Floats, _Absences]:
    """Return which devices the log knows, since when, and when they were away."""
    first = np.full(len(log.entities), -1, np.int32)
    # Of rows that are assigned to one place the last stays: backwards that is the first.
    first[log.entity[::-1]] = np.arange(len(log), dtype=np.int32)[::-1]
    known = np.flatnonzero((first >= 0) & (of_entity >= 0))
    before, after = log.old[first[known]], log.new[first[known]]
    # What is not told of before its first change is not counted; but what goes away was there.
    was_there = (before != NOTHING) | (after == _UNAVAILABLE)
    begun = np.where(was_there, log.time[0], log.time[first[known]])

    goes, comes = log.new == _UNAVAILABLE, log.old == _UNAVAILABLE
    changed = np.flatnonzero((goes != comes) & (of_entity[log.entity] >= 0))
    device = np.concatenate((of_entity[known], of_entity[log.entity[changed]]))
    moment = np.concatenate((begun, log.time[changed]))
    # How many more entities of the device are there than before.
    more = np.concatenate((before != _UNAVAILABLE, np.where(goes[changed], -1, 1)))
    order = np.lexsort((moment, device))  # stable: what begins at a moment comes first
    device, moment, here = device[order], moment[order], np.cumsum(more[order])
    watched, starts = np.unique(device, return_index=True)
    here -= np.append(0, here)[np.repeat(starts, np.diff(np.append(starts, len(device))))]
    return watched, moment[starts], _absences(device, moment, here == 0, now)


def _absences(device: Ints, moment: Floats, is_away: Bools, now: float) -> _Absences:
    """Return the absences, from whether devices are away after moments, by device and time."""
    goes_on = device[1:] == device[:-1]
    until = np.append(np.where(goes_on, moment[1:], now), now)
    both = goes_on & is_away[1:] & is_away[:-1]
    begins = is_away & ~np.concatenate(([False], both))
    ends = is_away & ~np.concatenate((both, [False]))
    return _Absences(device[begins], moment[begins], until[ends])


def _last_told(log: EventLog, of_entity: Ints, devices: int) -> Floats:
    """Return when each device last told a known state; endlessly long ago where it never did."""
    rows = np.flatnonzero((log.new >= FIRST_KNOWN) & (of_entity[log.entity] >= 0))
    told = np.full(devices, -np.inf)
    told[of_entity[log.entity[rows]]] = log.time[rows]  # they ascend: the last one stays
    return told


def _watches(
    log: EventLog, devices: Sequence[DeviceRecord], watched: Ints, absences: _Absences
) -> list[tuple[Ints, _Stretches]]:
    """Return groups of devices (places in `watched`) with the time that counts for them."""
    days = [_day(log, day) for day in log.days.tolist()]
    groups: dict[str, list[int]] = defaultdict(list)
    real: list[int] = []
    for place, i in enumerate(watched.tolist()):
        groups[devices[i].integration].append(place)
        if devices[i].device_id != devices[i].entities[0].entity_id:
            real.append(place)
    home = _outages(absences, watched[real], HOME_SHARE, HOME_FEWEST)
    found = []
    for places in groups.values():
        members = np.array(places, np.int32)
        own = _outages(absences, watched[members], INTEGRATION_SHARE, INTEGRATION_FEWEST)
        begins = np.concatenate(([day[0] for day in days], home.end, own.end))
        ends = np.concatenate(([day[1] for day in days], home.begin, own.begin))
        steps = np.repeat((1, 2), (len(days), len(home.end) + len(own.end)))
        found.append((members, _while(begins, ends, steps, 1)))
    return found


def _outages(absences: _Absences, members: Ints, share: float, fewest: int) -> _Stretches:
    """Return when so many of some devices were away that it was none of their fault."""
    inside = absences.where(np.isin(absences.device, members))
    least = max(fewest, int(np.ceil(share * len(members))))
    out = _while(inside.begin, inside.end, np.ones(len(inside.begin), np.int64), least)
    return _Stretches(out.begin - LEAD_SECONDS, out.end + GRACE_SECONDS)


def _while(begins: Floats, ends: Floats, steps: Ints, least: int) -> _Stretches:
    """Return while the sum of steps, each added at its begin and taken at its end, is enough."""
    moments = np.concatenate((begins, ends))
    both = np.concatenate((steps, -steps))
    order = np.lexsort((-both, moments))  # what ends as another begins makes no gap
    enough = np.concatenate(([False], np.cumsum(both[order]) >= least, [False]))
    turns = np.flatnonzero(enough[1:] != enough[:-1])
    edges = moments[order][turns]
    return _Stretches(edges[::2], edges[1::2])


def _day(log: EventLog, day: int) -> tuple[float, float]:
    """Return when a local day begins and ends, in UTC seconds."""
    begin, end = (
        datetime.combine(date.fromordinal(day + more), time(), log.timezone).timestamp()
        for more in (0, 1)
    )
    return begin, end
