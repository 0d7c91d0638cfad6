"""What counts as done by hand, and what does not."""

import numpy as np
import pytest

from custom_components.homeiq.mining.acts import BUSY_DAY, build_log
from custom_components.homeiq.mining.event_log import NOTHING, NUMERIC, Origin, RawEvents
from custom_components.homeiq.mining.home import Home
from tests.mining.build import BERLIN, Diary, acts_of, log_of

GROUP = Home(BERLIN, groups={"light.all": ("light.a", "light.b")})


@pytest.mark.parametrize("origin", [Origin.PERSON, Origin.DEVICE])
def test_a_change_by_a_person_or_at_the_device_is_an_act(origin: Origin) -> None:
    log = log_of(("08:00", "light.a", "off"), ("08:01", "light.a", "on"), origin=origin)
    assert acts_of(log) == [("light.a", "on")]


@pytest.mark.parametrize("origin", [Origin.AUTOMATION, Origin.CONSEQUENCE])
def test_what_an_automation_did_or_followed_from_is_no_act(origin: Origin) -> None:
    log = log_of(("08:00", "light.a", "off"), ("08:01", "light.a", "on"), origin=origin)
    assert len(log) == 2
    assert acts_of(log) == []


@pytest.mark.parametrize("gone", ["unavailable", "unknown", ""])
def test_coming_back_is_no_act_and_neither_is_going(gone: str) -> None:
    log = log_of(
        ("08:00", "light.a", "off"),
        ("08:01", "light.a", gone),
        ("08:02", "light.a", "on"),
        ("08:03", "light.a", "off"),
    )
    assert acts_of(log) == [("light.a", "off")]
    assert log.time[log.act].tolist() == [log.time[3]]


def test_the_first_state_that_is_known_is_no_act() -> None:
    log = log_of(("08:00", "light.a", "on"))
    assert log.old.tolist() == [NOTHING]
    assert not log.act.any()


def test_the_same_state_again_is_not_even_a_row() -> None:
    log = log_of(
        ("08:00", "light.a", "off"),
        ("08:01", "light.a", "off"),
        ("08:02", "light.a", "on"),
        ("08:03", "light.a", "on"),
    )
    assert [log.states[code] for code in log.new] == ["off", "on"]
    assert [log.states[code] for code in log.old] == ["", "off"]


def test_a_reading_is_a_row_where_its_value_changes() -> None:
    log = log_of(
        ("08:00", "sensor.t", "20"),
        ("08:01", "sensor.t", "20"),
        ("08:02", "sensor.t", "21"),
        ("08:03", "sensor.t", "unavailable"),
        ("08:04", "sensor.t", "21"),
    )
    assert log.number.tolist()[:2] == [20.0, 21.0]
    assert len(log) == 4
    assert log.new[-1] == NUMERIC
    assert not log.act.any()


@pytest.mark.parametrize("passing", ["opening", "closing"])
def test_a_cover_on_its_way_is_no_act_but_where_it_ends_is(passing: str) -> None:
    end = {"opening": "open", "closing": "closed"}
    other = {"opening": "closed", "closing": "open"}
    log = log_of(
        ("08:00", "cover.a", other[passing]),
        ("08:01", "cover.a", passing),
        ("08:02", "cover.a", end[passing]),
    )
    assert acts_of(log) == [("cover.a", end[passing])]


@pytest.mark.parametrize(
    ("entity_id", "before", "after"),
    [
        ("binary_sensor.door", "off", "on"),
        ("sensor.mode", "a", "b"),
        ("person.ann", "home", "not_home"),
        ("light.a", "off", "blue"),
        ("lock.a", "locked", "jammed"),
        ("automation.x", "off", "on"),
    ],
)
def test_what_nobody_can_command_is_no_act(entity_id: str, before: str, after: str) -> None:
    log = log_of(("08:00", entity_id, before), ("08:01", entity_id, after))
    assert len(log) == 2
    assert acts_of(log) == []


def test_named_targets_are_all_that_people_operate() -> None:
    rows = [
        (clock, entity_id, state)
        for entity_id in ("light.a", "light.hall", "remote.tv")
        for clock, state in (("08:00", "off"), ("08:01", "on"))
    ]
    home = Home(BERLIN, targets=("light.h*", "remote.*"))
    assert sorted(acts_of(log_of(*rows, home=home))) == [("light.hall", "on"), ("remote.tv", "on")]
    assert sorted(acts_of(log_of(*rows))) == [("light.a", "on"), ("light.hall", "on")]


def test_a_group_whose_members_all_went_along_was_chosen() -> None:
    log = log_of(
        ("08:00", "light.all", "off"),
        ("08:00", "light.a", "off"),
        ("08:00", "light.b", "off"),
        ("08:10:00", "light.a", "on"),
        ("08:10:01", "light.all", "on"),
        ("08:10:01", "light.b", "on"),
        home=GROUP,
    )
    assert acts_of(log) == [("light.all", "on")]


def test_a_group_that_follows_one_of_its_members_was_not() -> None:
    log = log_of(
        ("08:00", "light.all", "off"),
        ("08:00", "light.a", "off"),
        ("08:00", "light.b", "off"),
        ("08:10:00", "light.a", "on"),
        ("08:10:01", "light.all", "on"),
        home=GROUP,
    )
    assert acts_of(log) == [("light.a", "on")]


