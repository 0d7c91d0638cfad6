"""Every kind of habit is planted as it is declared, and only where it is asked for."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Floats, Origin, local_clock
from custom_components.homeiq.mining.pattern import ClockTrigger, NumericTrigger, StateTrigger
from demo.chains import CHAINS
from demo.household import SimulatedHome, simulate
from demo.kinds import ALL_KINDS, OF_FOUR_WEEKS
from demo.spec import DEFAULT_KINDS, HouseholdSpec, PlantedHabit

FURTHER = ALL_KINDS - DEFAULT_KINDS
SPEC = HouseholdSpec(events=10_000, kinds=FURTHER)


@cache
def home(seed: int = 1, *, habits: bool = True) -> SimulatedHome:
    """Return a household of 28 days with the further kinds; shared, because nothing changes it."""
    return simulate(replace(SPEC, seed=seed, habits=habits))


@cache
def winter() -> SimulatedHome:
    """Return a household from the end of summer into the winter."""
    kinds = frozenset({"weekday", "drift", "season"})
    return simulate(
        HouseholdSpec(seed=2, days=84, start=date(2026, 9, 20), events=5_000, kinds=kinds)
    )


def planted(entry: str, where: SimulatedHome | None = None) -> list[PlantedHabit]:
    """Return the habits of one entry of the spec's kinds."""
    return [habit for habit in (where or home()).truth if habit.entry == entry]


def times(entity_id: str, state: str, where: SimulatedHome | None = None) -> Floats:
    """Return when an entity went to a state."""
    raw = (where or home()).raw
    rows = (raw.entity == raw.entities.index(entity_id)) & (raw.state == raw.states.index(state))
    return raw.time[rows]


def since(acts: Floats, causes: Floats) -> Floats:
    """Return the seconds from the last cause before each act."""
    return acts - causes[np.searchsorted(causes, acts) - 1]


def on_days(habit: PlantedHabit, where: SimulatedHome) -> list[date]:
    """Return the local days on which a habit was kept."""
    days, _ = local_clock(np.array(habit.kept), where.calendar.timezone)
    return [date.fromordinal(int(day)) for day in days]


@pytest.mark.parametrize("entry", sorted(FURTHER))
def test_each_kind_brings_its_habits(entry: str) -> None:
    assert 2 <= len(planted(entry)) <= 4
    alone = simulate(HouseholdSpec(days=7, events=1_000, kinds=frozenset({entry})))
    assert {habit.entry for habit in alone.truth} == {entry}


def test_a_household_has_the_entities_of_its_kinds_only() -> None:
    usual = set(simulate(HouseholdSpec(days=3, events=1_000)).raw.entities)
    assert not {habit.entity_id for habit in home().truth} & usual
    assert len(home().entities) == len(usual) == 150


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kinds of habits: vaccuum"):
        simulate(HouseholdSpec(kinds=frozenset({"vaccuum", "room"})))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("entry", ["duration", "room", "context", "sequence", "drift"])
def test_habits_are_kept_as_often_as_stated(entry: str, seed: int) -> None:
    for habit in planted(entry, home(seed)):
        assert habit.chances >= 10, habit.kind
        assert 0.6 <= habit.adherence <= 1, habit.kind
        acts = set(times(habit.entity_id, habit.state, home(seed)).tolist())
        assert set(habit.kept) <= acts, habit.kind


def test_things_go_off_some_usual_time_after_they_went_on() -> None:
    for habit in planted("duration"):
        assert isinstance(habit.trigger, StateTrigger)
        on, off = (times(habit.entity_id, state) for state in ("on", "off"))
        lasted = since(np.array(habit.kept), on)
        assert np.abs(lasted - habit.trigger.hold).max() <= 3.01 * habit.sigma
        forgotten = since(np.setdiff1d(off, np.array(habit.kept)), on)
        # Returns from `unavailable` and the span's first state are no ends of a use.
        forgotten = forgotten[(forgotten > 0) & (forgotten < 6 * habit.trigger.hold)]
        assert len(forgotten) >= 1
        assert forgotten.min() >= 2.5 * habit.trigger.hold


def test_somebody_acts_at_once_on_coming_in_and_soon_after_a_room_is_left() -> None:
    for habit in planted("room"):
        assert isinstance(habit.trigger, StateTrigger)
        apart = since(np.array(habit.kept), times(habit.trigger.entity_id, habit.trigger.to))
        assert apart.min() >= habit.trigger.hold
        assert apart.max() <= habit.trigger.hold + (115 if habit.trigger.hold else 31)
        _, second = local_clock(np.array(habit.kept), home().calendar.timezone)
        assert float(np.std(second)) > 3 * 3600  # at any hour


def crossings(trigger: NumericTrigger, where: SimulatedHome) -> Floats:
    """Return when a reading went beyond a threshold."""
    raw = where.raw
    rows = raw.entity == raw.entities.index(trigger.entity_id)
    value, time = raw.number[rows], raw.time[rows]
    time, value = time[~np.isnan(value)], value[~np.isnan(value)]
    beyond = value > trigger.above if trigger.above is not None else value < (trigger.below or 0)
    return time[1:][beyond[1:] & ~beyond[:-1]]


@pytest.mark.parametrize("seed", [1, 2])
def test_somebody_answers_within_minutes_when_a_reading_crosses_its_threshold(seed: int) -> None:
    for habit in planted("context", home(seed)):
        assert isinstance(habit.trigger, NumericTrigger)
        crossed = crossings(habit.trigger, home(seed))
        apart = since(np.array(habit.kept), crossed)
        assert apart.max() <= 240
        assert 0.5 <= len(crossed) / 21 <= 2.5, habit.kind  # days at home
        assert len(crossed) - habit.chances <= 0.15 * len(crossed)


