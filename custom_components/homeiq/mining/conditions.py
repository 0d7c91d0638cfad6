"""What must hold for a habit to hold, learned on the days that a habit is learned on."""

from dataclasses import replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.absence import HOME
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import Bools, Floats
from custom_components.homeiq.mining.look import Narrowing, with_condition
from custom_components.homeiq.mining.narrowing import beyond_doubt, holding, narrower
from custom_components.homeiq.mining.others import GAIN
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Pattern,
    Reminder,
    StateCondition,
    SunTrigger,
)
from custom_components.homeiq.mining.replay import Replay
from custom_components.homeiq.mining.study import Study

MOST: Final = 2


def learn(study: Study, pattern: Pattern, begun: Floats, replayed: Replay) -> Candidate:
    """Add the one or two conditions that make a pattern right, if any do; prefer the simplest.

    One is added at a time, the best of all candidates by (acts met) x bound squared, if it
    raises that clearly and Fisher's exact test rules out that it only cuts the days luckily. The
    test is corrected by Bonferroni over all that were tried, where each family of conditions may
    use up its own share of the surprise, so that a house full of sensors does not hide that
    people must be at home: Genovese, C. R., Roeder, K. and Wasserman, L. (2006), False discovery
    control with p-value weighting, Biometrika 93, 509-524.
    """
    episodes = Episodes.of(study, begun, replayed)
    plain, everything = learned, rows = _peopled(study, pattern, episodes)
    for _ in range(MOST):
        if not _may_gain(learned):
            break
        best: tuple[Candidate, Narrowing, Bools] | None = None
        for narrowing in narrower(study, learned.pattern, episodes, rows):
            held = holding(study, narrowing.condition, episodes)
            right, wrong = episodes.count(rows & held)
            candidate = Candidate(narrowing.of(learned.pattern), right, wrong)
            least = GAIN * learned.worth if best is None else best[0].worth
            if candidate.worth > least:
                best = candidate, narrowing, held
        if best is None:
            break
        learned, narrowing, held = best
        rows = rows & held
        alone = Candidate(narrowing.of(plain.pattern), *episodes.count(everything & held))
        if alone.worth >= learned.worth:  # what came before has become superfluous
            learned, rows = alone, everything & held
    return learned


def may_need(candidate: Candidate) -> bool:
    """Return whether a plain pattern may get conditions at all, by its episodes alone."""
    timed = isinstance(candidate.pattern.trigger, ClockTrigger | SunTrigger)
    return timed or (_may_gain(candidate) and not beyond_doubt(candidate))


def _may_gain(candidate: Candidate) -> bool:
    """Return whether a pattern that loses all that is wrong would be clearly better."""
    return replace(candidate, wrong=0).worth > GAIN * candidate.worth


def _peopled(study: Study, pattern: Pattern, episodes: Episodes) -> tuple[Candidate, Bools]:
    """Let what happens at a time wait for the one who is always there when it is right.

    A holiday holds too few occasions of one habit to test that, but where all acts of the home
    together tell that nobody acts while nobody is there, no habit needs a test of its own. Who
    is reminded may be anywhere, and an automation that is there already keeps its conditions.
    """
    everything = np.ones(len(episodes.at), np.bool_)
    plain = Candidate(pattern, *episodes.count(everything))
    timed = isinstance(pattern.trigger, ClockTrigger | SunTrigger)
    if not timed or not plain.right or isinstance(pattern.target, Reminder) or pattern.changes:
        return plain, everything
    best = plain, everything
    timeline, at = study.timeline, episodes.at
    for person, there in study.absence.who_must_be_there(timeline, at, episodes.right):
        peopled = with_condition(pattern, StateCondition(study.log.entities[person], HOME))
        candidate = Candidate(peopled, *episodes.count(there))
        if best[0] is plain or candidate.worth > best[0].worth:
            best = candidate, there
    return best
