"""The home of many devices is one that Home Assistant and its recorder could have."""

from collections import Counter
from contextlib import closing
import json
from pathlib import Path
import sqlite3
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from benchmarks.many_devices.automations import automations, first_in, scenes, scripts
from benchmarks.many_devices.database import write_home
from benchmarks.many_devices.home import (
    DEVICES,
    ENTITIES,
    FLOORS,
    ROOMS,
    ZIGBEE,
    devices,
    floor_of,
    room_name,
)
from benchmarks.many_devices.lived import BEGIN, END, HOUR, Act, Lived, live
from benchmarks.many_devices.running import bridge_devices
from custom_components.homeiq.devices.zigbee2mqtt.definitions import read
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from tests.conftest import ROOT

LAMP, MOTION = "light.hall_lamp", "binary_sensor.hall_motion_sensor_motion"


def test_it_has_as_many_devices_and_entities_as_are_asked_for() -> None:
    ids = [one.entity_id(part) for one in devices() for part in one.parts]
    unique = {
        (one.model.integration, one.unique_id(part)) for one in devices() for part in one.parts
    }
    assert len(devices()) == DEVICES == 500
    assert len(ids) == len(set(ids)) == len(unique) == ENTITIES == 3_000


def test_it_has_forty_rooms_on_three_floors_and_each_has_what_people_operate() -> None:
    rooms = {one.room for one in devices()}
    assert len({room_name(room) for room in rooms}) == ROOMS == 40
    assert {floor_of(room) for room in rooms} == set(range(len(FLOORS))) == {0, 1, 2}
    for room in rooms:
        for domain in ("light", "cover", "climate", "switch"):
            assert first_in(room, domain)
        for device_class in ("motion", "window"):
            assert first_in(room, "binary_sensor", device_class)


def test_automations_scripts_and_scenes_name_entities_that_are_there() -> None:
    known = {one.entity_id(part) for one in devices() for part in one.parts}
    named = [
        entity_id
        for text in map(json.dumps, (automations(), scripts(), scenes()))
        for entity_id in text.replace('"', " ").split()
        if entity_id.startswith(("light.hall", "cover.", "climate.", "binary_sensor."))
    ]
    assert named
    targets = [one for one in named if one.partition(".")[2] not in {"turn_on", "turn_off"}]
    assert {one for one in targets if "_" in one and " " not in one} - known <= {
        "cover.close_cover",
        "cover.set_cover_position",
        "climate.set_temperature",
    }


def test_what_zigbee2mqtt_tells_is_read_whole() -> None:
    told = read(bridge_devices())
    expected = [one for one in devices() if one.model.integration == ZIGBEE]
    assert told.problem == ""
    assert [one.ieee_address for one in told.devices] == [one.address for one in expected]
    assert all(len(one.exposes) > 4 for one in told.devices)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the path of a database in which a lamp is lit in three ways."""
    lived = Lived()
    for number in range(4):
        lived.change(BEGIN + number * HOUR + 1800, LAMP, "off")
    lived.change(BEGIN, MOTION, "off")
    lived.change(BEGIN + HOUR, LAMP, "on")
    lived.do(Act(BEGIN + 2 * HOUR, "light.turn_on", {"entity_id": LAMP}, 1), LAMP, "on")
    wired = Act(BEGIN + 3 * HOUR, "light.turn_on", {"entity_id": LAMP}, automation="automation.a")
    lived.do(wired, LAMP, "on", brightness=20)
    path = tmp_path / "home.db"
    assert write_home(lived, path) == 8
    return path


def test_the_database_is_whole_and_links_each_row_to_the_one_before(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        linked = connection.execute(
            "SELECT states.state, old.state FROM states"
            " LEFT JOIN states old ON old.state_id = states.old_state_id"
            " JOIN states_meta meta ON meta.metadata_id = states.metadata_id"
            " WHERE meta.entity_id = ? ORDER BY states.state_id",
            (LAMP,),
        ).fetchall()
        looks = connection.execute("SELECT shared_attrs FROM state_attributes").fetchall()
    assert linked == [("off", None), *[("on", "off"), ("off", "on")] * 3]
    assert [json.loads(text).get("brightness") for (text,) in looks].count(20) == 1
    assert all("effect_list" not in text for (text,) in looks)


def test_who_did_it_is_known(written: Path) -> None:
    home = Home(ZoneInfo("Europe/Berlin"))
    query = HistoryQuery(frozenset({LAMP}), BEGIN, END)
    with closing(open_file(written)) as connection:
        log = build_log(read_connection(connection, query, home), home)
    lit = [
        Origin(one) for one, new in zip(log.origin, log.new, strict=True) if log.states[new] == "on"
    ]
    assert lit == [Origin.DEVICE, Origin.PERSON, Origin.AUTOMATION]


def test_people_live_in_every_room_and_the_same_each_time() -> None:
    some, again = live(2), live(2)
    assert some == again
    changed = Counter(row.entity_id for row in some.rows)
    operated = {
        act.data["entity_id"] for act in some.acts if isinstance(act.data["entity_id"], str)
    }
    for room in range(ROOMS):
        assert changed[first_in(room, "binary_sensor", "motion")] > 20
        assert changed[first_in(room, "cover")] > 4
        assert first_in(room, "cover") in operated


def test_it_is_analysed_in_a_running_home_assistant(tmp_path: Path) -> None:
    write_home(live(8), tmp_path / "home.db")
    config = tmp_path / "config"
    config.mkdir()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.many_devices.once"),
            *(str(config), str(tmp_path / "home.db"), "1"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout)
    (run,) = told["runs"]
    phases = ["capabilities", "events", "patterns", "features", "synergies", "context"]
    assert list(run) == list(told["held"]) == phases
    assert all(one["cpu"] > 0 and one["wall"] > 0 for one in run.values())
    assert "250 of Zigbee2MQTT" in run["capabilities"]["detail"]
    assert told["contexts"] > 0
    assert told["dumped"] > ENTITIES
