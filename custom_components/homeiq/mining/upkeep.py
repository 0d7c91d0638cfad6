"""What people may be reminded of: things that they leave in one state, and bring back to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.mining.event_log import Bools
from custom_components.homeiq.mining.pattern import Reminder
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

type Counts = NDArray[np.integer]

# The state in which a thing is left, and the one that somebody may forget it in.
LEFT: Final[Mapping[str, str]] = {"off": "on", "closed": "open", "locked": "unlocked"}
# Binary sensors of something that people open and close; of the others, none tells of an act.
OPENINGS: Final = frozenset({"door", "garage_door", "lock", "opening", "window"})
# Alarms a week. What tells of more is turned off, whatever it met.
MOST_A_WEEK: Final = 1
# Changes a day. What changes more often is set off by people passing, or by itself.
BUSIEST: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class Upkeep:
    """Something that people bring back to the state in which it is left."""

    kind: ActKind  # how they do
    other: int  # state code: not yet so

    def names(self, study: Study) -> tuple[str, str, str]:
        """Return (entity id, the state in which it is left, the other one)."""
        log = study.log
        return log.entities[self.kind.target], log.states[self.kind.state], log.states[self.other]


def upkeeps(study: Study) -> Iterator[Upkeep]:
    """Yield what was brought back by somebody on enough days.

    Of what a command could bring back only what was done by hand counts. A sensor tells of no
    act: what changes it is somebody at a door or window, if its device class says so. Where that
    is unknown, whatever changes seldom and goes with nothing that is operated may be one.
    """
    codes = {state: code for code, state in enumerate(study.log.states)}
    others = {codes[left]: codes.get(other, -1) for left, other in LEFT.items() if left in codes}
    for kind in (*study.act_kinds(), *_closed(study)):
        other = others.get(kind.state, -1)
        if kind.days >= FEWEST_DAYS and other in study.states[kind.target]:
            yield Upkeep(kind, other)


def _closed(study: Study) -> Iterator[ActKind]:
    """Yield how what may be a door or a window was closed."""
    log, classes = study.log, study.home.classes
    operated = np.zeros(len(log.entities), np.bool_)
    operated[log.entity[log.act]] = True
    for entity, entity_id in enumerate(log.entities):
        if not entity_id.startswith("binary_sensor.") or operated[entity]:
            continue
        known = classes.get(entity_id)
        quiet = len(study.timeline.changes(entity)) <= BUSIEST * len(log.days)
        opening = not (operated & study.kin[entity]).any() if known is None else known in OPENINGS
        kind = study.kind_of(Reminder(entity_id, "off")) if quiet and opening else None
        if kind is not None:
            yield kind


def seldom(alarms: Counts, days: int) -> Bools:
    """Return which of many reminders, by how often they would have come in `days` days, may come.

    A week that has begun counts as one.
    """
    return np.asarray(alarms <= MOST_A_WEEK * -(-days // 7))
