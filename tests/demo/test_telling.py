"""What a household tells of the use of features is what its recorder's database holds."""

from dataclasses import replace
from functools import cache
import json
from pathlib import Path
import sqlite3

import pytest

from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.recorder.database import open_file
from custom_components.homeiq.history.recorder.features import read_features
from custom_components.homeiq.mining.shown import Shown
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.inventory import HOME_ZONE
from demo.recorder_file import write_recorder
from demo.spec import HouseholdSpec
from demo.telling import feature_history

USERS = ("a" * 32, "b" * 32)
SPEC = HouseholdSpec(seed=3, days=10, events=3_000, kinds=OF_DEVICES)


@cache
def home() -> SimulatedHome:
    """Return a household of ten days."""
    return simulate(SPEC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a database with the household's history; only read."""
    path = tmp_path_factory.mktemp("recorder") / "home.db"
    write_recorder(home(), path, USERS)
    return path


def query(begin: float = 0.0, end: float = 1.0) -> FeatureQuery:
    """Return what is asked of a part of the span, of all devices with known makers."""
    known = [one for one in home().entities if one.model]
    start, lasts = home().calendar.start, home().calendar.end - home().calendar.start
    return FeatureQuery(
        entity_ids=frozenset(one.entity_id for one in known),
        attributes=frozenset({"brightness", "percentage", "preset_mode", "volume_level"}),
        stated=frozenset(one.entity_id for one in known if one.category),
        start=start + begin * lasts,
        end=start + end * lasts,
    )


def rows(shown: Shown) -> list[tuple[str, str]]:
    """Return what was shown as (entity, attributes), in order."""
    return [
        (shown.entities[entity], json.dumps(shown.sets[which], sort_keys=True))
        for entity, which in zip(shown.entity.tolist(), shown.shown.tolist(), strict=True)
    ]


@pytest.mark.parametrize("part", [(0.0, 1.0), (0.3, 0.6)])
def test_it_is_what_a_reader_of_the_recorder_tells(
    written: Path, part: tuple[float, float]
) -> None:
    with open_file(written) as connection:
        read = read_features(connection, query(*part), dialect="sqlite", errors=sqlite3.Error)
    told = feature_history(home(), query(*part))
    assert rows(read.shown) == rows(told.shown)
    assert len(rows(told.shown)) > 20
    assert read.shown.time == pytest.approx(told.shown.time, abs=0.002)
    assert [(one.action, one.data) for one in read.calls] == [
        (one.action, one.data) for one in told.calls
    ]
    assert len(told.calls) > 20
    times = [one.at for one in told.calls]
    assert [one.at for one in read.calls] == pytest.approx(times, abs=0.002)


def test_the_use_of_fans_players_and_thermostats_is_told_and_of_lights_only_what_was_asked() -> (
    None
):
    told = feature_history(home(), query())
    names = {name for each in told.shown.sets for name in each}
    assert {"percentage", "preset_mode", "volume_level", "state"} >= names
    assert "volume_level" in names
    assert any("brightness_pct" in call.data for call in told.calls)
    assert any("area_id" in call.data for call in told.calls)


def test_of_what_has_no_known_maker_nothing_is_told_but_that_it_was_there() -> None:
    told = feature_history(home(), replace(query(), entity_ids=frozenset({"fan.bathroom"})))
    of_fan = [
        told.shown.sets[which]
        for entity, which in zip(told.shown.entity, told.shown.shown, strict=True)
        if told.shown.entities[entity] == "fan.bathroom"
    ]
    assert of_fan == [{}]


def test_states_only_are_told_where_no_attribute_is_asked_for() -> None:
    told = feature_history(home(), replace(query(), attributes=frozenset()))
    assert {name for each in told.shown.sets for name in each} == {"state"}


def recorded(written: Path, entity_id: str) -> list[tuple[str, dict[str, object]]]:
    """Return the states and attributes of an entity in the database."""
    with sqlite3.connect(written) as connection:
        found = connection.execute(
            "SELECT state, shared_attrs FROM states JOIN states_meta USING (metadata_id)"
            " JOIN state_attributes USING (attributes_id)"
            " WHERE states_meta.entity_id = ? ORDER BY state_id",
            (entity_id,),
        ).fetchall()
    return [(state, json.loads(text)) for state, text in found]


def test_a_fan_that_is_off_turns_at_no_speed_in_the_database(written: Path) -> None:
    (fan,) = [one for one in home().entities if one.entity_id == "fan.ceiling"]
    speeds = {(state, known.get("percentage")) for state, known in recorded(written, "fan.ceiling")}
    assert speeds >= {("off", 0), ("on", fan.shows["percentage"])}
    assert ("unavailable", None) in speeds


def test_no_light_leaves_anything_but_its_name_in_the_database(written: Path) -> None:
    rows = recorded(written, "light.wardrobe_lamp")
    assert {tuple(known) for _, known in rows} == {("friendly_name",)}


def test_the_zone_of_the_home_is_a_whole_number(written: Path) -> None:
    assert {state for state, _ in recorded(written, HOME_ZONE)} <= {"0", "1", "2", "unavailable"}


def test_who_only_changes_what_is_shown_changes_no_state(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        same = connection.execute(
            "SELECT COUNT(*) FROM states JOIN states old ON states.old_state_id = old.state_id"
            " JOIN states_meta ON states.metadata_id = states_meta.metadata_id"
            " WHERE states.state = old.state AND states_meta.entity_id LIKE 'climate.guest%'"
            " AND states.last_changed_ts < states.last_updated_ts"
        ).fetchone()[0]
    told = [look for look in home().looks if look.entity_id.startswith("climate.guest")]
    assert same == len(told)
