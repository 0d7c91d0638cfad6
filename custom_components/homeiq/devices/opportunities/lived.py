"""How a home is lived in: how often what rules ask for happened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import (
    FIRST_KNOWN,
    NOTHING,
    NUMERIC,
    Bools,
    EventLog,
    Floats,
    Ints,
    Origin,
    RawEvents,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import WindowCondition
from custom_components.homeiq.mining.timeline import Timeline

ON: Final = frozenset({"on"})
ALWAYS: Final = WindowCondition(0, 0)  # from midnight, around the clock
HOME_ZONE: Final = "zone.home"  # its state is how many people are at home
AT_HOME: Final = "home"


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What the home's own history tells; only changes between known states count."""

    home: Home
    days: int  # that were observed
    timeline: Timeline
    codes: Mapping[str, int]  # of states

    @classmethod
    def of(cls, log: EventLog | None, home: Home) -> Lived:
        """Order a log so that each entity's history is at hand; None: nothing is known."""
        if log is None:
            log = build_log(RawEvents.from_rows([]), home)
        codes = {state: code for code, state in enumerate(log.states)}
        return cls(home, len(log.days), Timeline.of(log), codes)

    def days_of(self, device: DeviceRecord) -> int:
        """Return on how many days a device was there, by the registry or by its history."""
        if device.created is None:
            return self.days
        log, rows = self.timeline.log, (self._rows(each.entity_id) for each in device.entities)
        first = min((device.created, *(float(log.time[one[0]]) for one in rows if len(one))))
        day = datetime.fromtimestamp(first, log.timezone).toordinal()
        return int(np.count_nonzero(log.days >= day))

    def begins(
        self,
        entity_id: str,
        states: Collection[str] = ON,
        window: WindowCondition = ALWAYS,
    ) -> int:
        """Return how often an entity came to one of some states from any other known one."""
        return len(self._begun(entity_id, states, window))

    def begins_at_device(self, entity_id: str, states: Collection[str] = ON) -> int:
        """Return how often an entity came to one of some states by the device itself."""
        origin = self.timeline.log.origin[self._begun(entity_id, states, ALWAYS)]
        return int(np.count_nonzero(origin == Origin.DEVICE))

    def busiest(
        self,
        entity_ids: Iterable[str],
        states: Collection[str] = ON,
        window: WindowCondition = ALWAYS,
    ) -> tuple[str, int]:
        """Return which of some entities did so most often, and how often; the first of equals."""
        counted = [(each, self.begins(each, states, window)) for each in entity_ids]
        return max(counted, key=lambda pair: pair[1], default=("", 0))

    def begins_from(
        self, entity_id: str, state: str, window: WindowCondition = ALWAYS
    ) -> dict[str, int]:
        """Return how often an entity came to a state from which others, most often first."""
        log = self.timeline.log
        begun = self._begun(entity_id, {state}, window)
        codes, counts = np.unique(log.old[begun], return_counts=True)
        counted = {log.states[code]: int(count) for code, count in zip(codes, counts, strict=True)}
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def changes_at(self, entity_ids: Iterable[str], window: WindowCondition) -> int:
        """Return how often any of some entities was changed at the device itself."""
        origin = self.timeline.log.origin
        changed = [self._known(each, window) for each in entity_ids]
        return sum(int(np.count_nonzero(origin[rows] == Origin.DEVICE)) for rows in changed)

    def left(self, entity_id: str, state: str, longer_than: float) -> int:
        """Return how often an entity came to a state and stayed there longer than some seconds."""
        log, rows = self.timeline.log, self._rows(entity_id)
        ends = np.append(log.time[rows], log.time[-1:])[1:]
        begun = _one_of(log.new[rows], self._coded({state})) & (log.old[rows] >= FIRST_KNOWN)
        return int(np.count_nonzero(begun & (ends - log.time[rows] > longer_than)))

    def emptied(self) -> int:
        """Return how often the last one left the home."""
        log, zone = self.timeline.log, self._rows(HOME_ZONE)
        zone = zone[log.new[zone] == NUMERIC]
        if len(zone):
            return _beginnings(log.number[zone] < 1)
        people = [code for each, code in self.timeline.codes.items() if each.startswith("person.")]
        at = log.time[_one_of(log.entity, people)]
        states = self.timeline.states_of(np.array(people, np.int32), at)
        known = np.all((states == NOTHING) | (states >= FIRST_KNOWN), axis=0)
        away = ~np.any(_one_of(states, self._coded({AT_HOME})), axis=0)
        return _beginnings(away[known])

    def _begun(self, entity_id: str, states: Collection[str], window: WindowCondition) -> Ints:
        """Return the rows of the log in which an entity came to one of some states."""
        log, rows, wanted = self.timeline.log, self._known(entity_id, window), self._coded(states)
        return rows[_one_of(log.new[rows], wanted) & ~_one_of(log.old[rows], wanted)]

    def _known(self, entity_id: str, window: WindowCondition) -> Ints:
        """Return the rows in which an entity went from a known state to another, in a window."""
        log, rows = self.timeline.log, self._rows(entity_id)
        known = (log.old[rows] >= FIRST_KNOWN) & (log.new[rows] >= FIRST_KNOWN)
        return rows[known & _inside(log.second[rows], window)]

    def _rows(self, entity_id: str) -> Ints:
        code = self.timeline.codes.get(entity_id)
        return np.zeros(0, np.int32) if code is None else self.timeline.changes(code)

    def _coded(self, states: Iterable[str]) -> list[int]:
        return [self.codes[state] for state in states if state in self.codes]


def _one_of(values: Ints, wanted: Iterable[int]) -> Bools:
    """Return which values are among a few; np.isin takes far longer for as few."""
    found = np.zeros(values.shape, np.bool_)
    for one in wanted:
        found |= values == one
    return found


def _inside(second: Floats, window: WindowCondition) -> Bools:
    """Return which times of day are in a window, across midnight too."""
    if window.after < window.before:
        return np.asarray((second >= window.after) & (second < window.before))
    return np.asarray((second >= window.after) | (second < window.before))


def _beginnings(held: Bools) -> int:
    """Return how often something came to hold that did not hold before."""
    return int(np.count_nonzero(held[1:] & ~held[:-1]))
