"""What is left on, open or unlocked far longer than ever, until somebody notices."""

from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import worth
from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Bools, Floats, Ints, among
from custom_components.homeiq.mining.pattern import Pattern, Reminder, StateTrigger
from custom_components.homeiq.mining.replay import reach_after
from custom_components.homeiq.mining.robust import mad, median, middle_of_best
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.mining.upkeep import Upkeep, seldom, upkeeps

MINUTE: Final = 60
FINER: Final = 1.01  # from one hold that is tried to the next


@dataclass(frozen=True, slots=True, eq=False)
class _Uses:
    """The spells in which something was on, open or unlocked; columns of one length."""

    length: Floats  # seconds; infinite for one that has not ended
    ended_by: Ints  # the row of the log that ended it; any for one that has not
    ended: Bools  # somebody did


@dataclass(frozen=True, slots=True)
class LeftOn:
    """Spells beyond all that is usual, which somebody ends after a while.

    Lengths are compared by their logarithms, as they are many times longer or shorter rather
    than by minutes: Limpert, E., Stahel, W. A. and Abbt, M. (2001), Log-normal distributions
    across the sciences, BioScience 51, 341-352. What is forgotten is two and a half robust
    deviations beyond their median (Leys, C. et al. (2013), Detecting outliers: do not use
    standard deviation around the mean, use absolute deviation around the median, Journal of
    Experimental Social Psychology 49, 764-766) *and* apart from the rest: hardly any spell ends
    between half the hold and the hold. A distribution with a long tail, as of motion or presence,
    thins out but has no such gap; a window that is aired for long every day has usual spells that
    are long. Whether they are ended soon after the hold is an exact binomial test against ends at
    any time alike, with Bonferroni's correction for the holds tried.

    A reminder that comes more than once a week is none, whatever it met.
    """

    name: str = "duration"
    fewest_uses: int = 10
    beyond: float = 2.5  # deviations of the logarithm
    least_deviation: float = 0.2  # of the logarithm, even of what is always as long
    most_between: float = 0.25  # spells that end in the gap, for each that outlasts it
    longest: float = 43200.0  # seconds; beyond, it is a matter of the day

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each thing that is brought back after how long to remind of it."""
        found = (self._forgotten(study, upkeep, _uses(study, upkeep)) for upkeep in upkeeps(study))
        return [pattern for pattern in found if pattern is not None]

    def _forgotten(self, study: Study, upkeep: Upkeep, uses: _Uses) -> Pattern | None:
        length, ended = uses.length, uses.ended
        if len(length) < self.fewest_uses:
            return None
        usual = self._usual(length)
        holds = self._holds(usual, float(np.max(length[ended], initial=0.0)))
        if not len(holds):
            return None
        reach = reach_after(holds)
        ordered, noticed = np.sort(length), np.sort(length[ended])
        alarms = len(ordered) - np.searchsorted(ordered, holds)
        right = np.searchsorted(noticed, holds + reach, side="right") - np.searchsorted(
            noticed, holds
        )
        between = np.searchsorted(ordered, holds) - np.searchsorted(ordered, holds / 2)
        apart = between <= self.most_between * alarms
        told = apart & seldom(alarms, len(study.log.days))
        place = middle_of_best(np.where(told, worth(right, alarms), 0.0))
        if place is None:
            return None
        hold = float(holds[place])
        hits, rung = int(right[place]), int(alarms[place])
        # Were it ended after any length of time alike, by the logarithm, up to a day.
        chance = log(1 + float(reach[place]) / hold) / log(DAY_SECONDS / hold)
        tried = max(1.0, log(holds[-1] / holds[0]) / log(2))
        entity_id, left, other = upkeep.names(study)
        met = ended & (length >= hold) & (length <= hold + reach[place])
        return Pattern(
            detector=self.name,
            trigger=StateTrigger(entity_id, other, left, int(hold)),
            effects=(Reminder(entity_id, left),),
            days=len(np.unique(study.log.day[uses.ended_by[met]])),
            episodes=hits,
            p_value=min(1.0, binomial_tail(hits, rung, min(chance, 1.0)) * tried),
        )

    def _usual(self, length: Floats) -> float:
        """Return the seconds that nothing usual lasts longer than."""
        logs = np.log(np.maximum(length[np.isfinite(length)], 1.0))
        if not len(logs):
            return self.longest
        deviation = max(mad(logs), self.least_deviation)
        return exp(min(float(median(logs)) + self.beyond * deviation, log(self.longest)))

    def _holds(self, usual: float, last: float) -> Floats:
        """Return the holds to try, whole minutes from the usual length to the last notice."""
        shortest, longest = max(usual, MINUTE), min(last, self.longest)
        if shortest >= longest:
            return np.zeros(0)
        count = int(log(longest / shortest) / log(FINER)) + 2
        return np.unique(np.ceil(np.geomspace(shortest, longest, count) / MINUTE)) * MINUTE


def _uses(study: Study, upkeep: Upkeep) -> _Uses:
    """Return the spells that began from the state in which it is left."""
    log, kind = study.log, upkeep.kind
    rows = study.timeline.changes(kind.target)
    begun = np.flatnonzero((log.new[rows] == upkeep.other) & (log.old[rows] == kind.state))
    ends = np.append(log.time[rows], np.inf)[begun + 1]
    ended_by = np.append(rows, rows[-1])[begun + 1].astype(np.int32)
    ended = among(ended_by, kind.rows) & np.isfinite(ends)
    return _Uses(ends - log.time[rows[begun]], ended_by, ended)
