"""Which entities may tell why a habit holds or not: presence, modes, and those of the same room."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import NUMERIC, EventLog, Ints
from custom_components.homeiq.mining.home import Home

MOST_STATES: Final = 8  # an entity with more tells no condition
FEWEST_READINGS: Final = 20  # of a sensor that may tell anything
HOUSEWIDE: Final = 8  # sensors without an area that may tell of any act
PRESENCE: Final = frozenset({"person", "device_tracker", "zone", "group"})
MODES: Final = frozenset(
    {"input_boolean", "input_select", "select", "alarm_control_panel", "media_player"}
    | {"calendar", "schedule", "weather"}
)
SILENT: Final = frozenset({"automation", "scene", "script", "event", "button"})


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """The entities of a log with few states, by what they may tell; all are entity codes."""

    presence: Ints
    modes: Ints
    others: Ints
    readings: Ints  # sensors whose number tells, the busiest first
    areas: Ints  # of every entity of the log, a number for each area; -1 where it has none

    @classmethod
    def of(cls, log: EventLog, home: Home, states: list[Ints]) -> Witnesses:
        """Sort the entities of a log; `states` are the known states of each."""
        families: dict[str, list[int]] = {"presence": [], "modes": [], "others": []}
        for code, entity_id in enumerate(log.entities):
            domain = entity_id.partition(".")[0]
            if 1 < len(states[code]) <= MOST_STATES and domain not in SILENT:
                families[_family(domain)].append(code)
        numbers = {area: number for number, area in enumerate(sorted(set(home.areas.values())))}
        areas = [numbers.get(home.areas.get(entity_id, ""), -1) for entity_id in log.entities]
        return cls(
            presence=np.array(families["presence"], np.int32),
            modes=np.array(families["modes"], np.int32),
            others=np.array(families["others"], np.int32),
            readings=_readings(log),
            areas=np.array(areas, np.int32),
        )

    def of_act(self, target: int, trigger: int | None) -> tuple[Ints, Ints, Ints]:
        """Return (presence, modes, same room) for an act, without the act's own entities.

        Where no areas are known, every entity counts as of the same room.
        """
        nearby = self.others
        if (self.areas >= 0).any():
            here = self.areas[target]
            nearby = nearby[(self.areas[nearby] == here) & (here >= 0)]
        presence, modes, nearby = (
            codes[(codes != target) & (codes != (-1 if trigger is None else trigger))]
            for codes in (self.presence, self.modes, nearby)
        )
        return presence, modes, nearby

    def readings_of_act(self, target: int) -> Ints:
        """Return the sensors of an act's room, and the busiest few of those that are of none."""
        areas = self.areas[self.readings]
        nowhere = self.readings[areas == -1][:HOUSEWIDE]
        here = self.areas[target]
        return np.concatenate([self.readings[(areas == here) & (here >= 0)], nowhere])


def _readings(log: EventLog) -> Ints:
    counts = np.bincount(log.entity[log.new == NUMERIC], minlength=len(log.entities))
    order = np.argsort(-counts, kind="stable").astype(np.int32)
    return order[counts[order] >= FEWEST_READINGS]


def _family(domain: str) -> str:
    if domain in PRESENCE:
        return "presence"
    return "modes" if domain in MODES else "others"
