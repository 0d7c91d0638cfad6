"""A machine has finished, and somebody is told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe
from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
from custom_components.homeiq.mining.commands import COMMANDABLE
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats
from custom_components.homeiq.mining.pattern import NumericTrigger
from custom_components.homeiq.mining.study import Study

PAUSE: Final = 300  # seconds that a machine may rest between two steps of its programme
IDLE: Final = 5.0  # watts that it may take while it only waits
PEAK: Final = 300.0  # watts; what never takes as much is no machine that anybody waits for
SHORTEST: Final = 15 * 60  # seconds; nobody goes away from a kettle
LONGEST: Final = 5 * 3600
FEWEST: Final = 3  # runs in the history
MOST_A_DAY: Final = 3.0  # a compressor starts by itself, all day long
LONG_RUNS: Final = 0.8  # of all that ends have to be runs that somebody waited for
STEADY: Final = 0.9  # of its peak; what takes as much half of its time is a heater or a lamp
SWITCHED_OFF: Final = 0.5  # of its ends; what people end themselves they need not be told
SAME_SECONDS: Final = 60.0  # within which it is the switch that ended it


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """When a machine ran, by the power it took; columns of length n."""

    begin: Floats  # UTC seconds, of each time that it took more than when it is idle
    end: Floats
    below: float  # watts; less than that, and it is idle
    steady: bool  # while it runs it mostly takes the same

    @property
    def finished(self) -> int:
        """How often it finished something that takes its time."""
        length = self.end - self.begin
        return int(np.count_nonzero((length >= SHORTEST) & (length <= LONGEST)))

    def tells(self, days: float) -> bool:
        """Return whether its ends are worth telling, over as many days."""
        if self.steady or not FEWEST <= self.finished <= MOST_A_DAY * days:
            return False
        return self.finished >= LONG_RUNS * len(self.end)


def runs_of(study: Study, sensor: str) -> Runs | None:
    """Return when a machine ran, None where its power does not look like one's."""
    entity = study.timeline.codes.get(sensor)
    if entity is None:
        return None
    rows = study.timeline.changes(entity)
    power = study.log.number[rows].astype(np.float64)
    time = study.log.time[rows][~np.isnan(power)]
    power = power[~np.isnan(power)]
    if not len(power) or power.max() < PEAK:
        return None
    lasts = np.diff(time, append=study.log.time[-1])
    resting = power <= power.max() / 20
    # By time: a machine that runs reports all the time, one that rests hardly ever.
    below = max(IDLE, 3 * _half_time(power[resting], lasts[resting]))
    runs = power > below
    steady = _half_time(power[runs], lasts[runs]) >= STEADY * power.max()
    edges = np.flatnonzero(runs[1:] != runs[:-1]) + 1
    begins, ends = time[edges[runs[edges]]], time[edges[~runs[edges]]]
    ends = ends[np.searchsorted(ends, begins[0]) :] if len(begins) else ends[:0]
    begins = begins[: len(ends)]
    apart = begins[1:] - ends[:-1] >= PAUSE  # shorter rests are part of the programme
    first, last = np.append(True, apart), np.append(apart, True)
    return Runs(
        begins[first[: len(begins)]], ends[last[: len(ends)]], float(f"{below:.2g}"), steady
    )


def _half_time(power: Floats, lasts: Floats) -> float:
    """Return the power that it takes more than for half of the time; 0 of nothing."""
    order = np.argsort(power, kind="stable")
    passed = np.cumsum(lasts[order])
    if not len(passed):
        return 0.0
    return float(power[order][np.searchsorted(passed, passed[-1] / 2)])


def switched_off(study: Study, sensor: str, ends: Floats) -> bool:
    """Return whether a machine mostly ended when somebody or something switched it off."""
    log, entity = study.log, study.timeline.codes[sensor]
    kin = [
        study.timeline.changes(one)
        for one in np.flatnonzero(study.kin[entity]).tolist()
        if log.entities[one].partition(".")[0] in COMMANDABLE
    ]
    rows = np.sort(np.concatenate([np.flatnonzero(log.act), *kin]))
    first = np.searchsorted(log.time[rows], ends - SAME_SECONDS)
    last = np.searchsorted(log.time[rows], ends + SAME_SECONDS, side="right")
    # How many of the ends each thing changed at that changed near any.
    near = Counter(
        changed
        for begin, stop in zip(first.tolist(), last.tolist(), strict=True)
        for changed in set(log.entity[rows[begin:stop]].tolist())
    )
    return max(near.values(), default=0) > SWITCHED_OFF * len(ends)


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    """Return the automation for the busiest machine of a device: a strip of plugs has several."""
    (sensors,) = members
    days = float(np.ptp(study.log.time)) / DAY_SECONDS if len(study.log) else 0.0
    told = [
        (sensor, runs)
        for sensor in sensors
        if (runs := runs_of(study, sensor)) is not None
        and runs.tells(days)
        and not switched_off(study, sensor, runs.end)
    ]
    if not told:
        return None
    sensor, runs = max(told, key=lambda one: one[1].finished)
    trigger = NumericTrigger(sensor, below=runs.below, hold=PAUSE)
    recipe = Recipe((Branch(trigger, ()),), Notification("appliance_finished", sensor))
    return Drawn(recipe, (sensor,), runs.finished)


APPLIANCE_FINISHED: Final = Standing(
    name="appliance_finished",
    roles=(Role("sensor", frozenset({"power"})),),
    scope=Scope.DEVICE,
    benefit=0.6,
    effort=0.1,
    template=_recipe,
)
