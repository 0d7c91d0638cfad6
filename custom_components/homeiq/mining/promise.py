"""How well moments go with an act: a first look, before conditions and before any proof."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Bools, Floats, Ints
from custom_components.homeiq.mining.pattern import Effect, Pattern, Trigger
from custom_components.homeiq.mining.replay import RIGHT, WRONG, Reach, Replay, replay
from custom_components.homeiq.mining.robust import median
from custom_components.homeiq.mining.study import FEWEST_DAYS, ActKind, Study

LEAST_SHARE: Final = 0.2  # of the acts must lie near such a moment
LARGEST_P: Final = 0.001


@dataclass(frozen=True, slots=True)
class Promise:
    """A trigger that an act goes with beyond chance."""

    pattern: Pattern
    worth: float  # acts met x share right squared
    apart: float  # median of how far from the moment of acting the acts lie, seconds

    def beats(self, other: Promise | None) -> bool:
        """Return whether it is worth more; of equals, the one nearer to when people act."""
        if other is None:
            return True
        return (self.worth, -self.apart) > (other.worth, -other.apart)


def best(promises: Iterable[Promise | None]) -> Promise | None:
    """Return the promise that beats all others; of equals, the first."""
    found: Promise | None = None
    for promise in promises:
        if promise is not None and promise.beats(found):
            found = promise
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Triggers to try for an act, and the moments at which each would act."""

    triggers: tuple[Trigger, ...]
    before: Floats  # of each trigger: how long before a moment an act may lie, seconds
    after: Floats
    number: Ints  # of each moment: its trigger, ascending
    at: Floats  # of each moment: UTC seconds, ascending for each trigger

    @classmethod
    def of(cls, tried: Sequence[tuple[Trigger, Floats, Reach]]) -> Trials:
        """Put triggers together with their moments, and how far an act may lie from these."""
        sizes = [len(at) for _, at, _ in tried]
        return cls(
            triggers=tuple(trigger for trigger, _, _ in tried),
            before=np.array([reach.before for _, _, reach in tried], np.float64),
            after=np.array([reach.after for _, _, reach in tried], np.float64),
            number=np.repeat(np.arange(len(tried), dtype=np.int32), sizes),
            at=np.concatenate([np.zeros(0), *(at for _, at, _ in tried)]),
        )

    def where(self, wanted: Bools) -> Trials:
        """Return only some of the triggers."""
        kept = wanted[self.number]
        return Trials(
            triggers=tuple(self.triggers[row] for row in np.flatnonzero(wanted)),
            before=self.before[wanted],
            after=self.after[wanted],
            number=(np.cumsum(wanted, dtype=np.int32) - 1)[self.number[kept]],
            at=self.at[kept],
        )

    def acts_near(self, acts: Floats) -> Ints:
        """Return for each trigger how many acts (UTC seconds) lie within reach of its moments.

        All are looked up on one axis, on which each trigger has its own stretch.
        """
        if not len(self.at):
            return np.zeros(len(self.triggers), np.int32)
        first, span = float(np.min(self.at)), float(np.ptp(self.at)) + 2.0
        stretch = (span + 1.0) * np.arange(len(self.triggers))
        places = self.at - first + 1.0 + stretch[self.number]
        since = np.clip(acts - self.after[:, None] - first + 1.0, 0.0, span)
        until = np.clip(acts + self.before[:, None] - first + 1.0, 0.0, span)
        begin = np.searchsorted(places, since + stretch[:, None])
        end = np.searchsorted(places, until + stretch[:, None], side="right")
        return np.asarray(np.sum(end > begin, axis=1, dtype=np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """What became of trials; one row for each trigger."""

    trials: Trials
    replayed: Replay
    acts: Bools  # shape (triggers, acts): which of them it met
    right: Ints  # acts
    wrong: Ints  # spells of the target

    @classmethod
    def of(cls, study: Study, kind: ActKind, trials: Trials) -> _Tried:
        """Replay all trials at once."""
        number = trials.number
        reach = Reach(trials.before[number], trials.after[number])
        replayed = replay(study.timeline, kind.target, kind.state, kind.time, trials.at, reach)
        acts = np.zeros((len(trials.triggers), len(kind.time)), np.bool_)
        rows = replayed.outcome == RIGHT
        acts[number[rows], replayed.act[rows]] = True
        rows = replayed.outcome == WRONG
        number, spell = number[rows], replayed.spell[rows]  # ascending, as the moments are
        anew = np.ones(len(spell), np.bool_)
        anew[1:] = (number[1:] != number[:-1]) | (spell[1:] != spell[:-1])
        wrong = np.bincount(number[anew], minlength=len(acts)).astype(np.int32)
        return cls(trials, replayed, acts, np.sum(acts, axis=1, dtype=np.int32), wrong)

    def apart(self, row: int, acts: Floats) -> float:
        """Return how far from its moments a trigger's acts are, in seconds: the median."""
        first, end = np.searchsorted(self.trials.number, (row, row + 1))
        at, act = self.trials.at[first:end], self.replayed.act[first:end]
        return float(median(np.abs(acts[act] - at)[act >= 0]))


def promises(
    study: Study, kind: ActKind, detector: str, trials: Trials, tried: int
) -> list[Promise | None]:
    """Return what each trigger promises, None where chance would do as well.

    The share right is compared with the same acts spread evenly over the time, by an exact
    binomial test with Bonferroni's correction for `tried` triggers of its kind.
    """
    found: list[Promise | None] = [None] * len(trials.triggers)
    least = max(FEWEST_DAYS, LEAST_SHARE * len(kind.time))
    near = trials.acts_near(kind.time) >= least  # ahead of the slower replay
    if not near.any():
        return found
    done = _Tried.of(study, kind, trials.where(near))
    rate = len(kind.time) / max(len(study.log.days) * DAY_SECONDS, 1)
    effect = Effect(study.log.entities[kind.target], study.log.states[kind.state])
    for row, place in enumerate(np.flatnonzero(near)):
        right, wrong = int(done.right[row]), int(done.wrong[row])
        if right < least:
            continue
        chance = 1 - exp(-rate * float(done.trials.before[row] + done.trials.after[row]))
        p_value = binomial_tail(right, right + wrong, chance) * tried
        days = len(np.unique(study.log.day[kind.rows[done.acts[row]]]))
        if p_value <= LARGEST_P and days >= FEWEST_DAYS:
            trigger = done.trials.triggers[row]
            pattern = Pattern(
                detector, trigger, (effect,), days=days, episodes=right, p_value=p_value
            )
            worth = right * (right / (right + wrong)) ** 2
            found[place] = Promise(pattern, worth, done.apart(row, kind.time))
    return found
