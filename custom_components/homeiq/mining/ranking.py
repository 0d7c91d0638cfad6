"""Which findings survive, and in what order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.event_log import Ints
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import ClockTrigger, Reminder
from custom_components.homeiq.mining.rivals import FINALISTS, Rivalry, rivalry

LEAST_NEW: Final = 0.5  # of what a finding meets must not be met by a better one


def finalists(candidates: Iterable[Candidate], least_bound: float) -> list[Candidate]:
    """Return the few candidates of each kind of act, or chain of acts, that may meet the proof."""
    by_act: dict[Rivalry, list[Candidate]] = {}
    for candidate in sorted(candidates, key=_order):
        rivals = by_act.setdefault(rivalry(candidate.pattern), [])
        if len(rivals) < FINALISTS and candidate.bound >= least_bound:
            rivals.append(candidate)
    return [candidate for rivals in by_act.values() for candidate in rivals]


def _order(candidate: Candidate) -> tuple[float, int, str]:
    pattern = candidate.pattern
    return -candidate.worth, len(pattern.conditions), pattern.fingerprint


@dataclass(frozen=True, slots=True, eq=False)
class Proven:
    """A finding with the acts that it met on proof days."""

    finding: Finding
    met: Ints  # rows of the log


def _weight(evidence: Evidence) -> float:
    """Return what an act that a finding meets counts for.

    The confidence squared, less where it mostly fires in vain: of a clock time and a sensor that
    is set off all day long, the first is the plainer reason.
    """
    to_the_point = (evidence.right + evidence.wrong) / max(evidence.fired, 1)
    return evidence.confidence**2 * sqrt(to_the_point)


def choose(proven: Sequence[Proven]) -> list[Finding]:
    """Return the findings that stay, best first.

    Greedily by the acts that no better one met already, times what each counts for: of two
    that spare the same acts one stays, of two that complement each other both do. Who is reminded
    is not spared an act: a reminder takes no automation's place, and is superfluous beside one. A
    change to an automation goes before what would be new: who does later by hand what an
    automation does too early has no use for a second one.
    """
    automations = [item for item in proven if not _reminds(item) and not _changed(item)]
    chosen = _choose(_changes(proven), automations)
    spared = {act for finding in chosen for act in finding.pattern.acts}
    reminders = [item for item in proven if _reminds(item)]
    return chosen + _choose([item for item in reminders if not item.finding.pattern.acts & spared])


def _reminds(item: Proven) -> bool:
    return isinstance(item.finding.pattern.target, Reminder)


def _changed(item: Proven) -> str:
    return item.finding.pattern.changes


def _changes(proven: Iterable[Proven]) -> list[Proven]:
    """Return one change for each automation: a better time for it rather than none at all."""
    best: dict[str, Proven] = {}
    for item in sorted(filter(_changed, proven), key=_first_told):
        best.setdefault(_changed(item), item)
    return list(best.values())


def _first_told(item: Proven) -> tuple[bool, float, str]:
    pattern = item.finding.pattern
    timed = isinstance(pattern.trigger, ClockTrigger)
    return not timed, -len(item.met) * _weight(item.finding.evidence), pattern.fingerprint


def _choose(*rounds: Sequence[Proven]) -> list[Finding]:
    """Return what stays, best first; what an earlier round met is not met again by a later one."""
    rows = 1 + max((int(item.met.max(initial=0)) for many in rounds for item in many), default=0)
    new = np.ones(rows, np.bool_)  # of the log, what nothing chosen met
    chosen: list[tuple[float, Finding]] = []
    told: set[str] = set()
    for waiting in map(list, rounds):
        while waiting:
            gains = [
                (np.count_nonzero(new[item.met]) * _weight(item.finding.evidence), -index)
                for index, item in enumerate(waiting)
            ]
            gain, index = max(gains)
            best = waiting.pop(-index)
            if best.finding.pattern.fingerprint in told:
                continue  # the same habit, learned in another way
            if gain > 0 and np.count_nonzero(new[best.met]) >= LEAST_NEW * len(best.met):
                chosen.append((float(gain), best.finding))
                told.add(best.finding.pattern.fingerprint)
                new[best.met] = False
    chosen.sort(key=lambda item: -item[0])
    return [finding for _, finding in chosen]
