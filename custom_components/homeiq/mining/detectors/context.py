"""Acts that follow a reading when it crosses a threshold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats, Ints
from custom_components.homeiq.mining.fires import fires
from custom_components.homeiq.mining.pattern import NumericTrigger, Pattern
from custom_components.homeiq.mining.promise import LEAST_SHARE, Promise, Trials, best, promises
from custom_components.homeiq.mining.quantiles import quantiles
from custom_components.homeiq.mining.ranges import laid_out
from custom_components.homeiq.mining.replay import Reach
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study
from custom_components.homeiq.mining.timeline import Timeline

SENSORS_WITHOUT_AREAS: Final = 20  # where rooms are unknown, the busiest sensors have to do
REACH: Final = Reach.of(clock=False, between=0)


@dataclass(frozen=True, slots=True, eq=False)
class _Sensors:
    """The entities with enough readings, the busiest first; columns of one length."""

    code: Ints  # of the entity
    usual: Floats  # its median reading
    least: Floats  # a rise above less than this tells nothing
    most: Floats  # nor does a fall below more than this

    @classmethod
    def of(cls, study: Study, most_common: float) -> _Sensors:
        """Look at all readings once; at most a share of them may lie beyond a threshold."""
        codes, timeline = study.witnesses.readings, study.timeline
        columns = np.zeros((3, len(codes)))
        for column, code in enumerate(codes):
            readings = np.sort(study.log.number[timeline.changes(int(code))])  # NaN comes last
            readings = readings[: np.count_nonzero(~np.isnan(readings))]
            middle = readings[[(len(readings) - 1) // 2, len(readings) // 2]]
            beyond = int(most_common * len(readings))
            columns[:, column] = (
                middle.mean(dtype=np.float64),
                readings[-1 - beyond],
                readings[beyond],
            )
        return cls(codes, *columns)

    def where(self, rows: Bools) -> _Sensors:
        """Return only some of them."""
        return _Sensors(self.code[rows], self.usual[rows], self.least[rows], self.most[rows])


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
        sensors = _Sensors.of(study, self.most_common)
        return [
            promise.pattern
            for kind in study.act_kinds()
            for promise in self._crossings(study, kind, _near(study, kind, sensors))
        ]

    def _crossings(self, study: Study, kind: ActKind, sensors: _Sensors) -> Iterator[Promise]:
        """Yield the best threshold of each sensor, if any has promise."""
        ends = study.timeline.until(sensors.code, kind.time)
        limits = self._thresholds(study, sensors, ends)
        met = _acts_after(study.timeline, kind.time, sensors.code, ends, limits)
        row, column = np.nonzero(met >= max(FEWEST_DAYS, LEAST_SHARE * len(kind.time)))
        trials = []
        for sensor, limit, number in zip(
            sensors.code[row], limits[row, column], column, strict=True
        ):
            trigger = _trigger(study.log.entities[sensor], float(limit), int(number))
            at = fires(trigger, study.timeline, study.log.days, study.sun)
            trials.append((trigger, at, REACH))
        found = promises(study, kind, self.name, Trials.of(trials), limits.shape[1])
        for sensor in np.unique(row):
            most = best(found[place] for place in np.flatnonzero(row == sensor))
            if most is not None:
                yield most

    def _thresholds(self, study: Study, sensors: _Sensors, ends: Ints) -> Floats:
        """Return what to rise above and to fall below, NaN where it tells nothing.

        The shape is (sensors, 2 x quantiles), rises and falls by turns.
        """
        readings = study.timeline.numbers_until(sensors.code, ends)
        limits = quantiles(readings, [share for low in self.quantiles for share in (low, 1 - low)])
        limits += self.margin * (sensors.usual[:, None] - limits)
        tells = np.empty(limits.shape, np.bool_)
        tells[:, ::2] = limits[:, ::2] >= sensors.least[:, None]
        tells[:, 1::2] = limits[:, 1::2] <= sensors.most[:, None]
        tells[np.count_nonzero(~np.isnan(readings), axis=1) < FEWEST_DAYS] = False
        limits[tells] = [_plain(limit) for limit in limits[tells].tolist()]
        tells[:, 2:] &= limits[:, 2:] != limits[:, :-2]  # once is enough
        return np.where(tells, limits, np.nan)


def _near(study: Study, kind: ActKind, sensors: _Sensors) -> _Sensors:
    """Return the sensors of an act's area and those that belong to none, not its own ones."""
    areas, others = study.witnesses.areas, ~study.kin[kind.target][sensors.code]
    if (areas >= 0).any():
        of_sensor = areas[sensors.code]
        return sensors.where(others & ((of_sensor == -1) | (of_sensor == areas[kind.target])))
    others[SENSORS_WITHOUT_AREAS:] = False
    return sensors.where(others)


def _acts_after(
    timeline: Timeline, acts: Floats, sensors: Ints, ends: Ints, limits: Floats
) -> Ints:
    """Return how many acts come within reach of a crossing of each of the sensors' limits.

    Only readings shortly before acts are looked at: far less than all, and most limits fall.
    """
    first = timeline.until(sensors, acts - REACH.after, side="left")
    first = np.maximum(first, timeline.starts[sensors][:, None] + 1)  # the very first crosses none
    window, place = laid_out(first.ravel(), ends.ravel())
    sign = np.where(np.arange(limits.shape[1]) % 2, -1.0, 1.0)  # a fall is a rise upside down
    wanted = (sign * limits)[window // max(len(acts), 1)]
    before, after = (timeline.number[rows][:, None] * sign for rows in (place - 1, place))
    row, column = np.nonzero((after > wanted) & ~(before > wanted))
    met = np.zeros((limits.shape[0] * len(acts), limits.shape[1]), np.bool_)
    met[window[row], column] = True
    met = met.reshape(len(limits), len(acts), limits.shape[1])
    return np.asarray(met.sum(axis=1, dtype=np.int32))


def _trigger(entity_id: str, limit: float, column: int) -> NumericTrigger:
    if column % 2:
        return NumericTrigger(entity_id, below=limit)
    return NumericTrigger(entity_id, above=limit)


def _plain(value: float) -> float:
    """Return a threshold with three digits, as a person would choose it."""
    return float(f"{value:.3g}")
