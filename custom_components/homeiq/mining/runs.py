"""Which automation of the home made a change."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.effects import ANY
from custom_components.homeiq.mining.event_log import Bools, Ints
from custom_components.homeiq.mining.existing import clock_second
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.undoing import Stays

AT_ONCE: Final = 60.0  # seconds after its trigger within which an automation has acted


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """How often an automation brought an entity to a state."""

    automation: ExistingAutomation
    entity: int  # entity code
    state: int  # state code
    stays: Stays  # a row for each run
    alone: bool  # no other automation does the same

    @property
    def timed(self) -> bool:
        """Whether a clock or the sun triggers it."""
        return any(
            one in {"sunrise", "sunset"} or clock_second(one) is not None
            for one in self.automation.triggers
        )


def runs_of(home: Home, timeline: Timeline, stays: Stays) -> Iterator[Runs]:
    """Yield the runs that are known to be of one automation of the home, those enabled only.

    A change is of the one that has such an effect. Where several have, it is of the only one whose
    clock time or entity tells of that moment; if none or more than one does, it is nobody's.
    """
    able = _able(home)
    log = timeline.log
    index = np.flatnonzero(stays.by_automation)
    if not able or not len(index):
        return
    rows = stays.rows[index]
    key = log.entity[rows].astype(np.int64) * len(log.states) + log.new[rows]
    for one in np.unique(key):
        entity, state = divmod(int(one), len(log.states))
        entity_id = log.entities[entity]
        several = {**able[entity_id, log.states[state]], **able[entity_id, ANY]}
        of_one = np.zeros(len(stays.rows), np.bool_)
        of_one[index[key == one]] = True
        of_these = stays.where(of_one)
        if len(several) == 1:
            (each,) = several.values()
            yield Runs(each, entity, state, of_these, alone=True)
            continue
        told = {name: _told(each, timeline, of_these.rows) for name, each in several.items()}
        only = sum(told.values(), np.zeros(len(of_these.rows), np.int32)) == 1
        for name, each in several.items():
            if np.any(told[name] & only):
                yield Runs(each, entity, state, of_these.where(told[name] & only), alone=False)


def _able(home: Home) -> defaultdict[tuple[str, str], dict[str, ExistingAutomation]]:
    """Return by effect the automations that have it; scripts do not run by themselves."""
    able: defaultdict[tuple[str, str], dict[str, ExistingAutomation]] = defaultdict(dict)
    for automation in home.automations:
        if automation.enabled and automation.entity_id.startswith("automation."):
            for effect in automation.effects:
                able[effect][automation.entity_id] = automation
    return able


def _told(automation: ExistingAutomation, timeline: Timeline, rows: Ints) -> Bools:
    """Return at which rows of the log a trigger of an automation tells of its run."""
    log = timeline.log
    told = np.zeros(len(rows), np.bool_)
    for trigger in automation.triggers:
        if (second := clock_second(trigger)) is not None:
            told |= (log.second[rows] - second) % 86400 <= AT_ONCE
        elif (entity := timeline.codes.get(trigger)) is not None:
            last = timeline.last_change(entity, log.time[rows])
            changes = timeline.changes(entity)[np.maximum(last - 1, 0)]
            told |= (last > 0) & (log.time[rows] - log.time[changes] <= AT_ONCE)
    return told
