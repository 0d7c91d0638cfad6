"""Automations that people undo soon after they ran, and when they would rather have them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from typing import Final

import numpy as np

from custom_components.homeiq.mining.chance import binomial_tail
from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    Bools,
    Floats,
    Ints,
    clock_apart,
)
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.modifiers.day_type import USUAL
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern, RunTrigger
from custom_components.homeiq.mining.replay import AFTER_SECONDS, CLOCK_SECONDS
from custom_components.homeiq.mining.runs import Runs, runs_of
from custom_components.homeiq.mining.study import FEWEST_DAYS, Study, on_weekdays
from custom_components.homeiq.mining.undoing import Stays

PROMPT: Final = AFTER_SECONDS / 2  # seconds within which most of those act who undo something
LATEST: Final = DAY_SECONDS / 2  # seconds after it was undone that the same is done by hand


@dataclass(frozen=True, slots=True)
class Override:
    """Runs of the home's automations that people undo, more than anybody ends the same anyway.

    All patterns name the automation in `changes`, and are advice to change it. There are two:

    - `RunTrigger` of the automation, with the effect of bringing the same entity to the state
      that people undo it to, at once. The conditions and weekdays that are learned for it are
      when people undo it; the change is not to run then. Without any, they mostly undo it.
    - `ClockTrigger` at the time at which people do by hand what they undid, with the effect that
      the automation has; only for automations that a clock or the sun triggers. The change is to
      run at that time. On days on which nobody undid it, it is so already at that time.

    A run is undone where somebody brings the entity to another state by hand within five minutes,
    half of the times within half of that: who only has no more use for something ends it at any
    moment. Whether it is undone beyond that is an exact binomial test against the highest of
    what the same entity shows without a run just before: how many of the runs that stood for five
    minutes were ended so in the next five (as estimated with Jeffreys' prior, see Brown, L. D.,
    Cai, T. T. and DasGupta, A. (2001), Interval estimation for a binomial proportion, Statistical
    Science 16, 101-133), how many of the same states that something else brought about surely are
    in their first five, and how often such an act falls into any five minutes. Each run is its own
    control, as in Maclure, M. (1991), The case-crossover design, American Journal of Epidemiology
    133, 144-153: what people do at that hour or in that mood is on both sides.
    """

    name: str = "override"
    least_undone: float = 0.2  # lower bound of the share of runs, for another time
    largest_p: float = 0.01

    def detect(self, study: Study) -> list[Pattern]:
        """Return for each effect of an automation how and when people undo it."""
        found: list[Pattern] = []
        for runs in runs_of(study.home, study.timeline, study.stays):
            found += self._undone(study, runs)
            if runs.timed:
                found += self._later(study, runs)
        return found

    def _undone(self, study: Study, runs: Runs) -> Iterator[Pattern]:
        """Yield the states that people bring the entity to instead.

        Only where no other automation does the same: the runs must be known when they come.
        """
        if not runs.alone:
            return
        log = study.log
        entity_id, state = log.entities[runs.entity], log.states[runs.state]
        instead = log.new[runs.stays.ended_by[runs.stays.soon]]
        for other in np.unique(instead).tolist():
            undone = runs.stays.soon & (log.new[runs.stays.ended_by] == other)
            p_value = self._p_value(study, runs, undone)
            days = len(np.unique(log.day[runs.stays.rows[undone]]))
            if days >= FEWEST_DAYS and p_value <= self.largest_p and _prompt(runs.stays, undone):
                yield Pattern(
                    detector=self.name,
                    trigger=RunTrigger(runs.automation.entity_id, entity_id, state),
                    effects=(Effect(entity_id, log.states[other]),),
                    days=days,
                    episodes=int(np.count_nonzero(undone)),
                    p_value=p_value,
                    changes=runs.automation.entity_id,
                )

    def _later(self, study: Study, runs: Runs) -> Iterator[Pattern]:
        """Yield when people do by hand what they undid, for each class of days."""
        log = study.log
        for weekdays in USUAL:
            of_class = runs.stays.where(on_weekdays(log.day[runs.stays.rows], weekdays))
            undone = of_class.soon
            count = int(np.count_nonzero(undone))
            if wilson_lower_bound(count, len(undone)) < self.least_undone:
                continue
            p_value = self._p_value(study, replace(runs, stays=of_class), undone)
            if p_value > self.largest_p or not _prompt(of_class, undone):
                continue
            acts = _done_by_hand(study, runs, of_class.ended_by[undone])
            second = _usual(log.second[acts])
            near = np.abs(clock_apart(log.second[acts], second)) <= CLOCK_SECONDS
            days = len(np.unique(log.day[acts[near]]))
            early = np.abs(clock_apart(log.second[of_class.rows], second)) <= CLOCK_SECONDS
            if days < max(FEWEST_DAYS, count / 2) or early.mean() > 1 / 2:
                continue
            yield Pattern(
                detector=self.name,
                trigger=ClockTrigger(round(second / 60) * 60 % DAY_SECONDS),
                effects=(Effect(log.entities[runs.entity], log.states[runs.state]),),
                weekdays=weekdays,
                days=days,
                episodes=int(np.count_nonzero(near)),
                p_value=p_value,
                changes=runs.automation.entity_id,
            )

    @staticmethod
    def _p_value(study: Study, runs: Runs, undone: Bools) -> float:
        """Return how surprising it is that so many of the runs were undone.

        `undone` says of which runs that counts; what chance gives is counted of the states that
        those were brought to.
        """
        log, stays = study.log, study.stays
        instead = np.unique(log.new[runs.stays.ended_by[undone]])

        def ended(some: Stays) -> Bools:
            return some.by_hand & np.isin(log.new[some.ended_by], instead)

        length = runs.stays.length
        stood = length > AFTER_SECONDS
        next_ended = np.count_nonzero(ended(runs.stays) & stood & (length <= 2 * AFTER_SECONDS))
        same = (log.entity[stays.rows] == runs.entity) & (log.new[stays.rows] == runs.state)
        others = stays.where(same)
        others = others.where(~others.by_automation)
        others_ended = np.count_nonzero(ended(others) & others.soon)
        of_entity = study.timeline.changes(runs.entity)
        acts = np.count_nonzero(log.act[of_entity] & np.isin(log.new[of_entity], instead))
        many = int(np.count_nonzero(undone))
        rate = (acts - many) / max(len(log.days) * DAY_SECONDS, 1)
        chance = max(
            (next_ended + 0.5) / (np.count_nonzero(stood) + 1),
            wilson_lower_bound(int(others_ended), len(others.rows)),
            1 - exp(-rate * AFTER_SECONDS),
        )
        return binomial_tail(many, len(undone), float(chance))


def _prompt(runs: Stays, undone: Bools) -> bool:
    return bool(np.median(runs.length[undone]) <= PROMPT)


def _done_by_hand(study: Study, runs: Runs, undone: Ints) -> Ints:
    """Return the acts that did again what was undone by rows of the log, each undoing's first."""
    log = study.log
    changes = study.timeline.changes(runs.entity)
    acts = changes[log.act[changes] & (log.new[changes] == runs.state)]
    place = np.searchsorted(log.time[acts], log.time[undone])
    place, undone = place[place < len(acts)], undone[place < len(acts)]
    again = acts[place]
    return np.asarray(again[log.time[again] - log.time[undone] <= LATEST])


def _usual(seconds: Floats) -> float:
    """Return the time of day (local seconds) that most lie near to: the median of those."""
    if not len(seconds):
        return 0.0
    near = np.abs(clock_apart(seconds[:, None], seconds[None, :])) <= CLOCK_SECONDS
    centre = float(seconds[np.argmax(near.sum(axis=0))])
    for _ in range(3):
        apart = clock_apart(seconds, centre)
        centre += float(np.median(apart[np.abs(apart) <= CLOCK_SECONDS]))
    return centre % DAY_SECONDS
