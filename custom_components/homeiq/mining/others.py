"""What other entities tell of when a habit holds: the states and the readings that go with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from custom_components.homeiq.mining.candidate import worth
from custom_components.homeiq.mining.event_log import NUMERIC, UNKNOWN, Bools, Ints
from custom_components.homeiq.mining.look import Look, Narrowing
from custom_components.homeiq.mining.pattern import NumericCondition, StateCondition
from custom_components.homeiq.mining.quantiles import quantiles

GAIN: Final = 1.1  # how much better a pattern must get for one condition more
# How much of the surprise each family may use up: what people know to be the usual reasons more.
STATE_SHARES: Final = (0.3, 0.1, 0.1)  # of presence, modes, and others of the room
READING: Final = 0.05
FEWEST_STATES: Final = 2  # of an entity that tells anything
CUTS: Final = tuple(cut / 10 for cut in range(1, 10))  # quantiles of a reading that are tried


def states(look: Look) -> Iterator[Narrowing]:
    """Yield the states of other entities in which acting would be worth more."""
    if look.hopeless(max(STATE_SHARES) / FEWEST_STATES):
        return
    study, codes = look.study, look.study.timeline.codes
    trigger = getattr(look.pattern.trigger, "entity_id", "")
    target = codes[look.pattern.target.entity_id]
    kin = study.kin[target]  # what goes with the target tells only of the act itself
    families = [
        (family[~kin[family]], share)
        for family, share in zip(
            study.witnesses.of_act(target, codes.get(trigger)), STATE_SHARES, strict=True
        )
        if not look.hopeless(share / FEWEST_STATES)
    ]
    now = study.timeline.states_of(np.concatenate([family for family, _ in families]), look.at)
    known, better = _better_states(look, now)
    first = 0
    for family, share in families:
        mine = slice(first, first + len(family))
        found = [(row, int(known[place])) for row, place in np.argwhere(better[mine]).tolist()]
        yield from _states_of(look, family, share, now[mine], found)
        first += len(family)


def _better_states(look: Look, now: Ints) -> tuple[Ints, Bools]:
    """Return (states, in which of them acting would be worth more, by entity).

    Only states that were seen at the episodes count: a home may know thousands. What is not
    known counts for every state of its entity.
    """
    states, place = np.unique(now, return_inverse=True)
    size = len(states)
    place = place.reshape(now.shape) + size * np.arange(len(now))[:, None]
    hits, fires = (
        np.bincount(some.ravel(), minlength=size * len(now)).reshape(len(now), size)
        for some in (place[:, look.right], place)
    )
    seen = (fires > 0) & (states > NUMERIC)
    if (doubt := states == UNKNOWN).any():
        hits, fires = (counts + counts[:, doubt] for counts in (hits, fires))
    return states, np.asarray(seen & (worth(hits, fires) > GAIN * look.worth))


def _states_of(
    look: Look, family: Ints, share: float, now: Ints, better: Iterable[tuple[int, int]]
) -> Iterator[Narrowing]:
    """Yield of a family of entities the (row, state) that are better; `now` is each one's state."""
    log, tried = look.study.log, 0
    for row, state in better:
        tried = tried or _distinct(now, [look.study.states[entity] for entity in family])
        condition = StateCondition(log.entities[family[row]], log.states[state])
        held = (now[row] == state) | (now[row] == UNKNOWN)
        yield Narrowing(condition, held, share / tried)


def _distinct(now: Ints, known: Sequence[Ints]) -> int:
    """Return how many tests the states of entities at episodes are; at least 1.

    Two entities that are always alike, such as two people on one holiday, are one test.
    """
    alike = {row.tobytes(): len(each) for row, each in zip(now, known, strict=True)}
    return max(sum(alike.values()), 1)


def readings(look: Look) -> Iterator[Narrowing]:
    """Yield the threshold of a reading beyond which acting would be worth most.

    Those tried are quantiles of what a reading was at the episodes; all of them count as tried:
    Miller, R. and Siegmund, D. (1982), Maximally selected chi square statistics, Biometrics 38,
    1011-1016.
    """
    of_one = READING / (2 * len(CUTS))
    if look.hopeless(of_one):
        return
    study, timeline = look.study, look.study.timeline
    target = timeline.codes[look.pattern.target.entity_id]
    trigger = timeline.codes.get(getattr(look.pattern.trigger, "entity_id", ""), -1)
    sensors = study.witnesses.readings_of_act(target)
    sensors = sensors[~study.kin[target][sensors] & (sensors != trigger)]
    share = of_one / max(len(sensors), 1)
    if not len(sensors) or look.hopeless(share):
        return
    now = timeline.numbers_until(sensors, timeline.until(sensors, look.at))
    cuts = quantiles(now, CUTS).ravel()
    of_cut = np.repeat(now, len(CUTS), axis=0)
    sides = np.concatenate([of_cut > cuts[:, None], of_cut < cuts[:, None]])
    values = look.values(sides)
    best = int(np.argmax(values))
    if values[best] > GAIN * look.worth:
        side, index = divmod(best, len(cuts))
        cut = float(f"{cuts[index]:.3g}")  # as a person would choose it
        sensor = study.log.entities[sensors[index // len(CUTS)]]
        limit = {"below": cut} if side else {"above": cut}
        holds = of_cut[index] < cut if side else of_cut[index] > cut
        yield Narrowing(NumericCondition(sensor, **limit), holds, share)
