"""What must hold for a habit to hold, learned on the days that a habit is learned on."""

from dataclasses import replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.absence import HOME
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.episodes import Episodes
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, local_clock
from custom_components.homeiq.mining.narrowing import GAIN, Narrowing, narrower, with_condition
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    NumericCondition,
    Pattern,
    StateCondition,
    SunTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.replay import Replay
from custom_components.homeiq.mining.study import Study

SURPRISE: Final = 0.05  # largest corrected p-value of a condition
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
    learned, rows = _peopled(study, pattern, episodes)
    for _ in range(MOST):
        if not may_gain(learned):
            break
        best: tuple[Candidate, Bools] | None = None
        for narrowing in narrower(study, learned.pattern, episodes, rows):
            narrowed = rows & narrowing.rows
            right, wrong = episodes.count(narrowed)
            candidate = Candidate(learned.pattern, right, wrong)
            least = GAIN * learned.worth if best is None else best[0].worth
            if candidate.worth > least and _is_no_luck(episodes, narrowing, rows):
                best = replace(candidate, pattern=narrowing.of(learned.pattern)), narrowed
        if best is None:
            break
        learned, rows = best
    return learned


def may_gain(candidate: Candidate) -> bool:
    """Return whether a pattern that loses all that is wrong would be clearly better."""
    return replace(candidate, wrong=0).worth > GAIN * candidate.worth


def _is_no_luck(episodes: Episodes, narrowing: Narrowing, rows: Bools) -> bool:
    return episodes.p_value(narrowing.rows, rows) <= SURPRISE * narrowing.share


def _peopled(study: Study, pattern: Pattern, episodes: Episodes) -> tuple[Candidate, Bools]:
    """Let what happens at a time wait for the one who is always there when it is right.

    A holiday holds too few occasions of one habit to test that, but where all acts of the home
    together tell that nobody acts while nobody is there, no habit needs a test of its own.
    """
    everything = np.ones(len(episodes.at), np.bool_)
    plain = Candidate(pattern, *episodes.count(everything))
    if not (isinstance(pattern.trigger, ClockTrigger | SunTrigger) and plain.right):
        return plain, everything
    best = plain, everything
    for person in study.absence.who_must_be_there(study.timeline, episodes.at[episodes.right]):
        there = study.absence.is_there(study.timeline, person, episodes.at)
        peopled = with_condition(pattern, StateCondition(study.log.entities[person], HOME))
        candidate = Candidate(peopled, *episodes.count(there))
        if best[0] is plain or candidate.worth > best[0].worth:
            best = candidate, there
    return best


def holds(study: Study, condition: Condition, at: Floats) -> Bools:
    """Return whether a condition holds at moments (UTC seconds); never where that is unknown."""
    held = np.zeros(len(at), np.bool_)
    day, second = local_clock(at, study.log.timezone)
    match condition:
        case DarkCondition(dark=dark, elevation=elevation) if study.sun is not None:
            held = study.sun.dark(at, day, elevation) == dark
        case WindowCondition(after=after, before=before):
            late, early = second >= after, second < before
            held = late & early if after <= before else late | early
        case StateCondition(entity_id=entity_id, state=state):
            entity = study.timeline.codes.get(entity_id)
            if entity is not None and state in study.log.states:
                held = study.timeline.states(entity, at) == study.log.states.index(state)
        case NumericCondition(entity_id=entity_id, above=above, below=below):
            entity = study.timeline.codes.get(entity_id)
            if entity is not None:
                number = study.timeline.numbers(entity, at)
                low, high = -np.inf if above is None else above, np.inf if below is None else below
                held = (number > low) & (number < high)
    return held


def begun_where_held(study: Study, pattern: Pattern, days: Ints) -> Floats:
    """Return when a pattern would have acted on days: it fired and its conditions held."""
    at = study.begun(pattern, days)
    for condition in pattern.conditions:
        at = at[holds(study, condition, at)]
    return at
