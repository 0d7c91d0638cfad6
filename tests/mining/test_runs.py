"""Which automation made a change."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.runs import runs_of
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.undoing import Stays
from tests.mining.build import BERLIN, Diary

ON = frozenset({("light.a", "on")})
CLOCK = ExistingAutomation("automation.clock", "Clock", frozenset({"07:00:00"}), ON)
DOOR = ExistingAutomation("automation.door", "Door", frozenset({"binary_sensor.door"}), ON)
SUNSET = ExistingAutomation("automation.sunset", "Sunset", frozenset({"sunset"}), ON)


def told(*automations: ExistingAutomation, diary: Diary | None = None) -> dict[str, list[int]]:
    """Return by automation the local hours at which it is known to have run."""
    home = Home(BERLIN, automations=automations)
    log = (diary or a_day()).log(home)
    timeline = Timeline.of(log)
    return {
        runs.automation.entity_id: (log.second[runs.stays.rows] // 3600).astype(int).tolist()
        for runs in runs_of(home, timeline, Stays.of(timeline))
    }


def a_day() -> Diary:
    """Return runs at seven, after a door at ten, and at noon for no reason that is known."""
    diary = Diary()
    diary.known(light__a="off", binary_sensor__door="off")
    diary.add(0, "10:00:00", "binary_sensor.door", "on", Origin.DEVICE)
    for clock in ("07:00:01", "10:00:01", "12:00:00"):
        diary.add(0, clock, "light.a", "on", Origin.AUTOMATION)
        hours, minutes, _ = clock.split(":")
        diary.add(0, f"{hours}:{int(minutes) + 30}", "light.a", "off")
    return diary


def test_the_only_automation_with_an_effect_made_every_such_change() -> None:
    assert told(CLOCK) == {"automation.clock": [7, 10, 12]}


def test_of_several_it_is_the_one_whose_trigger_tells() -> None:
    expected = {"automation.clock": [7], "automation.door": [10]}
    assert told(CLOCK, DOOR) == expected
    assert told(DOOR, SUNSET, CLOCK) == expected  # how far from sunset is not known


def test_what_two_triggers_tell_is_nobodys() -> None:
    twin = replace(CLOCK, entity_id="automation.twin")
    assert told(CLOCK, twin) == {}


@pytest.mark.parametrize(
    "other",
    [
        replace(DOOR, enabled=False),
        replace(DOOR, entity_id="script.door"),
        replace(DOOR, effects=frozenset({("light.a", "off"), ("light.b", "on")})),
    ],
)
def test_who_cannot_have_done_it_is_not_asked(other: ExistingAutomation) -> None:
    assert told(CLOCK, other) == {"automation.clock": [7, 10, 12]}


def test_an_effect_of_any_state_may_be_this_one() -> None:
    anything = replace(DOOR, effects=frozenset({("light.a", "*")}))
    assert told(anything) == {"automation.door": [7, 10, 12]}
    assert told(CLOCK, anything) == {"automation.clock": [7], "automation.door": [10]}


def test_what_people_do_is_no_run() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.add(0, "07:00:01", "light.a", "on")
    assert told(CLOCK, diary=diary) == {}
    assert told(diary=diary) == {}


def test_an_automation_keeps_time_by_clock_or_sun() -> None:
    home = Home(BERLIN, automations=(CLOCK,))
    timeline = Timeline.of(a_day().log(home))
    stays = Stays.of(timeline)
    for automation, timed in ((CLOCK, True), (SUNSET, True), (DOOR, False)):
        runs = list(runs_of(replace(home, automations=(automation,)), timeline, stays))
        assert [one.timed for one in runs] == [timed]
        assert [one.alone for one in runs] == [True]
