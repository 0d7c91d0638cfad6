"""What answers teach: the rule, and what holds for all of them."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.showing import merge, waiting
from custom_components.homeiq.suggestions.build import in_order
from custom_components.homeiq.suggestions.learning import (
    LearningRule,
    Lesson,
    factor_of,
    lessons_of,
    rules_of,
    weighed,
    weighed_rank,
    weight,
)
from custom_components.homeiq.suggestions.lifecycle import dismiss, reconcile, restore, snooze
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.synergies import UNPROVEN_RANK
from custom_components.homeiq.suggestions.traits import About, Trait
from tests.samples import LONG_AGO, suggestion_of

BERLIN = ZoneInfo("Europe/Berlin")
LATER = LONG_AGO + timedelta(days=1)
AT_MOST = 0.1  # of its rank, what one dismissal costs a suggestion like it

KIND = Trait(About.KIND, "time_of_day")
KITCHEN = Trait(About.AREA, "kitchen")
LAMP = Trait(About.DEVICE, "light.l1")
LATE = Trait(About.HOUR, "22")
TRAITS = frozenset((KIND, KITCHEN, LAMP, LATE))

COUNTS = st.integers(0, 500)
RANKS = st.floats(0, 20)
SOME_TRAITS = st.frozensets(
    st.builds(Trait, st.sampled_from(About), st.sampled_from(("a", "b", "c"))), max_size=9
)
LESSONS = st.lists(st.builds(Lesson, SOME_TRAITS, st.booleans()), max_size=30)


def by_trait(lessons: Iterable[Lesson]) -> dict[Trait, LearningRule]:
    return {rule.trait: rule for rule in rules_of(lessons)}


def rules_from(*kept: Suggestion) -> tuple[LearningRule, ...]:
    return rules_of(lessons_of(kept, None, {}, BERLIN))


def weigh(found: Iterable[Suggestion], *kept: Suggestion) -> tuple[Suggestion, ...]:
    return weighed(tuple(found), rules_from(*kept), {}, BERLIN)


def answered(number: int, status: Status, **changes: Any) -> Suggestion:
    return suggestion_of(number, status=status, **changes)


@pytest.mark.parametrize(
    ("accepted", "dismissed", "expected"),
    [(0, 0, 1), (0, 1, 0.9), (1, 0, 1.1), (1, 1, 1), (0, 4, 0.75), (4, 0, 1.25), (0, 12, 0.625)],
)
def test_the_weight_is_what_the_documentation_says(
    accepted: int, dismissed: int, expected: float
) -> None:
    assert weight(accepted, dismissed) == pytest.approx(expected)


@given(COUNTS, COUNTS)
def test_a_weight_stays_within_bounds_and_every_answer_moves_it_its_way(
    accepted: int, dismissed: int
) -> None:
    here = weight(accepted, dismissed)
    assert 0.5 < here < 1.5
    assert weight(accepted + 1, dismissed) > here > weight(accepted, dismissed + 1)
    assert here + weight(dismissed, accepted) == pytest.approx(2)


@given(COUNTS, COUNTS)
def test_one_answer_never_moves_a_weight_by_more_than_a_tenth(
    accepted: int, dismissed: int
) -> None:
    here = weight(accepted, dismissed)
    assert weight(accepted, dismissed + 1) >= here * (1 - AT_MOST) - 1e-12
    assert weight(accepted + 1, dismissed) <= here + AT_MOST + 1e-12


@given(LESSONS, SOME_TRAITS)
def test_a_factor_stays_within_bounds(lessons: list[Lesson], traits: frozenset[Trait]) -> None:
    assert 0.5 < factor_of(traits, by_trait(lessons)) < 1.5


@given(LESSONS, SOME_TRAITS, SOME_TRAITS)
def test_an_acceptance_never_lowers_and_a_dismissal_never_lifts(
    lessons: list[Lesson], traits: frozenset[Trait], of_it: frozenset[Trait]
) -> None:
    before = factor_of(traits, by_trait(lessons))
    accepted = factor_of(traits, by_trait([*lessons, Lesson(of_it, accepted=True)]))
    dismissed = factor_of(traits, by_trait([*lessons, Lesson(of_it, accepted=False)]))
    assert accepted >= before - 1e-12
    assert dismissed <= before + 1e-12
    if traits.isdisjoint(of_it):
        assert accepted == dismissed == before, "others are left alone"


@given(LESSONS, SOME_TRAITS, RANKS)
def test_one_dismissal_costs_what_is_like_it_a_tenth_of_its_rank_at_most(
    lessons: list[Lesson], traits: frozenset[Trait], rank: float
) -> None:
    before = factor_of(traits, by_trait(lessons))
    after = factor_of(traits, by_trait([*lessons, Lesson(traits, accepted=False)]))
    least = weighed_rank(rank, before) * (1 - AT_MOST)
    assert weighed_rank(rank, after) >= least * (1 - 1e-9)


@given(st.lists(RANKS, min_size=2), st.floats(0.5, 1.5))
def test_of_what_is_weighed_alike_the_order_stays(ranks: list[float], factor: float) -> None:
    after = [weighed_rank(rank, factor) for rank in sorted(ranks)]
    assert all(one <= two * (1 + 1e-9) for one, two in pairwise(after))


@given(RANKS, RANKS, st.floats(0.5, 1.5), st.floats(0.5, 1.5))
def test_what_is_proven_never_falls_below_what_is_not(
    above: float, below: float, least: float, most: float
) -> None:
    proven = weighed_rank(UNPROVEN_RANK + above, least)
    unproven = weighed_rank(UNPROVEN_RANK * below / 20, most)
    assert proven >= UNPROVEN_RANK >= unproven >= 0


def test_scores_without_proof_are_weighed_too() -> None:
    assert weighed_rank(UNPROVEN_RANK / 2, 0.5) == pytest.approx(UNPROVEN_RANK / 3)
    assert weighed_rank(UNPROVEN_RANK / 2, 1.5) == pytest.approx(UNPROVEN_RANK * 0.6)
    assert weighed_rank(UNPROVEN_RANK, 0.5) == UNPROVEN_RANK
    assert weighed_rank(0, 1.5) == 0


def test_a_factor_is_the_mean_over_kind_area_device_and_hour() -> None:
    one = by_trait([Lesson(TRAITS, accepted=False)])
    assert factor_of(TRAITS, one) == pytest.approx(0.9)
    assert factor_of({KIND}, one) == pytest.approx(0.9**0.25)
    assert factor_of({KIND, LATE}, one) == pytest.approx(0.9**0.5)
    assert factor_of({KITCHEN, Trait(About.AREA, "hall")}, one) == pytest.approx(0.9**0.125)
    assert factor_of({Trait(About.AREA, "hall")}, one) == 1
    assert factor_of((), one) == 1


def test_a_trait_of_one_sort_is_none_of_another() -> None:
    of_an_area = by_trait([Lesson(frozenset({Trait(About.AREA, "22")}), accepted=False)])
    assert factor_of({LATE}, of_an_area) == 1


@given(LESSONS, st.randoms())
def test_rules_count_answers_strongest_first_in_an_order_of_their_own(
    lessons: list[Lesson], random: Any
) -> None:
    rules = rules_of(lessons)
    assert all(rule.accepted + rule.dismissed > 0 for rule in rules)
    assert {rule.trait for rule in rules} == {one for lesson in lessons for one in lesson.traits}
    assert all(abs(one.weight - 1) >= abs(two.weight - 1) for one, two in pairwise(rules))
    for rule in rules:
        concerned = [one for one in lessons if rule.trait in one.traits]
        assert rule.accepted == sum(one.accepted for one in concerned)
        assert rule.dismissed == len(concerned) - rule.accepted
    random.shuffle(lessons)
    assert rules_of(lessons) == rules


def test_a_rule_says_what_the_contract_names() -> None:
    lessons = [Lesson(TRAITS, accepted=False), Lesson(frozenset({KIND, LATE}), accepted=True)]
    assert [rule.as_dict() for rule in rules_of(lessons)] == [
        {"about": "area", "value": "kitchen", "accepted": 0, "dismissed": 1, "weight": 0.9},
        {"about": "device", "value": "light.l1", "accepted": 0, "dismissed": 1, "weight": 0.9},
        {"about": "hour", "value": "22", "accepted": 1, "dismissed": 1, "weight": 1.0},
        {"about": "kind", "value": "time_of_day", "accepted": 1, "dismissed": 1, "weight": 1.0},
    ]
    assert rules_of(()) == ()


def test_only_what_was_accepted_or_dismissed_is_an_answer() -> None:
    kept = [answered(number, status) for number, status in enumerate(Status, 1)]
    lessons = lessons_of(kept, None, {}, BERLIN)
    assert [lesson.accepted for lesson in lessons] == [True, False]
    assert Trait(About.DEVICE, "light.l2") in lessons[0].traits
    by_hand = answered(1, Status.ACCEPTED, accepted_by="user")
    assert [lesson.accepted for lesson in lessons_of([by_hand], None, {}, BERLIN)] == [True]


def test_what_was_answered_before_a_reset_has_taught_nothing() -> None:
    kept = [
        answered(1, Status.DISMISSED),
        answered(2, Status.DISMISSED, updated_at=LATER),
        answered(3, Status.ACCEPTED, updated_at=LATER + timedelta(seconds=1)),
    ]
    assert len(lessons_of(kept, None, {}, BERLIN)) == 3
    (left,) = lessons_of(kept, LATER, {}, BERLIN)
    assert left.accepted
    assert lessons_of(kept, LATER + timedelta(days=1), {}, BERLIN) == ()


def test_an_answer_that_is_taken_back_has_taught_nothing() -> None:
    draft = suggestion_of(1)
    assert rules_from(dismiss(draft, "no", LATER))
    assert rules_from(restore(dismiss(draft, "no", LATER), LATER)) == ()
    assert rules_from(snooze(draft, 7, LATER)) == ()


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DISMISSED])
def test_runs_do_not_touch_when_something_was_answered(status: Status) -> None:
    before = answered(1, status)
    now = LATER + timedelta(days=30)
    for found in ((), (suggestion_of(1, rank=3.0),)):
        assert reconcile([before], found, now) == ()
        assert reconcile([before], found, now, automated={before.fingerprint}) == ()
        assert reconcile([before], found, now, excluded=before.entity_ids) == ()


def test_building_it_by_hand_is_answered_when_a_run_sees_it() -> None:
    (built,) = reconcile([suggestion_of(1)], (), LATER, automated={suggestion_of(1).fingerprint})
    assert len(lessons_of([built], LONG_AGO, {}, BERLIN)) == 1
    assert lessons_of([built], LATER, {}, BERLIN) == ()


def test_without_answers_all_stays_as_it_was() -> None:
    found = (suggestion_of(2), suggestion_of(1))
    assert weigh(found) == found
    assert weigh(found, suggestion_of(3)) == found


def test_what_is_like_the_dismissed_falls_and_what_is_not_stays() -> None:
    dismissed = answered(9, Status.DISMISSED)
    like = suggestion_of(1, rank=1.05)
    unlike: Any = {"pattern_type": "room", "area_ids": ("hall",), "automation": None}
    other = suggestion_of(2, rank=1.0, evidence=None, **unlike)
    first, second = weigh([like, other], dismissed)
    assert (first.id, second.id) == ("s2", "s1"), "5 % better before"
    assert first.rank == pytest.approx(1.0)
    assert 0.9 < second.rank < 1
    after, _ = weigh([like, other], answered(9, Status.ACCEPTED))
    assert after.id == "s1"
    assert after.rank > like.rank


def test_of_equals_the_order_of_mining_stays() -> None:
    ranked = in_order([suggestion_of(9, rank=1.0), *(suggestion_of(n, rank=2.0) for n in (4, 3))])
    assert [each.id for each in ranked] == ["s9", "s4", "s3"]
    for status in (Status.DISMISSED, Status.ACCEPTED):
        after = weigh(ranked, answered(1, status), answered(2, status))
        assert [each.id for each in merge((), after)] == ["s9", "s4", "s3"]


@pytest.mark.parametrize("proven", [True, False])
def test_fifty_dismissals_of_a_kind_still_leave_the_best_of_it(*, proven: bool) -> None:
    rank = 1.0 if proven else UNPROVEN_RANK / 2
    kept = [answered(number, Status.DISMISSED) for number in range(10, 60)]
    found = weigh([suggestion_of(1, rank=rank), suggestion_of(2, rank=rank * 0.9)], *kept)
    shown = waiting(merge(kept, found))
    assert [each.id for each in shown] == ["s1", "s2"]
    assert shown[0].rank > rank / 2
    assert (shown[-1].rank > UNPROVEN_RANK) == proven


@pytest.mark.parametrize("times", [1, 50])
def test_answers_are_forgiven_by_as_many_of_the_other_sort(times: int) -> None:
    dismissed = [answered(1, Status.DISMISSED)] * times
    accepted = [answered(1, Status.ACCEPTED)] * times
    (after,) = weigh([suggestion_of(1)], *dismissed, *accepted)
    assert after.rank == pytest.approx(suggestion_of(1).rank)
