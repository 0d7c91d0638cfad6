"""Acts that follow a reading when it crosses a threshold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import NUMERIC, EventLog, Floats
from custom_components.homeiq.mining.fires import fires
from custom_components.homeiq.mining.pattern import NumericTrigger, Pattern
from custom_components.homeiq.mining.promise import Promise, promise
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

SENSORS_WITHOUT_AREAS: Final = 20  # where rooms are unknown, the busiest sensors have to do
FEWEST_READINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Context:
    """Thresholds that a reading crosses shortly before an act.

    The thresholds tried are low quantiles of the readings at the acts (high ones where a fall is
    what matters); the one whose crossings are worth most is kept.
    """

    name: str = "context"
    quantiles: tuple[float, ...] = (0.02, 0.1, 0.25)
    margin: float = 0.01  # of the way back to the usual reading: at the act it has been crossed
    most_common: float = 0.5  # of all readings beyond a threshold: more, and it tells nothing

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each kind of act the readings that set it off, with their thresholds."""
        sensors = _sensors(study.log)
        found = (
            self._crossing(study, kind, sensor)
            for kind in study.act_kinds()
            for sensor in _near(study, kind, sensors)
        )
        return [best.pattern for best in found if best is not None]

    def _crossing(self, study: Study, kind: ActKind, sensor: int) -> Promise | None:
        log = study.log
        readings = log.number[study.timeline.changes(sensor)].astype(np.float64)
        readings = readings[~np.isnan(readings)]  # none while it was unavailable
        at_acts = study.timeline.numbers(sensor, kind.time)
        at_acts = at_acts[~np.isnan(at_acts)]
        if len(at_acts) < FEWEST_DAYS:
            return None
        best: Promise | None = None
        reach = Reach.of(clock=False, between=0)
        for trigger in self._triggers(log.entities[sensor], readings, at_acts):
            at = fires(trigger, study.timeline, log.days, study.sun)
            tried = 2 * len(self.quantiles)
            found = promise(study, kind, self.name, trigger, at, reach, tried)
            if found is not None and found.beats(best):
                best = found
        return best

    def _triggers(
        self, entity_id: str, readings: Floats, at_acts: Floats
    ) -> Iterator[NumericTrigger]:
        usual = np.median(readings)
        for quantile in self.quantiles:
            low, high = np.quantile(at_acts, [quantile, 1 - quantile])
            low, high = low + self.margin * (usual - low), high + self.margin * (usual - high)
            if np.mean(readings > low) <= self.most_common:
                yield NumericTrigger(entity_id, above=_plain(low))
            if np.mean(readings < high) <= self.most_common:
                yield NumericTrigger(entity_id, below=_plain(high))


def _sensors(log: EventLog) -> list[int]:
    """Return the entities with enough readings, the busiest first."""
    counts = np.bincount(log.entity[log.new == NUMERIC], minlength=len(log.entities))
    order = np.argsort(-counts, kind="stable")
    return [int(code) for code in order if counts[code] >= FEWEST_READINGS]


def _near(study: Study, kind: ActKind, sensors: list[int]) -> list[int]:
    """Return the sensors of an act's area and those that belong to none, not its own ones."""
    areas, kin = study.witnesses.areas, study.kin[kind.target]
    if not (areas >= 0).any():
        return [code for code in sensors[:SENSORS_WITHOUT_AREAS] if not kin[code]]
    return [code for code in sensors if areas[code] in (-1, areas[kind.target]) and not kin[code]]


def _plain(value: float) -> float:
    """Return a threshold with three digits, as a person would choose it."""
    return float(f"{value:.3g}")