def test_what_members_do_later_or_otherwise_is_their_own() -> None:
    log = log_of(
        ("08:00", "light.all", "off"),
        ("08:00", "light.a", "off"),
        ("08:00", "light.b", "on"),
        ("08:10:00", "light.all", "on"),
        ("08:10:01", "light.b", "off"),
        ("08:10:05", "light.a", "on"),
        home=GROUP,
    )
    assert acts_of(log) == [("light.all", "on"), ("light.b", "off"), ("light.a", "on")]


def test_a_group_that_is_not_in_the_log_or_has_no_members_there_echoes_nothing() -> None:
    home = Home(BERLIN, groups={"light.all": ("light.a",), "light.b": ("light.gone",)})
    log = log_of(
        ("08:00", "light.a", "off"),
        ("08:00", "light.b", "off"),
        ("08:10", "light.a", "on"),
        ("08:10", "light.b", "on"),
        home=home,
    )
    assert len(acts_of(log)) == 2


def plug(lag: float, days: int, *, relay_alone: int = 0) -> list[tuple[str, str]]:
    """Return the acts where a light's relay shows as a switch of the same device too."""
    diary = Diary()
    diary.known(light__a="off", switch__a="off")
    for day in range(days):
        for clock, state in ((28800.0, "on"), (32400.0, "off")):
            diary.add(day, clock + lag, "light.a", state)
            diary.add(day, clock, "switch.a", state)
    for day in range(relay_alone):
        for clock, state in ((43200.0, "on"), (43260.0, "off")):
            diary.add(day, clock, "switch.a", state)
    home = Home(BERLIN, devices={"light.a": "plug", "switch.a": "plug", "light.gone": "plug"})
    return acts_of(diary.log(home))


@pytest.mark.parametrize("lag", [-1.0, 0.0, 1.0])
def test_a_relay_that_repeats_its_light_is_no_act_of_its_own(lag: float) -> None:
    assert plug(lag, days=3) == [("light.a", "on"), ("light.a", "off")] * 3


def test_two_entities_of_a_device_that_go_their_own_ways_are_two() -> None:
    acts = plug(lag=30.0, days=3)
    assert acts.count(("light.a", "on")) == acts.count(("switch.a", "on")) == 3
    acts = plug(lag=0.0, days=3, relay_alone=3)
    assert acts.count(("switch.a", "on")) == 6


def test_what_a_relay_does_for_itself_remains_an_act() -> None:
    acts = plug(lag=0.0, days=8, relay_alone=1)
    assert acts.count(("switch.a", "on")) == 1
    assert acts.count(("light.a", "on")) == 8


def test_entities_of_different_devices_are_never_echoes() -> None:
    log = log_of(
        ("08:00", "light.a", "off"),
        ("08:00", "light.b", "off"),
        ("08:10", "light.a", "on"),
        ("08:10", "light.b", "on"),
        home=Home(BERLIN, devices={"light.a": "one", "light.b": "other"}),
    )
    assert len(acts_of(log)) == 2


def test_events_come_in_any_order_and_leave_in_order_of_time() -> None:
    rows = [
        (30.0, "light.a", "on", Origin.PERSON),
        (10.0, "light.b", "off", Origin.PERSON),
        (20.0, "light.a", "off", Origin.PERSON),
        (5.0, "light.b", "on", Origin.PERSON),
    ]
    log = build_log(RawEvents.from_rows(rows), Home(BERLIN))
    assert log.time.tolist() == [5.0, 10.0, 20.0, 30.0]
    assert acts_of(log) == [("light.b", "off"), ("light.a", "on")]


def test_excluded_entities_take_no_part() -> None:
    log = log_of(
        ("08:00", "light.a", "off"),
        ("08:01", "light.b", "off"),
        ("08:02", "light.a", "on"),
        home=Home(BERLIN, excluded=frozenset({"light.a"})),
    )
    assert [log.entities[code] for code in log.entity] == ["light.b"]


def test_quiet_days_of_a_quiet_home_were_observed() -> None:
    diary = Diary()
    diary.add(0, "08:00", "light.a", "off")
    diary.add(3, "08:00", "light.a", "on")
    assert len(diary.log().days) == 4


def test_days_without_a_word_from_a_busy_home_were_an_outage() -> None:
    diary = Diary()
    for day in (0, 1, 4):
        for minute in range(BUSY_DAY):
            diary.add(day, 28800 + 60.0 * minute, "sensor.t", str(minute))
    observed = diary.log().days - diary.first.toordinal()
    assert observed.tolist() == [0, 1, 4]


def test_a_day_of_nothing_but_unavailable_does_not_begin_the_observation() -> None:
    diary = Diary()
    diary.add(0, "08:00", "light.a", "unavailable")
    diary.add(2, "08:00", "light.a", "on")
    assert (diary.log().days - diary.first.toordinal()).tolist() == [2]


def test_no_events_make_an_empty_log() -> None:
    log = Diary().log()
    assert len(log) == 0
    assert len(log.days) == 0
    assert log.act.dtype == np.bool_
