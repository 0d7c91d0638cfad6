"""Acts that follow something else within minutes, in one direction and more than by chance."""

from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.chance import discoveries, poisson_bound
from custom_components.homeiq.mining.event_log import (
    Bools,
    EventLog,
    Floats,
    Ints,
)
from custom_components.homeiq.mining.occasions import occasions
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.ranges import laid_out
from custom_components.homeiq.mining.replay import AFTER_SECONDS
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study
from custom_components.homeiq.mining.timeline import by_code


@dataclass(frozen=True, slots=True, eq=False)
class _Triggers:
    """All events that might set somebody off, each with its kind (entity, from, to)."""

    time: Floats  # UTC seconds, ascending
    again: Floats  # when the next of the same kind is; infinite after the last
    kind: Ints
    of_kind: np.ndarray  # shape (kinds, 3): entity, old, new
    chance: Floats  # shape (kinds, 24): P(within reach before a moment) by local hour


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """Trigger and act within five minutes, against how often that would happen by chance.

    For each kind of act the events in the five minutes before are counted, each kind of event
    once an act. By chance, with both sides keeping their own rhythm over the day, the count is
    about Poisson with the mean sum over the hours of (acts) x P(event within reach); its tail
    is bounded. One family of hypotheses per act, its false discovery rate controlled over every
    kind of event there is.
    """

    name: str = "co_occurrence"
    least_share: float = 0.2  # of the acts must follow the event
    most_each: int = 8  # events that are looked at more closely, for each act

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each kind of act the events that it follows more than by chance."""
        triggers = _triggers(study.log)
        return [
            pattern
            for kind in study.act_kinds()
            for pattern in self._followed(study, kind, triggers, study.kin[kind.target])
        ]

    def _followed(
        self, study: Study, kind: ActKind, triggers: _Triggers, kin: Bools
    ) -> list[Pattern]:
        log = study.log
        act, seen = _before(kind.time, triggers)
        if not len(act):
            return []
        counts = np.bincount(seen, minlength=len(triggers.of_kind))
        expected = _expected(kind, triggers, log)
        candidates = np.flatnonzero(
            (counts >= max(FEWEST_DAYS, self.least_share * len(kind.time)))
            & (counts > expected)
            & ~kin[triggers.of_kind[:, 0]]
        )
        p_values = poisson_bound(counts[candidates], expected[candidates])
        kept = discoveries(p_values, len(triggers.of_kind))
        found = []
        for index in np.argsort(p_values, kind="stable")[: self.most_each]:
            trigger = int(candidates[index])
            if not kept[index]:
                break  # nor is any of the less surprising ones
            days = len(np.unique(log.day[kind.rows[act[seen == trigger]]]))
            if days >= FEWEST_DAYS:
                entity, old, new = triggers.of_kind[trigger]
                found.append(
                    Pattern(
                        detector=self.name,
                        trigger=StateTrigger(
                            log.entities[entity], log.states[new], log.states[old]
                        ),
                        effects=(Effect(log.entities[kind.target], log.states[kind.state]),),
                        days=days,
                        episodes=int(counts[trigger]),
                        p_value=float(p_values[index]),
                    )
                )
        return found


def _triggers(log: EventLog) -> _Triggers:
    """Return the changes from one known state to another of whatever may set somebody off."""
    rows, columns, key = occasions(log)
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    hour = (log.second[rows] // 3600).astype(np.int64)
    counts = np.bincount(kind * 24 + hour, minlength=len(first) * 24).reshape(-1, 24)
    rate = counts / (max(len(log.days), 1) * 3600)
    chance = 1 - np.exp(-rate * AFTER_SECONDS)
    time, order = log.time[rows], by_code(kind.astype(np.int32), len(first))
    again = np.full(len(time), np.inf)
    same = kind[order[1:]] == kind[order[:-1]]
    again[order[:-1][same]] = time[order[1:][same]]
    return _Triggers(time, again, kind.astype(np.int32), columns[first], chance)


def _before(acts: Floats, triggers: _Triggers) -> tuple[Ints, Ints]:
    """Return (act, kind of event) for the last event of each kind within reach before an act."""
    first = np.searchsorted(triggers.time, acts - AFTER_SECONDS)
    act, event = laid_out(first, np.searchsorted(triggers.time, acts))
    last = np.flatnonzero(triggers.again[event] >= acts[act])
    return act[last], triggers.kind[event[last]]


def _expected(kind: ActKind, triggers: _Triggers, log: EventLog) -> Floats:
    """Return how many acts would have each kind of event before them by chance, hour by hour."""
    hours = (log.second[kind.rows] // 3600).astype(np.int32)
    acts = np.bincount(hours, minlength=24).astype(np.float64)
    return np.asarray((triggers.chance * acts).sum(axis=1))  # no BLAS: its threads only spin here
