"""Missing links show in the history where they are said to, and connected pairs work."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import NUMERIC, Floats, Origin
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.inventory import HOME_ZONE
from demo.links import HUMIDITY, LOCK, MACHINE, RARE
from demo.spec import HouseholdSpec, PlantedLink

SPEC = HouseholdSpec(events=4_000, kinds=OF_DEVICES)
SEEDS = range(1, 11)
WITHIN = 300  # seconds
WIDE = 600


@cache
def home(seed: int) -> SimulatedHome:
    """Return a household of 28 days; shared, because nothing changes it."""
    return simulate(replace(SPEC, seed=seed))


def links(relation: str) -> list[tuple[SimulatedHome, PlantedLink]]:
    """Return the links of a relation with their households."""
    return [
        (home(seed), link)
        for seed in SEEDS
        for link in home(seed).furnishing.links
        if link.relation == relation
    ]


def times(entity_id: str, state: str, where: SimulatedHome) -> Floats:
    """Return when an entity came to a state, but for returns from where it could not be seen."""
    raw = where.raw
    rows = np.flatnonzero(raw.entity == raw.entities.index(entity_id))
    codes = raw.state[rows]
    known = np.append(True, codes[:-1] != raw.states.index("unavailable"))
    return raw.time[rows][known & (codes == raw.states.index(state))]


def numbers(entity_id: str, where: SimulatedHome) -> tuple[Floats, Floats]:
    """Return the time and the value of readings."""
    raw = where.raw
    rows = (raw.entity == raw.entities.index(entity_id)) & (raw.state == NUMERIC)
    return raw.time[rows], raw.number[rows].astype(float)


def apart(one: float, others: Floats) -> float:
    """Return how far the nearest of some moments is."""
    return float(np.abs(others - one).min(initial=np.inf))


@pytest.mark.parametrize("relation", [one.relation for one in RARE])
def test_something_happens_rarely_and_somebody_answers_nearly_always(relation: str) -> None:
    rare = next(one for one in RARE if one.relation == relation)
    assert links(relation)
    for where, link in links(relation):
        assert 4 <= len(link.occasions) <= 7
        assert len(link.kept) >= len(link.occasions) - 1
        assert times(link.trigger, "on", where).tolist() == list(link.occasions)
        acts = times(link.target, rare.state, where)
        assert set(link.kept) <= set(acts.tolist())
        since = [act - max(at for at in link.occasions if at < act) for act in link.kept]
        assert 0 < min(since) <= max(since) < WITHIN


def test_a_thermostat_is_on_again_after_the_airing() -> None:
    for where, link in links("window_climate"):
        for act in link.kept:
            back = times(link.target, "heat", where)
            assert 10 * 60 < back[back > act].min() - act < 3600 + 300


def test_the_air_gets_damp_and_somebody_turns_the_fan_on() -> None:
    assert links("humidity_fan")
    for where, link in links("humidity_fan"):
        assert 4 <= len(link.occasions) <= 7
        time, value = numbers(link.trigger, where)
        damp = HUMIDITY.threshold + HUMIDITY.spread
        for act in link.kept:
            before = (time > act - WIDE) & (time < act)
            assert value[before].max() > damp - 2 * HUMIDITY.spread
        fan = times(HUMIDITY.entity.entity_id, "on", where)
        assert set(link.kept) <= set(fan.tolist())
        assert len(fan) == len(link.kept)


def test_the_door_is_locked_when_the_last_one_has_left() -> None:
    assert links("presence_lock")
    for where, link in links("presence_lock"):
        time, value = numbers(HOME_ZONE, where)
        emptied = time[1:][(value[1:] == 0) & (value[:-1] > 0)]
        locked = times(LOCK.entity_id, "locked", where)
        assert len(link.kept) >= 0.8 * len(link.occasions) >= 4
        assert set(link.kept) == set(locked.tolist())
        assert all(0 < act - max(emptied[emptied < act]) < WITHIN for act in link.kept)
        assert link.triggers == {HOME_ZONE, "person.mara", "person.jonas"}


def test_the_zone_counts_who_is_at_home() -> None:
    where = home(1)
    _, value = numbers(HOME_ZONE, where)
    assert set(value.tolist()) == {0.0, 1.0, 2.0}
    assert value[0] == 2


def test_a_machine_runs_now_and_then_and_takes_next_to_nothing_after() -> None:
    assert links("appliance_finished")
    for where, link in links("appliance_finished"):
        assert 6 <= len(link.occasions) <= 10
        time, value = numbers(MACHINE.power.entity_id, where)
        ended = time[1:][(value[1:] < 5) & (value[:-1] > 100)]
        assert np.allclose(np.sort(ended), np.sort(link.occasions))
        assert (value < 5).sum() >= len(link.occasions)
        assert value.max() > 1500


def test_detectors_never_detect_anything() -> None:
    for seed in SEEDS:
        for link in home(seed).furnishing.links:
            if not link.evidence and link.trigger.startswith("binary_sensor."):
                assert len(times(link.trigger, "on", home(seed))) == 0
                assert link.occasions == ()


def test_smoke_could_reach_all_of_its_floor() -> None:
    (where, lights), *_ = links("smoke_lights")
    _, covers = links("smoke_covers")[0]
    assert {"light.hall", "light.living_room_lamp", "light.pantry"} <= lights.targets
    assert "light.bedroom" not in lights.targets
    assert covers.targets == {"cover.living_room"}
    assert lights.targets <= set(where.raw.entities)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_automations_of_connected_pairs_do_what_they_say(seed: int) -> None:
    where, worked = home(seed), 0
    for one in where.furnishing.connected:
        if one.rule.opens is None or one.a_day == 0:
            continue
        opened = times(one.trigger, "on", where)
        runs = [cause for cause in where.causes if cause.source == one.rule.entity_id]
        assert len(runs) == len(opened) >= 3
        worked += 1
        for target, state in one.rule.effects:
            raw = where.raw
            by_it = (raw.entity == raw.entities.index(target)) & (raw.origin == Origin.AUTOMATION)
            assert raw.time[by_it & (raw.state == raw.states.index(state))].size >= 2
    assert worked == 5


def test_what_is_connected_is_told_by_the_automations() -> None:
    for seed in SEEDS:
        automations = home(seed).home.automations
        for trigger, target in home(seed).furnishing.pairs:
            heard = [one for one in automations if trigger in one.triggers | one.mentions]
            assert any(target in {entity for entity, _ in one.effects} for one in heard), trigger


def test_a_condition_lets_the_heating_go_off_only_while_the_window_is_open() -> None:
    went_off = []
    for seed in SEEDS:
        where = home(seed)
        opened, closed = (
            times("binary_sensor.landing_window", one, where) for one in ("on", "off")
        )
        for act in times("climate.landing", "off", where):
            assert opened[opened < act].max() > closed[closed < act].max()
            went_off.append(act)
    assert 1 <= len(went_off) <= 3 * len(SEEDS)


def test_nobody_wants_the_light_in_the_corridor_by_motion() -> None:
    for seed in SEEDS:
        ((sensor, light),) = home(seed).furnishing.refuted
        seen, lit = (times(one, "on", home(seed)) for one in (sensor, light))
        assert len(seen) > 60
        assert min(apart(at, seen) for at in lit) > 20 * 60


def test_without_habits_nothing_is_planted() -> None:
    empty = simulate(replace(SPEC, days=7, habits=False))
    assert empty.furnishing.links == ()
    assert empty.furnishing.pairs
