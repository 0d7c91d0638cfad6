"""The simulated household is what it says of itself."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Origin, local_clock
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    StateTrigger,
    SunTrigger,
)
from demo.flapping import UNAVAILABLE
from demo.habits import TIMED
from demo.household import SimulatedHome, simulate
from demo.people import RESIDENTS
from demo.spec import HouseholdSpec


@cache
def household(seed: int = 1, *, habits: bool = True) -> SimulatedHome:
    """Return a household of 28 days; shared, because nothing changes it."""
    return simulate(HouseholdSpec(seed=seed, habits=habits))


def changes(home: SimulatedHome, entity_id: str) -> list[tuple[float, str, Origin]]:
    """Return (time, state, origin) of an entity, in order."""
    rows = np.flatnonzero(home.raw.entity == home.raw.entities.index(entity_id))
    return [
        (float(home.raw.time[row]), home.raw.states[home.raw.state[row]], home.raw.origin[row])
        for row in rows
    ]


def test_the_same_spec_gives_the_same_events() -> None:
    spec = HouseholdSpec(days=7, events=5_000)
    once, again = simulate(spec), simulate(spec)
    assert np.array_equal(once.raw.time, again.raw.time)
    assert np.array_equal(once.raw.state, again.raw.state)
    assert once.truth == again.truth
    assert not np.array_equal(once.raw.time[:500], simulate(replace(spec, seed=2)).raw.time[:500])


def test_it_has_about_as_many_events_and_entities_as_were_asked_for() -> None:
    home = household()
    assert 85_000 <= len(home.raw.time) <= 105_000
    assert len(home.raw.entities) == 150
    assert len(set(home.raw.entities)) == 150
    assert len(simulate(HouseholdSpec(days=7, entities=400)).entities) == 400
    assert 60 <= len(simulate(HouseholdSpec(days=7, entities=60)).entities) <= 130


def test_events_are_ordered_and_inside_the_span() -> None:
    home = household()
    assert (np.diff(home.raw.time) >= 0).all()
    assert home.raw.time[0] >= home.calendar.start
    assert home.raw.time[-1] < home.calendar.end


def test_the_span_holds_a_clock_change_and_a_holiday_without_acts() -> None:
    home = household()
    lengths = np.diff(home.calendar.midnights)
    assert set(lengths) == {86400.0, 90000.0}
    begin, end = home.calendar.holiday.start, home.calendar.holiday.stop
    assert end - begin == 7
    away = (home.raw.time > home.calendar.utc(begin, 4 * 3600)) & (
        home.raw.time < home.calendar.utc(end, 4 * 3600)
    )
    assert away.sum() > 5_000  # the house goes on by itself
    assert not (home.raw.origin[away] == Origin.PERSON).any()
    assert (home.raw.origin[away] == Origin.AUTOMATION).any()


def test_a_short_span_has_no_holiday() -> None:
    assert not simulate(HouseholdSpec(days=14, events=5_000)).calendar.holiday


def test_an_entity_is_never_brought_to_the_state_that_it_has() -> None:
    home = household()
    for entity_id in home.raw.entities:
        if entity_id.startswith("sensor."):
            continue
        states = [state for _, state, _ in changes(home, entity_id) if state != "unavailable"]
        came_back = [state for _, state, _ in changes(home, entity_id)].count("unavailable")
        same = sum(one == other for one, other in pairwise(states))
        assert same <= came_back, entity_id


@pytest.mark.parametrize("seed", range(1, 6))
def test_habits_are_kept_as_often_and_as_exactly_as_stated(seed: int) -> None:
    for habit in household(seed).truth:
        if habit.expected_detector == "time_of_day":
            assert 0.55 <= habit.adherence <= 0.96, habit.kind
            assert 120 <= habit.sigma <= 480
        else:
            assert habit.adherence >= 0.45, habit.kind
            assert habit.chances >= 8, habit.kind


def test_timed_habits_scatter_around_their_stated_time() -> None:
    off: list[float] = []
    for seed in range(1, 6):
        home = household(seed)
        for habit in home.truth:
            acts = np.array(habit.kept)
            if isinstance(habit.trigger, ClockTrigger):
                _, second = local_clock(acts, home.calendar.timezone)
                apart = (second - habit.trigger.second + 43200) % 86400 - 43200
            elif isinstance(habit.trigger, SunTrigger):
                events = getattr(home.calendar, habit.trigger.event) + habit.trigger.offset
                nearest = np.abs(acts[:, None] - events[None, :]).argmin(axis=1)
                apart = acts - events[nearest]
            else:
                continue
            assert np.abs(apart).max() <= 3.01 * habit.sigma, habit.kind
            off += (apart / habit.sigma).tolist()
    assert 0.85 <= float(np.std(off)) <= 1.1
    assert abs(float(np.mean(off))) < 0.1


def test_the_kept_acts_are_in_the_events() -> None:
    home = household()
    for habit in home.truth:
        seen = {time for time, state, _ in changes(home, habit.entity_id) if state == habit.state}
        if habit.entity_id == "cover.bedroom":  # it takes its time to open
            assert all(any(act < time < act + 30 for time in seen) for act in habit.kept)
        else:
            assert set(habit.kept) <= seen, habit.kind


def test_workday_habits_keep_to_workdays() -> None:
    home = household()
    habit = next(one for one in home.truth if one.kind == "wake-up light")
    assert habit.weekdays == WORKDAYS
    days, _ = local_clock(np.array(habit.kept), home.calendar.timezone)
    assert {date.fromordinal(int(day)).weekday() for day in days} <= set(WORKDAYS)


def test_a_dark_room_is_lit_by_hand_soon_after_motion_and_not_by_day() -> None:
    home = household()
    habits = [habit for habit in home.truth if habit.conditions == (DarkCondition(),)]
    assert len(habits) == 3
    for habit in habits:
        assert isinstance(habit.trigger, StateTrigger)
        motion = np.array(
            [t for t, state, _ in changes(home, habit.trigger.entity_id) if state == "on"]
        )
        acts = np.array(habit.kept)
        since = acts - motion[np.searchsorted(motion, acts) - 1]
        assert np.quantile(since, 0.8) <= 60
        assert home.calendar.sun_at(acts).max() < 5


def test_one_act_in_ten_on_a_habits_entity_is_unrelated() -> None:
    # Where a habit ends what was begun before, somebody ends it late on the days it is not kept.
    begin = {timed.entity_id for timed in TIMED if not timed.ends} - {"cover.bedroom"}
    strangers = total = 0
    for seed in range(1, 6):
        home = household(seed)
        kept = {(habit.entity_id, act) for habit in home.truth for act in habit.kept}
        wanted = {(habit.entity_id, habit.state) for habit in home.truth}
        for entity_id, state in sorted(wanted):
            acts = [
                now[0]
                for before, now in pairwise(changes(home, entity_id))
                if now[1] == state != before[1] != "unavailable"
                and now[2] in {Origin.PERSON, Origin.DEVICE}
                and entity_id in begin
            ]
            total += len(acts)
            strangers += sum((entity_id, act) not in kept for act in acts)
    assert total > 500
    assert 0.06 <= strangers / total <= 0.14


def test_every_origin_occurs_and_groups_echo() -> None:
    home = household()
    origins = Counter(home.raw.origin.tolist())
    assert set(origins) == set(Origin)
    lamp = [t for t, state, _ in changes(home, "light.living_room_lamp") if state == "on"]
    group = np.array([t for t, state, _ in changes(home, "light.living_room") if state == "on"])
    echoes = sum(bool((np.abs(group - time) < 1).any()) for time in lamp)
    assert echoes >= 5
    relay = [t for t, _, _ in changes(home, "switch.office_relay")]
    assert len(relay) > 20


def test_entities_flap_and_restarts_take_all_away() -> None:
    home = household()
    lost = home.raw.state == UNAVAILABLE
    per_entity = Counter(home.raw.entity[lost].tolist())
    mirror = home.raw.entities.index("light.bathroom_mirror")
    assert per_entity[mirror] > 100
    assert len(per_entity) > 100  # a restart


def test_decoys_are_too_wide_for_a_clock() -> None:
    home = household()
    evenings = [
        t
        for t, state, origin in changes(home, "light.kitchen_counter")
        if state == "on" and origin in {Origin.PERSON, Origin.DEVICE}
    ]
    _, second = local_clock(np.array(evenings), home.calendar.timezone)
    for clock in range(0, 86400, 900):
        assert (np.abs(second - clock) <= 900).mean() < 0.55


def test_what_automations_do_is_theirs() -> None:
    home = household()
    assert {one.entity_id for one in home.home.automations} >= {
        "automation.heating_in_the_morning",
        "automation.porch_light_at_the_door",
    }
    heat = [
        origin
        for t, state, origin in changes(home, "climate.living_room")
        if state == "heat"
        and datetime.fromtimestamp(t, UTC).astimezone(home.calendar.timezone).strftime("%H:%M")
        == "06:00"
    ]
    assert len(heat) > 10
    assert set(heat) == {Origin.AUTOMATION}
    assert {o for _, state, o in changes(home, "light.porch") if state == "on"} <= {
        Origin.AUTOMATION,
        Origin.DEVICE,
    }


def test_two_residents_differ() -> None:
    home = household()
    assert {habit.resident for habit in home.truth} >= {one.name for one in RESIDENTS}
    mara = [t for t, _, _ in changes(home, "person.mara")]
    jonas = [t for t, _, _ in changes(home, "person.jonas")]
    assert len(mara) > 20
    assert len(jonas) > 15
    assert mara != jonas


def test_a_household_without_habits_acts_as_much_and_has_no_truth() -> None:
    home = household(habits=False)
    assert home.truth == ()
    usual = (household().raw.origin == Origin.PERSON).sum()
    assert 0.4 <= (home.raw.origin == Origin.PERSON).sum() / usual <= 2
    person = np.flatnonzero(home.raw.origin == Origin.PERSON)
    _, second = local_clock(home.raw.time[person], home.calendar.timezone)
    assert ((second > 2 * 3600) & (second < 5 * 3600)).mean() < 0.03  # people sleep


def test_only_the_kinds_that_were_asked_for_are_planted() -> None:
    spec = HouseholdSpec(events=5_000, kinds=frozenset({"time_of_day"}))
    assert {habit.entry for habit in simulate(spec).truth} == {"time_of_day"}
    spec = replace(spec, kinds=frozenset({"co_occurrence"}))
    assert {habit.entry for habit in simulate(spec).truth} == {"co_occurrence"}


def test_nothing_happens_from_until_on() -> None:
    whole = HouseholdSpec(days=10, events=5_000)
    until = simulate(whole).calendar.utc(8, 12 * 3600)
    home = simulate(replace(whole, until=until))
    assert home.raw.time[-1] < until
    assert all(act < until for habit in home.truth for act in habit.kept)
    assert max(habit.chances for habit in home.truth if habit.sigma) <= 9
