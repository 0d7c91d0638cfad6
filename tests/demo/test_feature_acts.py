"""Features are used in the history as the truth says, or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import NUMERIC, Floats, Origin, local_clock
from demo.features import Way
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.spec import CauseKind, HouseholdSpec, PlantedFeature
from demo.telling import events_of

SPEC = HouseholdSpec(events=4_000, kinds=OF_DEVICES)
SEEDS = range(1, 7)
# What shows the use of what each rule is about; settings show it by their states.
SHOWN = {
    "dim_at_night": "brightness",
    "warm_in_the_evening": "color_temp_kelvin",
    "effect": "effect",
    "eco_when_away": "preset_mode",
    "quiet_at_night": "volume_level",
    "slow_at_night": "percentage",
}
FIELDS = {*SHOWN.values(), "brightness_pct"}


@cache
def home(seed: int) -> SimulatedHome:
    """Return a household of 28 days; shared, because nothing changes it."""
    return simulate(replace(SPEC, seed=seed))


def calls_on(entity_id: str, where: SimulatedHome) -> Iterator[dict[str, object]]:
    """Yield the data of the recorded calls on an entity, or on its area."""
    area = where.home.areas[entity_id]
    for _, kind, _, said in events_of(where):
        data = said.get("service_data")
        if kind != "call_service" or not isinstance(data, dict):
            continue
        named = entity_id in data.get("entity_id", ()) or area in data.get("area_id", ())
        if named and said["domain"] == entity_id.partition(".")[0]:
            yield {**data, "service": said["service"]}


def shown(one: PlantedFeature, where: SimulatedHome) -> set[object]:
    """Return all that an entity ever showed of what a rule is about."""
    entity = next(each for each in where.entities if each.entity_id == one.entity_id)
    if one.rule not in SHOWN:
        return set(states_of(one.entity_id, where))
    name = SHOWN[one.rule]
    later = [look.shows[name] for look in where.looks if look.entity_id == one.entity_id]
    return {entity.shows[name], *later}


def states_of(entity_id: str, where: SimulatedHome) -> list[str]:
    raw = where.raw
    rows = raw.entity == raw.entities.index(entity_id)
    assert NUMERIC not in raw.state[rows]
    states = [raw.states[code] for code in raw.state[rows]]
    return [state for state in states if state != "unavailable"]


def times(entity_id: str, state: str, where: SimulatedHome) -> Floats:
    """Return when an entity came to a state, but for returns from where it could not be seen."""
    raw = where.raw
    rows = np.flatnonzero(raw.entity == raw.entities.index(entity_id))
    codes = raw.state[rows]
    known = np.append(True, codes[:-1] != raw.states.index("unavailable"))
    return raw.time[rows][known & (codes == raw.states.index(state))]


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_ever_uses_a_planted_feature(seed: int) -> None:
    for one in home(seed).furnishing.features:
        for entity_id in one.equals or (one.entity_id,):
            each = replace(one, entity_id=entity_id)
            assert len(shown(each, home(seed))) == 1, each
            fields = {name for data in calls_on(entity_id, home(seed)) for name in data}
            used = {SHOWN.get(one.rule, ""), "option"}
            if one.rule == "dim_at_night":
                used.add("brightness_pct")
            assert not fields & used, each


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_used_in_the_history_shows_there_and_the_rest_does_not(seed: int) -> None:
    where = home(seed)
    ways = {one.feature.entity_id: one.way for one in where.furnishing.owned if one.has}
    for one in where.furnishing.used:
        lives = ways[one.entity_id] in {Way.HAND, Way.AUTOMATION, Way.AREA, Way.DEVICE}
        assert (len(shown(one, where)) > 1) is lives, one


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_scene_or_script_uses_is_named_there(seed: int) -> None:
    where = home(seed).furnishing
    written = repr((dict(where.scripts), dict(where.scenes)))
    for one in where.owned:
        named = f"'{one.feature.entity_id}'" in written
        assert named == (one.way in {Way.SCENE, Way.SCRIPT}), one.feature.entity_id


@pytest.mark.parametrize("seed", SEEDS)
def test_settings_that_somebody_made_are_not_as_they_came(seed: int) -> None:
    for one in home(seed).furnishing.owned:
        if one.way is Way.SETTING:
            (entity,) = [each for each in one.entities if each.entity_id == one.feature.entity_id]
            assert entity.rest != one.feature.entity.rest


def test_a_lamp_is_dimmed_by_a_call_on_its_room() -> None:
    area = [data for data in calls_on("light.guest_lamp", home(1)) if "area_id" in data]
    assert len(area) >= 3
    assert all(data["area_id"] == ("guest_room",) and "brightness_pct" in data for data in area)
    assert all("entity_id" not in data for data in area)


def test_a_lamp_that_is_dimmed_at_itself_leaves_no_call_behind() -> None:
    where = home(1)
    assert list(calls_on("light.headboard_lamp", where)) == []
    raw = where.raw
    rows = raw.entity == raw.entities.index("light.headboard_lamp")
    assert set(raw.origin[rows]) == {Origin.DEVICE}


def test_lamps_are_nearly_always_switched_in_the_app() -> None:
    raw = home(1).raw
    for one in home(1).furnishing.features:
        if one.entity_id.startswith("light."):
            rows = raw.entity == raw.entities.index(one.entity_id)
            on = rows & (raw.state == raw.states.index("on"))
            assert (raw.origin[on] == Origin.PERSON).mean() > 0.8


def test_an_automation_dims_a_lamp_every_evening() -> None:
    where = home(1)
    runs = [
        cause
        for cause in where.causes
        if cause.kind is CauseKind.AUTOMATION and "light.bookcase_lamp" in cause.targets
    ]
    assert len(runs) == 28
    assert all(dict(cause.data) == {"brightness_pct": 25} for cause in runs)
    by_hand = [
        data for data in calls_on("light.bookcase_lamp", where) if data["service"] == "turn_on"
    ]
    assert {data.get("brightness_pct") for data in by_hand} == {None, 25}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_for_the_night_is_mostly_on_then_by_hand(seed: int) -> None:
    where = home(seed)
    for one in where.furnishing.features:
        state = "playing" if one.rule == "quiet_at_night" else "on"
        if one.rule.endswith("_at_night") and one.rule != "led_at_night":
            on = times(one.entity_id, state, where)
            _, second = local_clock(on, where.calendar.timezone)
            assert len(on) >= 12
            assert ((second >= 22 * 3600) | (second < 6 * 3600)).mean() >= 0.9


def test_a_lamp_that_cannot_be_dimmed_is_on_at_night_too() -> None:
    on = times("light.corner_lamp", "on", home(1))
    _, second = local_clock(on, home(1).calendar.timezone)
    assert len(on) >= 12
    assert ((second >= 22 * 3600) | (second < 6 * 3600)).mean() >= 0.9


def test_short_spans_show_uses_too() -> None:
    short = simulate(replace(SPEC, seed=3, days=2))
    ways = {one.feature.entity_id: one.way for one in short.furnishing.owned if one.has}
    by_hand = [one for one in short.furnishing.used if ways[one.entity_id] is Way.HAND]
    assert by_hand
    assert all(len(shown(one, short)) > 1 for one in by_hand)


def test_without_habits_nobody_touches_any_of_it() -> None:
    empty = simulate(replace(SPEC, days=7, habits=False))
    touched = {one.feature.entity_id for one in empty.furnishing.owned}
    rows = empty.raw.origin == Origin.PERSON
    assert not touched & {empty.raw.entities[entity] for entity in empty.raw.entity[rows]}
