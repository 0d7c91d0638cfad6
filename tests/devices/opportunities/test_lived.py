"""How often what happened in a home."""

from collections.abc import Mapping

import pytest

from custom_components.homeiq.devices.opportunities.lived import ALWAYS, Lived
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import WindowCondition
from tests.mining.build import BERLIN, HOME, Diary

NIGHT = WindowCondition(22 * 3600, 6 * 3600)
DAY = WindowCondition(9 * 3600, 17 * 3600)


def lived_in(
    *rows: tuple[int, str, str, str], origins: Mapping[int, Origin] | None = None
) -> Lived:
    diary = Diary()
    for number, (day, clock, entity_id, state) in enumerate(rows):
        diary.add(day, clock, entity_id, state, (origins or {}).get(number, Origin.PERSON))
    return Lived.of(diary.log(), HOME)


LAMP = lived_in(
    (0, "21:00", "light.a", "on"),  # nothing was known before
    (0, "21:30", "light.a", "off"),
    (0, "22:00", "light.a", "on"),
    (0, "23:00", "light.a", "off"),
    (1, "05:59", "light.a", "on"),
    (1, "06:30", "light.a", "off"),
    (1, "12:00", "light.a", "on"),
    (1, "12:10", "light.a", "unavailable"),
    (1, "23:00", "light.a", "on"),  # it only came back
    (1, "23:30", "light.b", "off"),
)


@pytest.mark.parametrize(("window", "count"), [(ALWAYS, 3), (NIGHT, 2), (DAY, 1)])
def test_switching_on_counts_from_known_states_in_a_window(
    window: WindowCondition, count: int
) -> None:
    assert LAMP.begins("light.a", window=window) == count
    assert LAMP.days == 2


def test_what_the_log_lacks_never_happened() -> None:
    assert LAMP.begins("light.none") == 0
    assert LAMP.begins("light.a", {"purple"}) == 0


def test_what_begins_at_the_device_is_told_apart() -> None:
    origins = {3: Origin.DEVICE, 5: Origin.AUTOMATION, 2: Origin.DEVICE}
    clocks = ("07:00", "08:00", "09:00", "10:00", "11:00", "12:00")
    states = ("off", "on", "off", "on", "off", "on")
    rows = ((0, clock, "light.a", state) for clock, state in zip(clocks, states, strict=True))
    home = lived_in(*rows, origins=origins)
    assert home.begins("light.a") == 3
    assert home.begins_at_device("light.a") == 1
    assert home.begins_at_device("light.a", {"off"}) == 1
    assert home.begins_at_device("light.none") == 0


def test_the_busiest_of_several_is_told_and_nothing_of_none() -> None:
    assert LAMP.busiest(("light.b", "light.a")) == ("light.a", 3)
    assert LAMP.busiest(("light.b", "light.c")) == ("light.b", 0)
    assert LAMP.busiest(()) == ("", 0)


def test_a_state_of_several_begins_once() -> None:
    robot = lived_in(
        (0, "09:00", "climate.a", "off"),
        (0, "10:00", "climate.a", "heat"),
        (0, "11:00", "climate.a", "auto"),
    )
    assert robot.begins("climate.a", {"heat", "auto"}) == 1
    assert robot.begins("climate.a", {"auto"}) == 1


def test_what_something_came_from_is_counted_most_often_first() -> None:
    rows = [(0, "20:00", "media_player.a", "off")]
    for hour, before in enumerate(("off", "paused", "idle", "paused")):
        rows.append((1, f"{8 + hour}:00", "media_player.a", before))
        rows.append((1, f"{8 + hour}:30", "media_player.a", "playing"))
    assert lived_in(*rows).begins_from("media_player.a", "playing") == {
        "paused": 2,
        "idle": 1,
        "off": 1,
    }


def test_changes_at_the_device_are_those_that_no_person_made_elsewhere() -> None:
    plug = lived_in(
        (0, "20:00", "switch.a", "on"),
        (0, "22:30", "switch.a", "off"),
        (0, "23:30", "switch.a", "on"),
        (1, "12:30", "switch.a", "off"),
        origins={1: Origin.DEVICE, 3: Origin.DEVICE},
    )
    assert plug.changes_at(("switch.a", "switch.b"), NIGHT) == 1
    assert plug.changes_at((), NIGHT) == 0


def test_what_is_left_on_counts_by_how_long_that_lasts() -> None:
    plug = lived_in(
        (0, "08:00", "switch.a", "off"),
        (0, "09:00", "switch.a", "on"),
        (0, "13:00", "switch.a", "off"),
        (0, "14:00", "switch.a", "on"),
        (0, "15:00", "switch.a", "unavailable"),
        (1, "08:00", "switch.a", "off"),
        (1, "09:00", "switch.a", "on"),
        (1, "13:00", "light.b", "on"),
    )
    assert plug.left("switch.a", "on", 3 * 3600) == 2  # the last one is still on
    assert plug.left("switch.a", "on", 1800) == 3
    assert plug.left("switch.a", "purple", 0) == 0
    assert plug.left("switch.none", "on", 0) == 0


def test_the_zone_tells_when_the_home_is_left_empty() -> None:
    home = lived_in(
        (0, "07:00", "zone.home", "2"),
        (0, "08:00", "zone.home", "1"),
        (0, "09:00", "zone.home", "0"),
        (0, "17:00", "zone.home", "1"),
        (1, "09:00", "zone.home", "0"),
        (1, "09:00", "person.a", "not_home"),
    )
    assert home.emptied() == 2


def test_without_the_zone_people_tell_it() -> None:
    home = lived_in(
        (0, "06:00", "person.a", "home"),
        (0, "06:01", "person.b", "home"),
        (0, "08:00", "person.a", "not_home"),
        (0, "09:00", "person.b", "Work"),
        (0, "10:00", "person.b", "unavailable"),
        (0, "10:05", "person.b", "Work"),
        (0, "17:00", "person.a", "home"),
        (1, "08:00", "person.a", "not_home"),
        (1, "09:00", "person.b", "home"),
    )
    assert home.emptied() == 2
    assert LAMP.emptied() == 0


def test_without_a_history_nothing_is_known() -> None:
    nothing = Lived.of(None, Home(BERLIN))
    assert nothing.days == 0
    assert nothing.begins("light.a") == 0
    assert nothing.emptied() == 0
    assert nothing.left("light.a", "on", 0) == 0
