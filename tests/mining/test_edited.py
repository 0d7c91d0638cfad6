"""A habit that somebody has changed is proven as the one that it comes from was."""

from dataclasses import dataclass, replace

import pytest

from custom_components.homeiq.mining.declared import Declaration, prove_declared
from custom_components.homeiq.mining.edited import Change, prove_edited
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    ClockTrigger,
    Effect,
    Pattern,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

SETTINGS = MiningSettings()


def same(pattern: Pattern) -> Pattern:
    return pattern


def later(seconds: int) -> Change:
    def change(pattern: Pattern) -> Pattern:
        trigger = pattern.trigger
        assert isinstance(trigger, ClockTrigger)
        return replace(pattern, trigger=ClockTrigger(trigger.second + seconds))

    return change


def morning(days: int = 28) -> Diary:
    diary = Diary()
    diary.known(light__a="off", person__p="home")
    diary.habit(range(days), "07:00", "light.a")
    return diary


def found(diary: Diary) -> Finding:
    (finding,) = mine(diary.log(), HOME, SETTINGS).findings
    return finding


def test_an_unchanged_habit_has_the_figures_that_it_was_found_with() -> None:
    for days in (28, 70):
        diary = morning(days)
        finding = found(diary)
        again = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, same)
        assert again == finding


def test_a_little_later_is_still_right_and_far_too_late_is_wrong() -> None:
    diary = morning()
    finding = found(diary)
    near = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, later(300))
    assert near.evidence.right == finding.evidence.right
    assert near.pattern == later(300)(finding.pattern)
    far = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, later(7200))
    # The log ends before it would be due on the last day.
    assert (far.evidence.right, far.evidence.wrong) == (0, 27)
    assert far.evidence.missed == 28


def test_days_on_which_it_no_longer_acts_are_missed() -> None:
    diary = morning()
    finding = found(diary)

    def at_weekends(pattern: Pattern) -> Pattern:
        return replace(pattern, weekdays=WEEKEND)

    evidence = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, at_weekends).evidence
    assert (evidence.right, evidence.wrong, evidence.missed) == (8, 0, 20)


def test_a_condition_that_never_held_leaves_nothing_to_do() -> None:
    diary = morning()
    finding = found(diary)

    def away(pattern: Pattern) -> Pattern:
        return replace(pattern, conditions=(StateCondition("person.p", "not_home"),))

    evidence = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, away).evidence
    assert (evidence.fired, evidence.missed) == (0, 28)


def test_another_target_is_judged_by_what_was_done_to_it() -> None:
    diary = morning()
    diary.known(light__b="off")
    finding = found(diary)

    def other(pattern: Pattern) -> Pattern:
        return replace(pattern, effects=(Effect("light.b", "on"),))

    evidence = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, other).evidence
    assert evidence.right == 0


def test_proof_days_do_not_reach_what_is_learned_for_them() -> None:
    """What only the latest days show cannot be met on them: they teach nothing of themselves."""
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(40, 63), "07:00", "light.a")
    diary.add(0, "12:00", "light.a", "on", Origin.AUTOMATION)
    diary.add(0, "12:30", "light.a", "off", Origin.AUTOMATION)
    for day in range(63):
        diary.add(day, "03:00", "sensor.t", str(day), Origin.DEVICE)
    pattern = Pattern("time_of_day", ClockTrigger(25_200), (Effect("light.a", "on"),))
    evidence = prove_edited(diary.log(), HOME, SETTINGS, pattern, same).evidence
    assert (evidence.days, evidence.right, evidence.missed) == (21, 0, 21)


def test_the_days_since_somebody_asked_are_counted_apart() -> None:
    diary = morning()
    finding = found(diary)
    day = diary.first.toordinal() + 20
    proven = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, same, since_day=day)
    assert proven.since_shown is not None
    assert (proven.since_shown.days, proven.since_shown.right) == (7, 7)


def moving_earlier() -> Diary:
    diary = Diary()
    diary.known(light__a="off")
    for day in range(84):
        diary.habit([day], 82_800 - 90.0 * day, "light.a", scatter=60)
    return diary


def weekly() -> Diary:
    diary = Diary()
    diary.known(light__a="off")
    diary.habit(range(1, 112, 7), "19:00", "light.a")
    for day in range(112):
        diary.add(day, "03:00", "sensor.t", str(day), Origin.DEVICE)
    return diary


@pytest.mark.parametrize("diary", [moving_earlier(), weekly()])
def test_what_moves_or_holds_on_some_days_is_proven_week_by_week(diary: Diary) -> None:
    finding = next(
        each for each in mine(diary.log(), HOME, SETTINGS).findings if each.pattern.window
    )
    again = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, same)
    assert again == finding
    near = prove_edited(diary.log(), HOME, SETTINGS, finding.pattern, later(7200))
    assert near.evidence.days == finding.evidence.days
    assert near.evidence.right < finding.evidence.right / 4


def test_where_days_are_too_few_by_now_it_is_proven_as_any_other() -> None:
    pattern = replace(found(morning()).pattern, window=28)
    evidence = prove_edited(morning().log(), HOME, SETTINGS, pattern, same).evidence
    assert evidence.right == 28


FOLLOWING = Pattern("", StateTrigger("binary_sensor.m", "on", "off"), (Effect("light.a", "on"),))


@dataclass(frozen=True)
class Declared:
    """A habit that is declared, whatever the days say."""

    tried: list[Pattern]

    def patterns(self, _: Study) -> list[Pattern]:
        return self.tried


def following() -> Diary:
    diary = Diary()
    diary.known(light__a="off", binary_sensor__m="off")
    for day in range(21):
        for hour in (7, 18):
            at = 3600.0 * hour + diary.random.randrange(1800)
            diary.add(day, at, "binary_sensor.m", "on", Origin.DEVICE)
            diary.add(day, at + 120, "binary_sensor.m", "off", Origin.DEVICE)
            diary.habit([day], at + 20, "light.a", scatter=5, lasts=1200)
    return diary


def test_a_declared_habit_is_proven_as_declared() -> None:
    log, declared = following().log(), Declared([FOLLOWING])
    (tried,) = prove_declared(Study.of(log, HOME), [declared], SETTINGS)
    assert tried.finding is not None
    pattern = tried.finding.pattern

    def proven(change: Change) -> Finding:
        return prove_edited(log, HOME, SETTINGS, pattern, change, declaration=declared)

    assert proven(same).evidence == tried.finding.evidence

    def mornings_missing(one: Pattern) -> Pattern:
        return replace(one, conditions=(StateCondition("light.a", "gone"),))

    assert proven(mornings_missing).evidence.fired == 0


def test_a_declared_habit_of_which_other_days_teach_nothing_is_missed() -> None:
    evidence = prove_edited(
        following().log(), HOME, SETTINGS, FOLLOWING, same, declaration=Declared([])
    ).evidence
    assert (evidence.fired, evidence.missed) == (0, 42)


@pytest.mark.parametrize("declaration", [None, Declared([FOLLOWING])])
def test_it_stops_when_it_is_told_to(declaration: Declaration | None) -> None:
    stopping = replace(SETTINGS, should_stop=lambda: True)
    log = following().log()
    with pytest.raises(MiningStoppedError):
        prove_edited(log, HOME, stopping, FOLLOWING, same, declaration=declaration)
