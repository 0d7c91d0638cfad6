"""What people do some time after the last one left a room."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import Pattern, StateTrigger
from custom_components.homeiq.mining.promise import Trials, best, promises
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.spells import spells
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

# What sensors of people are; a door tells who came, not who stayed.
PEOPLE: Final = frozenset({"motion", "occupancy", "presence", "moving", "sound", "vibration"})
ENDINGS: Final = frozenset({"off", "idle", "paused", "closed", "docked"})  # of what went on there


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """How to tell that a room was left."""

    sensors: Ints  # of each spell, the entity
    trials: Trials  # for each spell as many as there are holds


@dataclass(frozen=True, slots=True)
class Room:
    """Acts that end something in an area, by how long its sensors have been off.

    A spell of a sensor that lasts as long as a hold is a chance to act. What is done when
    somebody comes in follows at once, and is found as any event that acts follow. Needs to know
    which entities share a room: without areas, any sensor would do for any act.
    """

    name: str = "room"
    holds: tuple[int, ...] = (60, 120, 300, 600)  # seconds since the room was left

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each kind of act in an area the sensor, and how long it has been off."""
        if not study.home.areas:
            return []
        rooms: dict[int, _Left] = {}
        found: list[Pattern] = []
        for kind in study.act_kinds():
            area = int(study.witnesses.areas[kind.target])
            if area >= 0 and study.log.states[kind.state] in ENDINGS:
                if area not in rooms:
                    rooms[area] = self._left(study, area)
                found += self._after(study, kind, rooms[area])
        return found

    def _left(self, study: Study, area: int) -> _Left:
        """Return all the ways to tell that a room was left; those of one spell come together."""
        log = study.log
        sensors = [
            (int(code), spell)
            for code in np.flatnonzero(study.witnesses.areas == area)
            if _feels_people(study.home, log.entities[code])
            for spell in spells(study.timeline, int(code), FEWEST_DAYS)
            if log.states[spell.state] == "off"
        ]
        trials = [
            (
                StateTrigger(log.entities[code], "off", log.states[spell.before], hold),
                spell.begin[spell.length >= hold] + hold,
                Reach.of(clock=False, between=hold),
            )
            for code, spell in sensors
            for hold in self.holds
        ]
        return _Left(np.array([code for code, _ in sensors], np.int32), Trials.of(trials))

    def _after(self, study: Study, kind: ActKind, left: _Left) -> Iterator[Pattern]:
        others, holds = ~study.kin[kind.target][left.sensors], len(self.holds)
        trials = left.trials.where(np.repeat(others, holds))
        found = promises(study, kind, self.name, trials, holds)
        for first in range(0, len(found), holds):
            promise = best(found[first : first + holds])
            if promise is not None:
                yield promise.pattern


def _feels_people(home: Home, entity_id: str) -> bool:
    """Return whether an entity may tell that somebody is there; where not known, any may."""
    if not entity_id.startswith("binary_sensor."):
        return False
    return home.classes.get(entity_id, "motion") in PEOPLE
