"""The proof: a candidate replayed over days, counted in episodes."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.backtest import EXAMPLES, Tally, since
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Evidence, Outcome
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    StateTrigger,
    WindowCondition,
)
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, MONDAY, Diary

WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))
DOOR = Pattern(
    "co_occurrence", StateTrigger("binary_sensor.door", "on", "off"), (Effect("light.a", "on"),)
)


def week() -> Diary:
    """Return a week: five days right, one on which nothing happens, one with an act apart.

    On the last day an automation was first.
    """
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(4), "07:00", "light.a")
    diary.habit([4], "12:00", "light.a")
    diary.add(6, "06:30", "light.a", "on", Origin.AUTOMATION)
    diary.add(6, "09:00", "light.a", "off", Origin.AUTOMATION)
    return diary


def study_of(diary: Diary) -> Study:
    return Study.of(diary.log(), HOME)


def evidence(diary: Diary, pattern: Pattern = WAKE) -> Evidence:
    study = study_of(diary)
    tally = Tally()
    tally.add(study, pattern.effects, pattern, study.log.days)
    return tally.proof().evidence


def test_every_episode_is_counted_once() -> None:
    proof = evidence(week())
    counts = proof.days, proof.right, proof.wrong, proof.already, proof.missed
    # Days five and six are two wrong ones: the target changed in between.
    assert counts == (7, 4, 2, 1, 1)
    assert proof.fired == 7


def test_examples_are_the_newest_episodes_with_their_outcome() -> None:
    proof = evidence(week())
    assert [example.outcome for example in proof.examples] == [
        Outcome.ALREADY,
        Outcome.WRONG,
        Outcome.MISSED,
        Outcome.WRONG,
        *[Outcome.RIGHT] * 4,
    ]
    moments = [example.at for example in proof.examples]
    assert moments == sorted(moments, reverse=True)


def test_there_are_ten_examples_at_most() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(20), "07:00", "light.a")
    proof = evidence(diary)
    assert len(proof.examples) == EXAMPLES
    assert min(example.at for example in proof.examples) > diary.at(9, "12:00")
    assert proof.right == 20


def test_the_ten_newest_are_told_in_whatever_order_days_are_proven() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(24), "07:00", "light.a")
    diary.habit(range(1, 24, 5), "12:00", "light.a")  # missed
    study = study_of(diary)
    whole, parts = Tally(), Tally()
    whole.add(study, WAKE.effects, WAKE, study.log.days)
    for first in (2, 0, 3, 1):
        parts.add(study, WAKE.effects, WAKE, study.log.days[first::4])
    newest = whole.proof().evidence.examples
    assert parts.proof().evidence.examples == newest
    at = [example.at for example in newest]
    assert (len(at), at) == (EXAMPLES, sorted(at, reverse=True))
    assert sum(example.outcome is Outcome.MISSED for example in newest) == 2
    assert min(at) > diary.at(15, "12:00")


def test_an_act_that_is_met_twice_in_one_block_and_again_in_another_is_one_example() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    for minute in (50, 56, 58):
        diary.add(0, f"23:{minute}", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(0, f"23:{minute + 1}", "binary_sensor.door", "off", Origin.DEVICE)
    diary.add(1, 10.0, "binary_sensor.door", "on", Origin.DEVICE)
    diary.add(1, 20.0, "light.a", "on")
    study = study_of(diary)
    tally = Tally()
    for day in study.log.days:
        tally.add(study, DOOR.effects, DOOR, np.array([day]))
    proof = tally.proof().evidence
    assert (proof.right, proof.wrong, proof.missed) == (1, 1, 0)
    assert [example.outcome for example in proof.examples] == [Outcome.RIGHT, Outcome.WRONG]


def test_conditions_keep_a_pattern_from_acting() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    for day in range(7):
        for clock in ("10:00", "20:00"):
            diary.add(day, clock, "binary_sensor.door", "on", Origin.DEVICE)
            diary.add(day, f"{clock[:2]}:10", "binary_sensor.door", "off", Origin.DEVICE)
        diary.habit([day], 20 * 3600 + 60, "light.a", scatter=10)
    assert (evidence(diary, DOOR).right, evidence(diary, DOOR).wrong) == (7, 7)
    evening = Pattern(
        DOOR.detector, DOOR.trigger, DOOR.effects, conditions=(WindowCondition(64800, 0),)
    )
    assert (evidence(diary, evening).right, evidence(diary, evening).wrong) == (7, 0)


def test_a_wrong_one_counts_once_until_the_target_changes() -> None:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    for minute in range(10, 50, 10):
        diary.add(0, f"10:{minute}", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(0, f"10:{minute + 5}", "binary_sensor.door", "off", Origin.DEVICE)
    diary.habit([0], "20:00", "light.a")
    proof = evidence(diary, DOOR)
    assert (proof.right, proof.wrong, proof.missed) == (0, 1, 1)
    outcomes = [example.outcome for example in proof.examples]
    assert outcomes == [Outcome.MISSED, Outcome.WRONG]


def test_days_that_did_not_teach_a_pattern_missed_all_their_acts() -> None:
    study = study_of(week())
    tally = Tally()
    tally.add(study, WAKE.effects, WAKE, study.log.days[:3])
    tally.add(study, WAKE.effects, None, study.log.days[3:])
    proof = tally.proof()
    assert (proof.evidence.days, proof.evidence.right, proof.evidence.missed) == (7, 3, 2)
    assert study.log.day[proof.met].tolist() == study.log.days[:3].tolist()


def test_proofs_of_parts_sum_up_to_the_whole() -> None:
    study = study_of(week())
    parts, whole = Tally(), Tally()
    whole.add(study, WAKE.effects, WAKE, study.log.days)
    for day in range(7):
        parts.add(study, WAKE.effects, WAKE, study.log.days[day : day + 1])
    assert parts.proof().evidence == whole.proof().evidence


def test_a_quiet_week_is_one_wrong_however_its_days_are_proven() -> None:
    diary = week()
    diary.add(13, "12:00", "light.a", "on")
    study = study_of(diary)
    parts = Tally()
    for days in (study.log.days[::2], study.log.days[1::2]):
        parts.add(study, WAKE.effects, WAKE, days)
    proof = parts.proof().evidence
    assert (proof.days, proof.right, proof.wrong) == (14, 4, 3)
    assert sum(example.outcome is Outcome.WRONG for example in proof.examples) == 3


def test_an_act_after_midnight_that_was_met_before_it_is_not_missed() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(1, 8), 300.0, "light.a", scatter=60)
    late = Pattern("time_of_day", ClockTrigger(86400 - 120), WAKE.effects)
    early = Pattern("time_of_day", ClockTrigger(60), WAKE.effects)
    study = study_of(diary)
    parts = Tally()
    for number, day in enumerate(study.log.days):
        parts.add(study, WAKE.effects, early if number % 2 else late, np.array([day]))
    proof = parts.proof()
    # Each even day meets the act of the next one before midnight, which meets it again.
    assert (proof.evidence.right, proof.evidence.missed) == (4, 3)
    acts = np.flatnonzero(study.log.act)
    assert proof.met.tolist() == acts[::2].tolist()


def test_nothing_proves_nothing() -> None:
    proof = Tally().proof()
    assert proof.evidence == Evidence()
    assert len(proof.met) == 0
    assert proof.chance is None


@pytest.mark.parametrize("first", range(8))
def test_since_a_day_counts_that_day_and_later_ones_only(first: int) -> None:
    study = study_of(week())
    later = since(study, WAKE, MONDAY.toordinal() + first)
    assert later.days == 7 - first
    assert later.right == max(0, 4 - first)
    assert later.already == (first < 7)


CHAIN = Pattern(
    "sequence",
    DOOR.trigger,
    (Effect("light.a", "on", 60), Effect("light.b", "on", 240)),
)


def chain() -> Diary:
    """Return a week in which both steps follow the door, but on one day only the first."""
    diary = Diary()
    diary.known(light__a="off", light__b="off", binary_sensor__door="off")
    for day in range(7):
        diary.add(day, "18:00", "binary_sensor.door", "on", Origin.DEVICE)
        diary.add(day, "18:10", "binary_sensor.door", "off", Origin.DEVICE)
        diary.habit([day], 18 * 3600 + 60, "light.a", scatter=10)
        if day:
            diary.habit([day], 18 * 3600 + 240, "light.b", scatter=10)
    return diary


def test_every_step_of_a_chain_counts() -> None:
    proof = evidence(chain(), CHAIN)
    assert (proof.right, proof.wrong, proof.missed) == (13, 1, 0)


def test_steps_that_the_learning_days_did_not_show_are_missed() -> None:
    study = study_of(chain())
    tally = Tally()
    tally.add(study, CHAIN.effects, replace(CHAIN, effects=CHAIN.effects[:1]), study.log.days)
    proof = tally.proof().evidence
    assert (proof.right, proof.wrong, proof.missed) == (7, 0, 6)


def test_a_step_that_nobody_ever_did_proves_nothing() -> None:
    study = study_of(chain())
    tally = Tally()
    tally.add(study, (Effect("light.gone", "on"),), CHAIN, study.log.days)
    assert tally.proof().evidence == Evidence(days=7)
