"""What the answers of people teach: whether suggestions of a kind come sooner or later.

The rule, in full. The answers are the suggestions that were accepted, by a click or by building
the same, or dismissed. What they have in common with what waits (its kind, its areas, devices and
hours) is counted: so often accepted, so often dismissed. Each count gives a weight between a half
and one and a half, the mean of the weights gives a factor, and a rank is multiplied by it. That
changes the order of what is suggested and nothing else: nothing is ever hidden by it.

What is kept are the answers, never what was made of them: an answer that is taken back has taught
nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import groupby
from math import exp, fsum, log
from operator import attrgetter
from typing import Final

from custom_components.homeiq.suggestions.build import in_order
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.synergies import UNPROVEN_RANK
from custom_components.homeiq.suggestions.traits import About, Trait, traits_of

# Accepted and dismissed answers that are added to each count, so that a few are not taken for all.
PRIOR: Final = 2
ANSWERS: Final = (Status.ACCEPTED, Status.DISMISSED)


@dataclass(frozen=True, slots=True)
class Lesson:
    """An answer to a suggestion with these traits."""

    traits: frozenset[Trait]
    accepted: bool


@dataclass(frozen=True, slots=True)
class LearningRule:
    """How often suggestions with one trait were accepted and dismissed."""

    trait: Trait
    accepted: int
    dismissed: int

    @property
    def weight(self) -> float:
        """What it counts for, between a half and one and a half; 1 counts for nothing."""
        return weight(self.accepted, self.dismissed)

    def as_dict(self) -> dict[str, str | int | float]:
        """Return what the contract names."""
        return {
            "about": self.trait.about.value,
            "value": self.trait.value,
            "accepted": self.accepted,
            "dismissed": self.dismissed,
            "weight": round(self.weight, 4),
        }


def weight(accepted: int, dismissed: int) -> float:
    """Return a half more than the share accepted: between a half and one and a half.

    The share is smoothed by adding two answers of each sort, so that one dismissal moves it from
    1 to 0.9 only, and it takes a dozen to come near its end: Agresti, A. and Coull, B. A. (1998),
    Approximate is better than "exact" for interval estimation of binomial proportions, The
    American Statistician 52, 119-126.
    """
    return 0.5 + (accepted + PRIOR) / (accepted + dismissed + 2 * PRIOR)


def lessons_of(
    kept: Iterable[Suggestion],
    since: datetime | None,
    device_of: Mapping[str, str],
    timezone: tzinfo,
) -> tuple[Lesson, ...]:
    """Return what people have answered after some moment; all of it where that is None.

    What is accepted or dismissed is touched by its answer last. `device_of` and `timezone` as for
    traits.
    """
    return tuple(
        Lesson(traits_of(each, device_of, timezone), each.status is Status.ACCEPTED)
        for each in kept
        if each.status in ANSWERS and (since is None or each.updated_at > since)
    )


def rules_of(lessons: Iterable[Lesson]) -> tuple[LearningRule, ...]:
    """Return the rules of all traits that something was answered about, strongest first.

    The order depends on the lessons only, not on theirs.
    """
    counts = Counter((trait, lesson.accepted) for lesson in lessons for trait in lesson.traits)
    traits = {trait for trait, _ in counts}
    rules = (LearningRule(each, counts[each, True], counts[each, False]) for each in traits)
    return tuple(sorted(rules, key=_strength))


def _strength(rule: LearningRule) -> tuple[float, int, Trait]:
    return -abs(rule.weight - 1), -(rule.accepted + rule.dismissed), rule.trait


def factor_of(traits: Iterable[Trait], rules: Mapping[Trait, LearningRule]) -> float:
    """Return what the rank of a suggestion with these traits is multiplied by, 0.5-1.5.

    The geometric mean over kind, area, device and hour; where there are several areas, devices or
    hours, over these first. A mean, since one answer counts for all four: their product would
    take it for four of them, and a single dismissal would cost a suggestion like it a third of
    its rank. What a suggestion has none of, as an hour, counts as 1.
    """
    ordered = sorted(traits)
    logarithms = []
    for _, alike in groupby(ordered, key=attrgetter("about")):
        weights = [rules[each].weight if each in rules else 1.0 for each in alike]
        logarithms.append(fsum(map(log, weights)) / len(weights))
    return exp(fsum(logarithms) / len(About))


def weighed_rank(rank: float, factor: float) -> float:
    """Return a rank times a factor, on the side of UNPROVEN_RANK where it was.

    What is proven comes before what is not, whatever people have answered. Above that limit what
    a rank exceeds it by is multiplied; below, where ranks are scores from 0 to 1, their odds are.
    """
    if rank > UNPROVEN_RANK:
        return UNPROVEN_RANK + (rank - UNPROVEN_RANK) * factor
    score = rank / UNPROVEN_RANK
    return UNPROVEN_RANK * (score * factor / (1 - score + score * factor))


def weighed(
    found: Sequence[Suggestion],
    rules: Iterable[LearningRule],
    device_of: Mapping[str, str],
    timezone: tzinfo,
) -> tuple[Suggestion, ...]:
    """Return suggestions with their ranks weighed, best first; as they are without rules."""
    by_trait = {rule.trait: rule for rule in rules}
    if not by_trait:
        return tuple(found)
    lifted = []
    for each in found:
        factor = factor_of(traits_of(each, device_of, timezone), by_trait)
        lifted.append(replace(each, rank=weighed_rank(each.rank, factor)))
    # Of equals the order given counts: ranks that differ by a hair may have become one.
    return in_order(sorted(lifted, key=lambda each: -each.rank))