def test_a_chain_has_all_its_steps_in_order_or_none() -> None:
    for habit in planted("sequence"):
        assert isinstance(habit.trigger, StateTrigger)
        begun = times(habit.trigger.entity_id, habit.trigger.to)
        assert habit.chances - 2 <= len(begun) <= 1.6 * habit.chances + 3
        first = np.array(habit.kept)
        start = first - since(first, begun)
        for effect in habit.effects:
            acts = times(effect.entity_id, effect.state)
            delay = np.array([np.min(acts[acts > at] - at, initial=1e9) for at in start])
            assert (delay < 1.5 * effect.delay).mean() >= 0.85, (habit.kind, effect)
            assert np.median(delay) == pytest.approx(effect.delay, rel=0.25)


def test_a_weekday_habit_keeps_to_its_days() -> None:
    for habit in planted("weekday", winter()):
        assert {day.weekday() for day in on_days(habit, winter())} == set(habit.weekdays)
        assert len(habit.weekdays) <= 2
        assert habit.chances >= 10


def test_a_habit_that_moves_ends_at_its_stated_time() -> None:
    for habit in planted("drift", winter()):
        days, second = local_clock(np.array(habit.kept), winter().calendar.timezone)
        before = days.max() - days
        assert isinstance(habit.trigger, ClockTrigger)
        expected = habit.trigger.second - habit.drift * before
        assert np.abs(second - expected).max() <= 3.01 * habit.sigma + 600
        slope = float(np.polyfit(days, second, 1)[0])
        assert slope == pytest.approx(habit.drift, rel=0.4)


def test_a_habit_of_a_season_rests_in_the_others() -> None:
    for habit in planted("season", winter()):
        assert {day.month for day in on_days(habit, winter())} == {11, 12}
        assert habit.months == (11, 12, 1, 2)
        assert habit.chances >= 30


def runs(entity_id: str, state: str, where: SimulatedHome) -> Floats:
    """Return when an automation brought an entity to a state."""
    raw = where.raw
    rows = (raw.entity == raw.entities.index(entity_id)) & (raw.origin == Origin.AUTOMATION)
    return np.asarray(raw.time[rows & (raw.state == raw.states.index(state))])


@pytest.mark.parametrize("seed", [1, 2])
def test_some_evenings_a_light_goes_on_again_at_once_and_off_by_hand_later(seed: int) -> None:
    later = planted("override", home(seed))[0]
    assert isinstance(later.trigger, ClockTrigger)
    off = runs(later.entity_id, "off", home(seed))
    on = times(later.entity_id, "on", home(seed))
    undone = np.array([bool(((on > at) & (on < at + 150)).any()) for at in off])
    assert 0.35 <= undone.mean() <= 0.55
    _, second = local_clock(np.array(later.kept), home(seed).calendar.timezone)
    assert np.abs(second - later.trigger.second).max() <= 2.6 * later.sigma
    assert later.chances == undone.sum()
    assert later.adherence >= 0.7


@pytest.mark.parametrize("seed", [1, 2])
def test_a_light_that_a_door_turns_on_goes_off_at_once_while_somebody_plays(seed: int) -> None:
    never = planted("override", home(seed))[1]
    on = runs(never.entity_id, "on", home(seed))
    assert since(np.array(never.kept), on).max() <= 141
    assert 0.7 * never.chances <= len(never.kept) <= never.chances < 0.6 * len(on)
    begins = times("media_player.games_console", "playing", home(seed))
    ends = times("media_player.games_console", "idle", home(seed))
    for at in never.kept:
        assert begins[begins < at].max() > ends[ends < at].max()


def test_nobody_undoes_the_automation_that_suits_them() -> None:
    on = runs("light.staircase", "on", home())
    off = times("light.staircase", "off", home())
    assert len(on) >= 14
    assert min(float(np.min(off[off > at] - at, initial=1e9)) for at in on) > 3000


def test_automations_that_are_undone_are_only_where_they_are_asked_for() -> None:
    usual = simulate(HouseholdSpec(days=3, events=1_000)).home.automations
    undone = {one.changes for one in planted("override")}
    assert len(undone) == 2
    assert not undone & {one.entity_id for one in usual}
    assert undone < {one.entity_id for one in home().home.automations}


def test_without_habits_doors_open_and_readings_cross_but_nobody_answers() -> None:
    empty = home(habits=False)
    assert empty.truth == ()
    assert len(times("binary_sensor.side_door", "on", empty)) > 10
    for habit in planted("context"):
        assert isinstance(habit.trigger, NumericTrigger)
        crossed = crossings(habit.trigger, empty)
        assert len(crossed) >= 8
        acts = times(habit.entity_id, habit.state, empty)
        assert (since(acts, crossed) < 240).mean() < 0.2
    for chain in CHAINS:
        for step in chain.steps:
            assert len(times(step.entity_id, step.state, empty)) > 0  # at random instead


@pytest.mark.parametrize("seed", [1, 6])
def test_no_two_entities_of_all_kinds_together_have_the_same_id(seed: int) -> None:
    home = simulate(HouseholdSpec(seed=seed, days=2, events=1_000, kinds=OF_FOUR_WEEKS))
    ids = [entity.entity_id for entity in home.entities]
    assert len(ids) == len(set(ids))
