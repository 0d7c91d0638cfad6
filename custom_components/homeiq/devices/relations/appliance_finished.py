"""A machine has finished, and somebody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe
from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
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


@dataclass(frozen=True, slots=True)
class Runs:
    """When a machine ran, by the power it took."""

    length: Floats  # seconds, of each time that it took more than when it is idle
    below: float  # watts; less than that, and it is idle

    @property
    def finished(self) -> int:
        """How often it finished something that takes its time."""
        return int(np.count_nonzero((self.length >= SHORTEST) & (self.length <= LONGEST)))

    def tells(self, days: float) -> bool:
        """Return whether its ends are worth telling, over as many days."""
        if not FEWEST <= self.finished <= MOST_A_DAY * days:
            return False
        return self.finished >= LONG_RUNS * len(self.length)


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
    resting = power[power <= power.max() / 20]
    below = max(IDLE, 3 * float(np.median(resting)) if len(resting) else 0.0)
    runs = power > below
    edges = np.flatnonzero(runs[1:] != runs[:-1]) + 1
    begins, ends = time[edges[runs[edges]]], time[edges[~runs[edges]]]
    ends = ends[np.searchsorted(ends, begins[0]) :] if len(begins) else ends[:0]
    begins = begins[: len(ends)]
    apart = begins[1:] - ends[:-1] >= PAUSE  # shorter rests are part of the programme
    first, last = np.append(True, apart), np.append(apart, True)
    length = ends[last[: len(ends)]] - begins[first[: len(begins)]]
    return Runs(length, float(f"{below:.2g}"))


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    ((sensor,),) = members
    runs = runs_of(study, sensor)
    if runs is None or not runs.tells(float(np.ptp(study.log.time)) / DAY_SECONDS):
        return None
    trigger = NumericTrigger(sensor, below=runs.below, hold=PAUSE)
    recipe = Recipe((Branch(trigger, ()),), Notification("appliance_finished", sensor))
    return Drawn(recipe, runs.finished)


APPLIANCE_FINISHED: Final = Standing(
    name="appliance_finished",
    roles=(Role("sensor", frozenset({"power"})),),
    scope=Scope.DEVICE,
    benefit=0.6,
    effort=0.1,
    template=_recipe,
)
