"""How a habit was kept, day by day: replayed once, and told again without the day's events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from custom_components.homeiq.mining.event_log import Floats, Ints, local_clock
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.mining.replay import ALREADY, RIGHT, WRONG
from custom_components.homeiq.mining.study import Study


@dataclass(frozen=True, slots=True)
class Strength:
    """What became of a pattern's episodes on one local day, or from it on for some."""

    fingerprint: str  # of the pattern
    day: int  # proleptic ordinal of the local date
    right: int
    wrong: int
    already: int
    missed: int

    @property
    def share(self) -> float | None:
        """Share right of all but what was so already, 0-1; None where there was nothing else."""
        tried = self.right + self.wrong + self.missed
        return self.right / tried if tried else None


def strengths(study: Study, patterns: Iterable[Pattern]) -> Iterator[Strength]:
    """Yield how each pattern was kept on each observed day, quiet ones too, in order of days.

    A pattern that only the latest days taught says nothing of those before. An episode belongs to
    the day on which it acted first, so that what goes on past midnight counts once; what it missed
    to the day of the act.
    """
    days = study.log.days
    for pattern in patterns:
        counts = np.column_stack([_by_day(study, at) for at in _moments(study, pattern)])
        first = max(0, len(days) - pattern.window) if pattern.window else 0
        for day, row in zip(days[first:].tolist(), counts[first:].tolist(), strict=True):
            yield Strength(pattern.fingerprint, day, *row)


def _by_day(study: Study, at: Floats) -> Ints:
    """Return how many moments fall on each observed day, or after it where the log has a gap."""
    day, _ = local_clock(at, study.log.timezone)
    place = study.log.days.searchsorted(day, side="right") - 1
    return np.bincount(place, minlength=len(study.log.days)).astype(np.int32)


def _moments(study: Study, pattern: Pattern) -> tuple[Floats, Floats, Floats, Floats]:
    """Return when (UTC seconds) a pattern was right, wrong, found it so already, and missed.

    The episodes are those of `backtest.Tally`: each act that is met counts once, a wrong once
    until its target changes again, over all steps of a chain together.
    """
    log = study.log
    begun = begun_where_held(study, pattern, log.days)
    none = np.zeros(0, np.int32)
    acts, met, wronged = [none], [none], [none]
    right, wrong, already = [np.zeros(0)], [np.zeros(0)], [np.zeros(0)]
    for step in pattern.effects:
        kind = study.kind_of(step)
        if kind is None:
            continue
        if isinstance(step, Effect):  # who needs no reminder has missed none
            acts.append(kind.rows)
        replayed = study.replay(pattern, step, kind, begun)
        is_right, is_wrong = replayed.outcome == RIGHT, replayed.outcome == WRONG
        met.append(kind.rows[replayed.act[is_right]])
        right.append(replayed.at[is_right])
        # A target has as many spells as changes, and one before them.
        spells = study.timeline.starts[kind.target] + kind.target
        wronged.append(spells + replayed.spell[is_wrong])
        wrong.append(replayed.at[is_wrong])
        already.append(replayed.at[replayed.outcome == ALREADY])
    missed = np.setdiff1d(np.concatenate(acts), np.concatenate(met))
    return _first(met, right), _first(wronged, wrong), np.concatenate(already), log.time[missed]


def _first(numbers: list[Ints], at: list[Floats]) -> Floats:
    """Return the first moment of each number."""
    _, first = np.unique(np.concatenate(numbers), return_index=True)
    return np.asarray(np.concatenate(at)[first])
