"""Machines that somebody waits for, told by the power they take."""

from collections.abc import Iterable

import pytest

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe
from custom_components.homeiq.devices.relations.appliance_finished import (
    APPLIANCE_FINISHED,
    IDLE,
    PAUSE,
    runs_of,
)
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import NumericTrigger
from custom_components.homeiq.mining.study import Study
from tests.devices.linked import drawn, study_of
from tests.mining.build import HOME, Diary
from tests.mining.lively import HOUR

SENSOR = "sensor.power"
DAYS = range(28)
# Minutes and watts: heating, turning, a rest, spinning.
WASHING = ((0, 5), (2, 90), (5, 2050), (20, 110), (40, 2.1), (44, 140), (60, 380), (70, 60))
type Programme = Iterable[tuple[float, float]]


def run(
    diary: Diary, day: int, clock: float, programme: Programme, ends: float, sensor: str = SENSOR
) -> None:
    """Let a machine take power by its programme, and less than a watt when it has ended."""
    for minute, watts in programme:
        wavering = watts * (1 + diary.random.uniform(-0.02, 0.02))
        diary.add(day, clock + 60 * minute, sensor, f"{wavering:.1f}", Origin.DEVICE)
    diary.add(day, clock + 60 * ends, sensor, "0.8", Origin.DEVICE)


def resting(*sensors: str) -> Diary:
    """Return some weeks in which a lamp is used, and machines rest."""
    diary = Diary()
    for sensor in sensors or (SENSOR,):
        diary.add(0, 5.0, sensor, "0.8", Origin.DEVICE)
    for day in DAYS:
        diary.habit([day], 20 * HOUR, "light.hall")
    return diary


def washing(days: Iterable[int] = range(1, 28, 3), sensor: str = SENSOR) -> Diary:
    diary = resting(sensor)
    for day in days:
        run(diary, day, 9.5 * HOUR, WASHING, 90, sensor)
    return diary


def told(diary: Diary, *sensors: str, home: Home = HOME) -> str:
    """Return the sensor by which somebody would be told; empty for none."""
    found = drawn(APPLIANCE_FINISHED, study_of(diary, home=home), sensors or (SENSOR,))
    return "" if found is None else found.triggers[0]


def study(diary: Diary) -> Study:
    return study_of(diary, home=HOME)


def test_a_washing_machine_is_told_of_when_it_takes_no_more_than_when_it_waits() -> None:
    found = drawn(APPLIANCE_FINISHED, study(washing()), [SENSOR])
    assert found is not None
    assert (found.triggers, found.occasions) == ((SENSOR,), 9)
    trigger = NumericTrigger(SENSOR, below=IDLE, hold=PAUSE)
    expected = Recipe((Branch(trigger, ()),), Notification("appliance_finished", SENSOR))
    assert found.recipe == expected


def test_short_rests_are_part_of_its_programme() -> None:
    runs = runs_of(study(washing()), SENSOR)
    assert runs is not None
    assert runs.finished == len(runs.end) == 9
    assert all(80 * 60 < length < 92 * 60 for length in (runs.end - runs.begin).tolist())


def test_what_it_takes_while_it_waits_is_told_by_time_and_not_by_readings() -> None:
    """One that turns a drum reports every few seconds, one that waits hardly ever."""
    diary = resting()
    for day in range(1, 28, 3):
        turning = [(20 + minute / 4, 60 + minute % 7) for minute in range(200)]
        run(diary, day, 9.5 * HOUR, [(0, 80), (5, 2000), *turning], 90)
    runs = runs_of(study(diary), SENSOR)
    assert runs is not None
    assert (runs.below, runs.finished) == (IDLE, 9)


def test_one_that_takes_some_power_all_the_time_waits_above_the_least() -> None:
    diary = washing()
    diary.rows = [
        (at, one, "4.0" if (one, state) == (SENSOR, "0.8") else state, by)
        for at, one, state, by in diary.rows
    ]
    runs = runs_of(study(diary), SENSOR)
    assert runs is not None
    assert (runs.below, runs.finished) == (12.0, 9)
    assert told(diary) == SENSOR


def many(programme: Programme, ends: float, clocks: Iterable[float], days: range = DAYS) -> Diary:
    diary = resting()
    for day in days:
        for clock in clocks:
            run(diary, day, clock * HOUR, programme, ends)
    return diary


