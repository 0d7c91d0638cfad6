"""What people do some time after the last one left a room."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.pattern import Pattern, StateTrigger
from custom_components.homeiq.mining.promise import Promise, promise
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.spells import Spells, spells
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

ENDINGS: Final = frozenset({"off", "idle", "paused", "closed", "docked"})  # of what went on there


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
        log, areas = study.log, study.witnesses.areas
        left = [
            (code, spell)
            for code, entity_id in enumerate(log.entities)
            if entity_id.startswith("binary_sensor.") and areas[code] >= 0
            for spell in spells(study.timeline, code, FEWEST_DAYS)
            if log.states[spell.state] == "off"
        ]
        found = (
            self._after(study, kind, log.entities[code], spell)
            for kind in study.act_kinds()
            if log.states[kind.state] in ENDINGS
            for code, spell in left
            if areas[code] == areas[kind.target] and not study.kin[kind.target, code]
        )
        return [best.pattern for best in found if best is not None]

    def _after(self, study: Study, kind: ActKind, sensor: str, spell: Spells) -> Promise | None:
        states = study.log.states
        best: Promise | None = None
        for hold in self.holds:
            trigger = StateTrigger(sensor, states[spell.state], states[spell.before], hold)
            at = spell.begin[spell.length >= hold] + hold
            reach = Reach.of(clock=False, between=hold)
            found = promise(study, kind, self.name, trigger, at, reach, len(self.holds))
            if found is not None and found.beats(best):
                best = found
        return best
