"""Which findings survive, and in what order."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    Pattern,
    Reminder,
    RunTrigger,
    StateTrigger,
    Trigger,
)
from custom_components.homeiq.mining.ranking import FINALISTS, Proven, choose, finalists


def pattern(name: str, target: str = "light.a", conditions: tuple[Condition, ...] = ()) -> Pattern:
    trigger = StateTrigger(f"binary_sensor.{name}", "on", "off")
    return Pattern("co_occurrence", trigger, (Effect(target, "on"),), conditions=conditions)


def candidate(name: str, right: int, wrong: int = 0, target: str = "light.a") -> Candidate:
    return Candidate(pattern(name, target), right, wrong)


def proven(name: str, met: list[int], *, wrong: int = 0, target: str = "light.a") -> Proven:
    evidence = Evidence(days=28, right=len(met), wrong=wrong)
    # Acts are rows of the log: those of one target are none of another's.
    first = 1000 * sum(map(ord, target))
    return Proven(Finding(pattern(name, target), evidence), np.array(met, np.int32) + first)


def names(findings: list[Finding]) -> list[str]:
    return [
        finding.pattern.trigger.entity_id.partition(".")[2]
        for finding in findings
        if isinstance(finding.pattern.trigger, StateTrigger)
    ]


def test_the_most_worthy_candidates_of_each_act_meet_the_proof() -> None:
    rivals = [candidate(f"c{right}", right) for right in range(10, 20)]
    other = candidate("other", 5, target="light.b")
    final = finalists([*rivals, other], 0.4)
    assert len(final) == FINALISTS + 1
    assert {item.right for item in final} == {19, 18, 17, 5}


def test_what_promises_little_does_not_meet_the_proof() -> None:
    assert finalists([candidate("a", 5, wrong=20)], 0.4) == []
    assert finalists([], 0.4) == []


def test_who_comes_first_does_not_matter_for_finalists() -> None:
    rivals = [candidate(f"c{number}", 10) for number in range(8)]
    assert finalists(rivals, 0.4) == finalists(rivals[::-1], 0.4)


def test_of_equals_the_simpler_one_goes_first() -> None:
    plain = candidate("z", 10)
    narrow = Candidate(pattern("a", conditions=(DarkCondition(),)), 10, 0)
    assert finalists([narrow, plain], 0.4)[0] is plain


def test_of_two_that_spare_the_same_acts_the_better_one_stays() -> None:
    better, worse = proven("better", list(range(20))), proven("worse", list(range(18)), wrong=2)
    assert names(choose([worse, better])) == ["better"]


def test_two_that_complement_each_other_both_stay() -> None:
    one, other = proven("one", list(range(20))), proven("other", list(range(20, 30)))
    assert names(choose([other, one])) == ["one", "other"]


def test_half_of_what_one_meets_must_be_new() -> None:
    whole = proven("whole", list(range(20)))
    assert names(choose([whole, proven("half", list(range(15, 25)))])) == ["whole", "half"]
    assert names(choose([whole, proven("less", list(range(14, 24)))])) == ["whole"]


def test_acts_of_another_target_are_other_acts() -> None:
    one, other = proven("one", [0, 1, 2]), proven("other", [0, 1, 2], target="light.b")
    assert sorted(names(choose([one, other]))) == ["one", "other"]


def test_what_meets_nothing_is_no_finding() -> None:
    assert choose([proven("idle", [])]) == []
    assert choose([]) == []


def test_the_best_is_first_by_acts_and_confidence() -> None:
    items = [
        proven("few", [0, 1, 2], target="light.a"),
        proven("many", list(range(20)), target="light.b"),
        proven("unsure", list(range(20)), wrong=15, target="light.c"),
    ]
    assert names(choose(items)) == ["many", "unsure", "few"]


def test_order_falls_with_what_each_finding_adds() -> None:
    items = [proven(f"n{size}", list(range(size)), target=f"light.{size}") for size in (4, 9, 6)]
    rights = [finding.evidence.right for finding in choose(items)]
    assert all(one >= other for one, other in pairwise(rights))
    assert len(rights) == 3


def test_a_trigger_that_mostly_fires_in_vain_gives_way_to_a_plain_clock_time() -> None:
    effects = (Effect("light.a", "on"),)
    clock = Pattern("time_of_day", ClockTrigger(7 * 3600), effects)
    met = np.arange(20, dtype=np.int32)
    plain = Proven(Finding(clock, Evidence(28, right=20, wrong=1)), met)
    busy = Finding(pattern("busy"), Evidence(28, right=20, wrong=0, already=400))
    assert choose([Proven(busy, met), plain])[0].pattern == clock


def changing(
    trigger: Trigger, met: list[int], state: str = "on", changed: str = "automation.early"
) -> Proven:
    """Return a finding that would change an automation."""
    told = Pattern("override", trigger, (Effect("light.a", state),), changes=changed)
    first = 1000 * sum(map(ord, "light.a"))
    evidence = Evidence(days=28, right=len(met))
    return Proven(Finding(told, evidence), np.array(met, np.int32) + first)


LATE = ClockTrigger(22 * 3600 + 2400)
RUN = RunTrigger("automation.early", "light.a", "on")


def test_a_change_to_an_automation_goes_before_a_better_habit_of_the_same_acts() -> None:
    change, habit = changing(LATE, list(range(10))), proven("habit", list(range(19)))
    assert choose([habit, change]) == [change.finding]
    other = proven("other", list(range(10, 30)))
    assert choose([habit, other, change]) == [other.finding, change.finding]


def test_an_automation_gets_another_time_rather_than_none_at_all() -> None:
    never, later = changing(RUN, list(range(30)), "off"), changing(LATE, list(range(50, 60)))
    assert choose([never, later]) == [later.finding]
    assert choose([never]) == [never.finding]


def test_of_two_changes_to_an_automation_the_better_one_is_told() -> None:
    one, better = changing(RUN, [0, 1, 2], "off"), changing(RUN, list(range(10, 30)), "idle")
    assert choose([one, better]) == [better.finding]
    other = changing(RUN, [0, 1, 2], "off", "automation.other")
    assert choose([other, better]) == [better.finding, other.finding]


def test_changes_take_no_habits_place_among_the_finalists() -> None:
    rivals = [candidate(f"c{right}", right) for right in (10, 11, 12)]
    change = Candidate(changing(LATE, []).finding.pattern, 5, 0)
    assert set(finalists([*rivals, change], 0.4)) == {*rivals, change}


def reminded(name: str, met: list[int]) -> Proven:
    """Return a proven reminder of the same act."""
    item = proven(name, met)
    finding = item.finding
    reminder = replace(finding.pattern, effects=(Reminder("light.a", "on"),))
    return Proven(replace(finding, pattern=reminder), item.met)


def test_a_reminder_takes_no_automations_place_and_is_superfluous_beside_one() -> None:
    automation, reminder = proven("a", [1, 2, 3]), reminded("b", [1, 2, 3, 4, 5])
    assert names(choose([reminder, automation])) == ["a"]
    elsewhere = proven("c", [7, 8, 9], target="light.b")
    assert names(choose([reminder, elsewhere])) == ["c", "b"]
    assert names(choose([reminder, reminded("d", [1, 2, 3])])) == ["b"]


def test_a_reminder_and_an_automation_meet_the_proof_apart() -> None:
    rivals = [candidate(f"c{number}", 10) for number in range(FINALISTS)]
    told = [Candidate(reminded(f"r{number}", [1]).finding.pattern, 4, 0) for number in range(2)]
    assert len(finalists([*rivals, *told], 0.4)) == FINALISTS + 2


def test_the_same_habit_learned_in_two_ways_is_told_once() -> None:
    old, new = proven("motion", [1, 2, 3]), proven("motion", [4, 5, 6, 7])
    assert [finding.evidence.right for finding in choose([old, new])] == [4]