@pytest.mark.parametrize(
    ("what", "diary"),
    [
        ("a kettle", many(((0, 2000),), 3, (7, 12, 18))),
        ("a compressor", many(((0, 120),), 25, range(24))),
        ("one that is defrosted", many(((0, 400), (5, 120)), 25, range(24))),
        ("a television", many(((0, 110), (50, 140)), 150, (19,))),
        ("a heater", many(((0, 1500), (30, 1495)), 100, (6, 20))),
        ("a boiler that goes on by itself", many(((0, 900), (10, 2000)), 40, range(0, 24, 3))),
        ("one that ran twice", many(WASHING, 90, (9,), range(2))),
        ("one that never ends", many(((0, 400), (60, 900)), 60 * 23, (0.2,))),
        ("a plug with all sorts of things", many(((0, 800), (4, 300)), 9, (6, 9, 12, 15))),
        ("nothing", resting()),
    ],
)
def test_what_nobody_waits_for_is_not_told_of(what: str, diary: Diary) -> None:
    assert told(diary) == "", what


def test_what_is_switched_off_by_hand_needs_not_be_told_of() -> None:
    """A projector that takes 350 watts ends when somebody has seen enough."""
    diary = many(((0, 350), (10, 280)), 110, (20,))
    for day in DAYS:
        diary.add(day, 20 * HOUR, "media_player.projector", "on")
        diary.add(day, 20 * HOUR + 110 * 60 - 2, "media_player.projector", "off")
    assert told(diary) == ""


def test_what_an_automation_switches_off_by_its_own_plug_needs_not_either() -> None:
    diary = washing()
    for day in range(1, 28, 3):
        diary.add(day, 9 * HOUR, "switch.plug", "on", Origin.AUTOMATION)
        diary.add(day, 11 * HOUR - 5, "switch.plug", "off", Origin.AUTOMATION)
    own = Home(HOME.timezone, devices=dict.fromkeys((SENSOR, "switch.plug"), "plug"))
    assert told(diary, home=own) == ""
    assert told(diary) == SENSOR  # another plug, of which nothing is known


def test_a_plug_that_stays_on_and_a_state_that_follows_it_do_not_matter() -> None:
    diary = washing()
    diary.add(0, 60.0, "switch.plug", "on")
    for day in range(1, 28, 3):
        diary.add(day, 9.5 * HOUR + 3, "binary_sensor.running", "on", Origin.DEVICE)
        diary.add(day, 11 * HOUR + 1, "binary_sensor.running", "off", Origin.DEVICE)
    ids = (SENSOR, "switch.plug", "binary_sensor.running")
    assert told(diary, home=Home(HOME.timezone, devices=dict.fromkeys(ids, "plug"))) == SENSOR


def test_a_run_that_had_begun_or_has_not_ended_does_not_count() -> None:
    diary = Diary()
    run(diary, 0, 10.0, ((0, 2000), (30, 200)), 60)
    for day in (3, 9, 14):
        run(diary, day, 9 * HOUR, WASHING, 90)
    run(diary, 20, 9 * HOUR, ((0, 90), (5, 2000)), 9000)
    runs = runs_of(study(diary), SENSOR)
    assert runs is not None
    assert runs.finished == 3
    assert len(runs.begin) == len(runs.end) == 4  # the last one ended much later


def test_a_gap_in_its_readings_ends_no_run() -> None:
    diary = washing()
    for day in range(1, 28, 3):
        diary.add(day, 9.5 * HOUR + 600, SENSOR, "unavailable", Origin.DEVICE)
        diary.add(day, 9.5 * HOUR + 700, SENSOR, "unknown", Origin.DEVICE)
    runs = runs_of(study(diary), SENSOR)
    assert runs is not None
    assert runs.finished == len(runs.end) == 9


@pytest.mark.parametrize("states", [(), ("unavailable",), ("500",), ("nan", "1200"), ("2000", "0")])
def test_few_or_odd_readings_are_no_machine(states: tuple[str, ...]) -> None:
    diary = Diary()
    diary.habit(range(10), 20 * HOUR, "light.hall")
    for number, state in enumerate(states):
        diary.add(1, 3600.0 * number, SENSOR, state, Origin.DEVICE)
    assert told(diary) == ""


def test_an_empty_log_tells_of_no_machine() -> None:
    assert told(Diary()) == ""
    assert runs_of(study(Diary()), SENSOR) is None


def test_of_a_strip_of_plugs_the_busiest_machine_is_told_of() -> None:
    diary = washing(range(2, 28, 9), "sensor.dryer")
    for day in range(1, 28, 3):
        run(diary, day, 15 * HOUR, WASHING, 90, "sensor.washer")
    diary.add(0, 9.0, "sensor.lamp", "8", Origin.DEVICE)
    assert told(diary, "sensor.dryer", "sensor.lamp", "sensor.washer") == "sensor.washer"
    assert told(diary, "sensor.dryer", "sensor.lamp") == "sensor.dryer"
    assert told(diary, "sensor.lamp") == ""
