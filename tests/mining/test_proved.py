"""What holds of all that was proven."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.backtest import Proof
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    NearMissReason,
    wilson_lower_bound,
)
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.mining.proved import (
    FEWEST_RIGHT,
    LEAST_KAPPA,
    Proved,
    hold,
    since_shown,
)
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.answering import answering
from tests.mining.build import HOME

SETTINGS = MiningSettings()
DOOR = StateTrigger("binary_sensor.door", "on", "off")
LAMP = Effect("light.hall", "on")
WAKE = ClockTrigger(25200)


def proved(
    right: int,
    wrong: int = 0,
    *,
    already: int = 0,
    chance: float | None = 0.01,
    trigger: Trigger = DOOR,
    steps: int = 1,
    changes: str = "",
    p_value: float = 1.0,
) -> Proved:
    effects = (LAMP, replace(LAMP, entity_id="light.other"))[:steps]
    pattern = Pattern("", trigger, effects, changes=changes, p_value=p_value)
    evidence = Evidence(days=28, right=right, wrong=wrong, already=already)
    proof = Proof(evidence, np.arange(right, dtype=np.int32), chance)
    return Proved(Candidate(pattern, right, wrong), proof)


def holds(*items: Proved, settings: MiningSettings = SETTINGS) -> list[bool]:
    held, _ = hold(items, settings)
    return [item in held for item in items]


def test_what_was_right_often_enough_holds() -> None:
    assert holds(proved(FEWEST_RIGHT)) == [True]
    assert holds(proved(FEWEST_RIGHT - 1)) == [False]
    held, fell = hold([proved(20, 2)], SETTINGS)
    assert held[0].finding == Finding(
        Pattern("", DOOR, (LAMP,)), Evidence(days=28, right=20, wrong=2)
    )
    assert fell == []


def test_nothing_proven_is_no_error() -> None:
    assert hold([], SETTINGS) == ([], [])


def test_it_has_to_be_as_sure_as_it_is_asked_for() -> None:
    assert 0.6 < wilson_lower_bound(18, 20) < 0.9
    for minimum, expected in ((0.6, True), (0.9, False)):
        settings = MiningSettings(minimum_confidence=minimum)
        assert holds(proved(18, 2), settings=settings) == [expected]


def test_what_chance_would_give_too_does_not_hold() -> None:
    assert holds(proved(8, 2, chance=0.7)) == [False]
    assert holds(proved(8, 2, chance=0.1)) == [True]


def test_it_has_to_be_far_beyond_chance_and_not_only_surely() -> None:
    often = proved(800, 100, chance=0.8)  # no accident, and hardly better than chance
    assert often.p_value < 1e-6
    assert often.proof.evidence.confidence - 0.8 < LEAST_KAPPA * (1 - 0.8)
    assert holds(often) == [False]


def test_where_nothing_tells_of_chance_its_detector_does() -> None:
    assert proved(5, chance=None, p_value=0.3).p_value == 0.3
    assert holds(proved(5, chance=None, p_value=0.3)) == [False]
    assert holds(proved(5, chance=None, p_value=1e-6)) == [True]


def test_of_many_that_were_tried_a_lucky_one_does_not_hold() -> None:
    lucky = proved(3, chance=0.15)
    assert 0.001 < lucky.p_value < 0.01
    assert holds(lucky) == [True]
    assert not any(holds(lucky, *(proved(1, 9, chance=0.5) for _ in range(20))))


@pytest.mark.parametrize("trigger", [WAKE, SunTrigger("sunset", 0)])
def test_what_happens_at_a_time_has_to_happen_on_half_of_its_days(trigger: Trigger) -> None:
    assert holds(proved(10, already=10, trigger=trigger)) == [True]
    assert holds(proved(10, already=11, trigger=trigger)) == [False]
    assert holds(proved(10, already=11)) == [True]  # a door is opened when it is
    changes = proved(10, already=11, trigger=trigger, changes="automation.wake")
    assert holds(changes) == [True]


def test_the_steps_of_a_chain_are_one_together() -> None:
    assert proved(7, 2, steps=2).episodes == (3, 5)
    assert holds(proved(6, steps=2)) == [True]
    assert holds(proved(4, steps=2)) == [False]


def test_what_does_not_hold_is_told_with_the_reason_most_promising_first() -> None:
    few, wrong, nothing = proved(2), proved(9, 9), proved(0, 4)
    _, fell = hold([few, nothing, wrong], SETTINGS)
    assert [(miss.finding.evidence.right, miss.reason) for miss in fell] == [
        (9, NearMissReason.TOO_OFTEN_WRONG),
        (2, NearMissReason.TOO_FEW_DAYS),
    ]


def test_the_days_since_it_was_first_shown_are_counted_apart() -> None:
    few = (2, 9, 16, 23)
    diary = answering(few, few)
    study = Study.of(diary.log(), HOME)
    finding = Finding(Pattern("", DOOR, (LAMP,)), Evidence(days=28, right=4))
    assert since_shown(study, finding, SETTINGS) == finding
    first = int(study.log.days[0])
    shown = {finding.pattern.fingerprint: first + 9}
    later = since_shown(study, finding, MiningSettings(shown_since=shown))
    assert later.evidence == finding.evidence
    assert later.since_shown is not None
    assert (later.since_shown.days, later.since_shown.right) == (18, 2)
