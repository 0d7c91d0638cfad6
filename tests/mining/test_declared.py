"""Habits that are declared beforehand, tried on a home's history."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from custom_components.homeiq.mining import declared as declared_module
from custom_components.homeiq.mining.declared import Tried, Verdict, levels, prove_declared
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Outcome
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    StateTrigger,
    Trigger,
)
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study
from tests.mining.answering import Answering, answering
from tests.mining.build import BERLIN_HOME, HOME, Diary
from tests.mining.lively import HOUR, Resting, lively

SETTINGS = MiningSettings()
DOOR = StateTrigger("binary_sensor.door", "on", "off")
MOTION = StateTrigger("binary_sensor.bathroom_motion", "on", "off")
LAMP = Effect("light.hall", "on")
LIT = Pattern("", DOOR, (LAMP,))
DARK = replace(LIT, conditions=(DarkCondition(),))
FEW = (2, 9, 16, 23)
TWELVE = tuple(range(1, 25, 2))


@dataclass(frozen=True)
class Declared:
    """A habit, in one way or several."""

    ways: tuple[Pattern, ...] = (LIT,)

    def patterns(self, _study: Study) -> Sequence[Pattern]:
        return self.ways


@dataclass(frozen=True)
class Threshold:
    """A fan that answers humidity; it remembers by what it was taught."""

    taught: list[tuple[list[int], tuple[float, ...]]] = field(default_factory=list)

    def patterns(self, study: Study) -> Sequence[Pattern]:
        fan = Effect("fan.bath", "on")
        found = levels(study, "sensor.humidity", fan, above=True)
        self.taught.append((study.log.days.tolist(), found))
        return [Pattern("", NumericTrigger("sensor.humidity", above=one), (fan,)) for one in found]


def study_of(diary: Diary, home: Home = HOME) -> Study:
    return Study.of(diary.log(home), home)


def tried(
    diary: Diary, *ways: Pattern, home: Home = HOME, settings: MiningSettings = SETTINGS
) -> Tried:
    (found,) = prove_declared(study_of(diary, home), [Declared(ways or (LIT,))], settings)
    return found


def verdict(diary: Diary, *ways: Pattern, home: Home = HOME) -> Verdict:
    found = tried(diary, *ways, home=home)
    assert (found.finding is not None) == (found.verdict is Verdict.HOLDS)
    return found.verdict


def pattern_of(found: Tried) -> Pattern:
    assert found.finding is not None
    return found.finding.pattern


def damp(seed: int = 7) -> Resting:
    """Return a bathroom that gets damp twice a day, and whose fan is then turned on."""
    rests = {"sensor.humidity": "50", "fan.bath": "off"}
    diary = Resting(seed=seed, rests=rests)
    for day in range(diary.days):
        for begin in (7, 19):
            at = begin * HOUR + diary.random.uniform(0, 2 * HOUR)
            for step, reading in enumerate((58, 66, 74, 78, 66, 54, 50)):
                wavering = reading + round(diary.random.uniform(-1, 1), 1)
                diary.add(day, at + 240 * step, "sensor.humidity", str(wavering), Origin.DEVICE)
            diary.use(day, at + 480 + 40, "fan.bath", "on", 1500)
    return diary


# What holds and what does not


def test_what_people_do_four_of_four_times_in_four_weeks_holds() -> None:
    found = tried(answering(FEW, FEW))
    assert found.verdict is Verdict.HOLDS
    assert found.finding is not None
    assert found.finding.pattern == LIT
    evidence = found.finding.evidence
    assert (evidence.days, evidence.right, evidence.wrong, evidence.missed) == (28, 4, 0, 0)
    assert [example.outcome for example in evidence.examples] == [Outcome.RIGHT] * 4


def test_what_people_do_four_of_twelve_times_does_not() -> None:
    assert verdict(answering(TWELVE, TWELVE[::3])) is Verdict.FAILS


def test_twice_is_too_seldom() -> None:
    assert verdict(answering(FEW[:2], FEW[:2])) is Verdict.FAILS


def test_a_sensor_that_mostly_fires_in_vain_is_not_answered() -> None:
    diary = answering(range(28), range(28))
    for day in range(28):
        for minutes in range(0, 13 * 60, 45):
            diary.seen(day, 9.5 * HOUR + 60 * minutes, DOOR.entity_id, 50)
    assert verdict(diary) is Verdict.FAILS


def test_what_chance_would_meet_as_often_is_none() -> None:
    """A lamp that is used all day long goes on within minutes of any door."""
    diary = answering(range(28), ())
    for day in range(28):
        for number in range(48):
            at = 1 + 1790 * number + diary.random.uniform(0, 900)
            diary.use(day, at, "light.hall", "on", 600)
    assert verdict(diary) is Verdict.FAILS


def test_what_never_happened_or_nobody_ever_did_is_untried() -> None:
    assert verdict(answering((), ())) is Verdict.UNTRIED
    assert verdict(answering(FEW, ())) is Verdict.UNTRIED
    elsewhere = replace(LIT, effects=(Effect("light.gone", "on"),))
    assert verdict(answering(FEW, FEW), elsewhere) is Verdict.UNTRIED
    assert prove_declared(study_of(answering(FEW, FEW)), [Declared(ways=())], SETTINGS) == (
        Tried(Verdict.UNTRIED),
    )


def test_what_an_automation_does_upon_it_is_nobody_s_habit() -> None:
    diary = answering(FEW, FEW)
    diary.rows = [
        (at, entity_id, state, Origin.AUTOMATION if entity_id == "light.hall" else origin)
        for at, entity_id, state, origin in diary.rows
    ]
    assert verdict(diary) is Verdict.UNTRIED


@pytest.mark.parametrize("days", [0, 1, 2])
def test_a_short_history_is_no_error(days: int) -> None:
    diary = answering(range(days), range(days), days=days)
    assert verdict(diary) is (Verdict.UNTRIED if not days else Verdict.FAILS)


def test_an_empty_log_is_no_error() -> None:
    assert prove_declared(study_of(Diary()), [], SETTINGS) == ()
    assert verdict(Diary()) is Verdict.UNTRIED


# What is connected already


def test_what_changes_at_the_same_moment_is_wired() -> None:
    assert verdict(answering(TWELVE, TWELVE, after=0.8)) is Verdict.WIRED
    assert verdict(answering(TWELVE, TWELVE, after=8)) is Verdict.HOLDS


def test_a_device_s_own_entities_and_a_group_with_its_members_are_wired() -> None:
    diary = answering(TWELVE, TWELVE)
    device = replace(HOME, devices=dict.fromkeys((DOOR.entity_id, "light.hall"), "lamp"))
    group = replace(HOME, groups={DOOR.entity_id: ("light.hall",)})
    assert verdict(diary, home=device) is Verdict.WIRED
    assert verdict(diary, home=group) is Verdict.WIRED


# How it is learned


def test_the_way_that_is_worth_most_is_taken() -> None:
    wrong = replace(DOOR, to="off", from_="on")
    late = replace(LIT, trigger=wrong)
    assert pattern_of(tried(answering(TWELVE, TWELVE, after=20), late, LIT)) == LIT


def test_without_a_sun_nothing_waits_for_the_dark() -> None:
    found = tried(answering(TWELVE, TWELVE), DARK, LIT)
    assert pattern_of(found) == LIT
    assert verdict(answering(TWELVE, TWELVE), DARK) is Verdict.UNTRIED


def test_what_people_do_in_the_dark_only_waits_for_it() -> None:
    diary = answering((), (), ("light.hall", "on"))
    for day in range(28):
        for hour in (10, 11, 13):
            diary.answered(day, hour * HOUR, DOOR.entity_id)
        late = diary.random.uniform(18, 22) * HOUR
        diary.answered(day, late, DOOR.entity_id, ("light.hall", "on"))
    for ways in ((DARK, LIT), (LIT,)):  # declared, or learned
        found = tried(diary, *ways, home=BERLIN_HOME)
        (condition,) = pattern_of(found).conditions
        assert isinstance(condition, DarkCondition)
        assert condition.dark


def test_a_threshold_lies_where_people_act() -> None:
    (found,) = prove_declared(study_of(damp()), [Threshold()], SETTINGS)
    trigger = pattern_of(found).trigger
    assert isinstance(trigger, NumericTrigger)
    assert trigger.above is not None
    assert 66 < trigger.above < 74
    assert found.finding is not None
    assert found.finding.evidence.right >= 54


def test_the_days_that_prove_never_teach() -> None:
    diary = damp()
    study = study_of(diary)
    clean, spoilt = Threshold(), Threshold()
    prove_declared(study, [clean], SETTINGS)
    whole, *of_folds = clean.taught
    assert whole[0] == study.log.days.tolist()
    assert [days for days, _ in of_folds] == [fold.learn.tolist() for fold in folds(study.log.days)]
    for number, fold in enumerate(folds(study.log.days)):
        garbage = set((fold.prove - study.log.days[0]).tolist())
        prove_declared(study_of(diary.spoilt(garbage, seed=3)), [spoilt], SETTINGS)
        if len(spoilt.taught) > 1:  # with so much garbage it may not even be tried
            assert spoilt.taught[1 + number] == of_folds[number]
        spoilt.taught.clear()


def test_garbage_on_one_of_four_blocks_reaches_no_threshold() -> None:
    diary = damp()
    first = folds(study_of(diary).log.days)[0]
    garbage = set((first.prove - study_of(diary).log.days[0]).tolist())
    found = []
    for one in (diary, diary.spoilt(garbage, seed=5)):
        study = study_of(one)
        taught = Study.of(study.log.only(folds(study.log.days)[0].learn), HOME)
        found.append(Threshold().patterns(taught))
    assert found[0] == found[1]
    assert found[0]


def test_what_no_learning_day_shows_is_not_proven_by_the_others() -> None:
    block = (1, 9, 17, 25)  # all that happened falls into one block of days
    prove = folds(study_of(answering(block, block)).log.days)[0].prove
    assert set(block) <= set((prove - prove[0]).tolist())
    assert verdict(answering(block, block)) is Verdict.FAILS


# Chains


CHAIN = Pattern("", DOOR, (Effect("lock.door", "locked"), Effect("climate.hall", "off")))
BOTH = (("lock.door", "locked"), ("climate.hall", "off"))


def test_a_chain_of_three_holds_where_people_do_all_of_it() -> None:
    found = tried(answering(FEW, FEW, *BOTH), CHAIN)
    assert pattern_of(found) == CHAIN
    assert found.finding is not None
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (8, 0)


def test_a_chain_does_not_hold_by_one_of_its_steps() -> None:
    diary = answering(TWELVE, TWELVE, *BOTH)
    for kept, expected in ((2, Verdict.FAILS), (0, Verdict.UNTRIED)):
        some = answering(TWELVE, TWELVE, *BOTH)
        days = {diary.at(day, 0) for day in TWELVE[:kept]}
        some.rows = [
            row
            for row in some.rows
            if row[1] != "climate.hall"
            or row[2] == "heat"
            or any(day < row[0] < day + 86400 for day in days)
        ]
        assert verdict(some, CHAIN) is expected


# All at once


def test_every_answer_stands_where_its_habit_did() -> None:
    diary = answering(TWELVE, TWELVE)
    other = replace(LIT, effects=(Effect("light.other", "on"),))
    found = prove_declared(
        study_of(diary), [Declared((other,)), Declared(), Declared((other,))], SETTINGS
    )
    assert [one.verdict for one in found] == [Verdict.UNTRIED, Verdict.HOLDS, Verdict.UNTRIED]


def test_only_the_most_promising_are_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    diary = answering(TWELVE, TWELVE, ("light.hall", "on"), ("light.second", "on"))
    for day in TWELVE[:3]:
        diary.answered(day, 22 * HOUR, DOOR.entity_id, ("light.hall", "on"))
    second = replace(LIT, effects=(Effect("light.second", "on"),))
    both = [Declared((second,)), Declared()]
    assert [one.verdict for one in prove_declared(study_of(diary), both, SETTINGS)] == [
        Verdict.HOLDS
    ] * 2
    monkeypatch.setattr(declared_module, "MOST_PROVED", 1)
    assert [one.verdict for one in prove_declared(study_of(diary), both, SETTINGS)] == [
        Verdict.FAILS,
        Verdict.HOLDS,
    ]


def test_what_is_not_sure_enough_is_not_said() -> None:
    sure = replace(SETTINGS, minimum_confidence=0.9)
    assert tried(answering(FEW, FEW), settings=sure).verdict is Verdict.FAILS


def test_the_days_since_it_was_first_shown_are_counted_apart() -> None:
    diary = answering(FEW, FEW)
    shown = {LIT.fingerprint: diary.first.toordinal() + 9}
    found = tried(diary, settings=replace(SETTINGS, shown_since=shown))
    assert found.finding is not None
    assert found.finding.since_shown is not None
    assert (found.finding.since_shown.days, found.finding.since_shown.right) == (18, 2)
    assert found.finding.evidence.right == 4


def test_the_same_history_gives_the_same_answer() -> None:
    study = study_of(lively(), BERLIN_HOME)
    fan = Pattern("", MOTION, (Effect("fan.bathroom", "on"),))
    ways = [Declared((LIT, DARK)), Declared((fan,))]
    once, again = (prove_declared(study, ways, SETTINGS) for _ in range(2))
    assert once == again
    assert [one.verdict for one in once] == [Verdict.UNTRIED, Verdict.HOLDS]


def test_it_stops_when_it_is_asked_to() -> None:
    study, asked = study_of(answering(TWELVE, TWELVE)), []

    def stop_at(count: int) -> MiningSettings:
        asked.clear()
        return replace(SETTINGS, should_stop=lambda: bool(asked.append(0)) or len(asked) >= count)

    for count in (1, 2, 3, 6):  # in the look, and before each fold
        with pytest.raises(MiningStoppedError):
            prove_declared(study, [Declared(), Declared()], stop_at(count))
        assert len(asked) == count
    assert prove_declared(study, [Declared()], stop_at(9))[0].verdict is Verdict.HOLDS


def test_other_rooms_do_not_matter() -> None:
    diary = answering(TWELVE, TWELVE)
    areas = {DOOR.entity_id: "hall", "light.hall": "hall"}
    alone = tried(diary, home=replace(HOME, areas=areas))
    for day in range(28):
        for hour in range(24):
            diary.add(day, 3600 * hour + 17.0, "light.far", ("on", "off")[hour % 2])
            diary.add(day, 3600 * hour + 57.0, "sensor.far", str(hour * day % 13), Origin.DEVICE)
    far = {"light.far": "attic", "sensor.far": "attic"}
    assert tried(diary, home=replace(HOME, areas=areas | far)) == alone


# Thresholds


def test_levels_are_of_three_digits_and_lie_beyond_what_is_usual() -> None:
    study = study_of(damp())
    found = levels(study, "sensor.humidity", Effect("fan.bath", "on"), above=True)
    assert len(found) == len(set(found)) >= 2
    assert all(float(f"{level:.3g}") == level for level in found)
    assert all(64 < level < 76 for level in found)
    below = levels(study, "sensor.humidity", Effect("fan.bath", "on"), above=False)
    assert min(below) >= min(found)


def test_without_acts_or_readings_there_are_no_levels() -> None:
    study = study_of(damp())
    fan = Effect("fan.bath", "on")
    assert levels(study, "sensor.gone", fan, above=True) == ()
    assert levels(study, "sensor.humidity", Effect("fan.gone", "on"), above=True) == ()
    assert levels(study, "sensor.humidity", Effect("fan.bath", "broken"), above=True) == ()
    away = damp()
    away.rows = [row for row in away.rows if row[1] != "sensor.humidity"]
    away.add(0, 9.0, "sensor.humidity", "unavailable", Origin.DEVICE)
    assert levels(study_of(away), "sensor.humidity", fan, above=True) == ()


def test_one_act_gives_thresholds_on_the_way_from_what_is_usual() -> None:
    few = damp()
    second = few.at(0, 12 * HOUR)
    few.rows = [row for row in few.rows if row[0] < second or row[1] == "sensor.humidity"]
    study = study_of(few)
    found = levels(study, "sensor.humidity", Effect("fan.bath", "on"), above=True)
    acted = study.timeline.numbers(
        study.timeline.codes["sensor.humidity"], study.log.time[study.log.act]
    )
    assert len(acted) == 1
    assert all(54 < level < acted[0] for level in found)
    assert len(found) == 3


def test_who_acts_seldom_and_now_and_then_a_little_earlier_is_understood_all_the_same() -> None:
    """Of five showers, the days that prove hold one with the lowest reading of all."""
    diary = Resting(rests={"sensor.humidity": "50", "fan.bath": "off"})
    for day in range(28):
        for hour in (3, 15):
            reading = 50 + diary.random.uniform(-3, 3)
            diary.add(day, hour * HOUR, "sensor.humidity", f"{reading:.1f}", Origin.DEVICE)
    for day, later in zip((1, 6, 12, 19, 25), (150, 20, 140, 130, 45), strict=True):
        at = diary.random.uniform(8, 12) * HOUR
        for step in range(12):
            reading = 51 + 3 * min(step, 11) + diary.random.uniform(-1, 1)
            diary.add(day, at + 20 * step, "sensor.humidity", f"{reading:.1f}", Origin.DEVICE)
        diary.add(day, at + 3000, "sensor.humidity", "52", Origin.DEVICE)
        diary.use(day, at + 80 + later, "fan.bath", "on", 1500)
    (found,) = prove_declared(study_of(diary), [Threshold()], SETTINGS)
    assert found.finding is not None
    assert found.finding.evidence.right >= 4
    assert found.finding.evidence.wrong == 0


def test_a_sensor_that_is_away_tells_no_level() -> None:
    diary = damp()
    diary.rows = [
        (at, entity_id, "unavailable" if entity_id == "sensor.humidity" and at % 3 else state, by)
        for at, entity_id, state, by in diary.rows
    ]
    found = levels(study_of(diary), "sensor.humidity", Effect("fan.bath", "on"), above=True)
    assert not np.isnan(found).any()
    (verdict_of,) = prove_declared(study_of(diary), [Threshold()], SETTINGS)
    assert verdict_of.verdict in {Verdict.FAILS, Verdict.UNTRIED}


def test_a_condition_on_a_reading_holds_below_its_level() -> None:
    diary = Answering(rests={"binary_sensor.door": "off", "light.hall": "off", "sensor.lux": "400"})
    for day in range(28):
        diary.add(day, 7 * HOUR, "sensor.lux", "500", Origin.DEVICE)
        diary.answered(day, 12 * HOUR, DOOR.entity_id)
        diary.add(day, 16 * HOUR, "sensor.lux", str(10 + day % 5), Origin.DEVICE)
        late = diary.random.uniform(17, 22) * HOUR
        diary.answered(day, late, DOOR.entity_id, ("light.hall", "on"))
    study = study_of(diary)
    dark = levels(study, "sensor.lux", LAMP, above=False)
    ways = tuple(
        replace(LIT, conditions=(NumericCondition("sensor.lux", below=level),)) for level in dark
    )
    found = tried(diary, *ways)
    assert found.finding is not None
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (28, 0)


def test_a_trigger_that_is_no_entity_s_is_tried_too() -> None:
    night: Trigger = NumericTrigger("zone.home", below=1.0)
    diary = answering((), (), ("lock.door", "locked"))
    diary.add(0, 5.0, "zone.home", "2", Origin.DEVICE)
    for day in FEW:
        diary.add(day, 9 * HOUR, "zone.home", "0", Origin.DEVICE)
        diary.use(day, 9 * HOUR + 100, "lock.door", "locked", 600)
        diary.add(day, 17 * HOUR, "zone.home", "1", Origin.DEVICE)
    assert verdict(diary, Pattern("", night, (Effect("lock.door", "locked"),))) is Verdict.HOLDS
