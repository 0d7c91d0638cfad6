"""What an automation of the home does already."""

from typing import Any

import pytest

from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.suggestions.duplicates import duplicate_of
from tests.suggestions.homes import TELL, act, automation, clock, home, state

ON, OFF = "light.turn_on", "light.turn_off"
OURS = automation("Ours", state("binary_sensor.door", "on"), act(ON, "light.a"), id="homeiq_s1")


def duplicate(
    existing: ExistingAutomation, ours: ExistingAutomation = OURS
) -> ExistingAutomation | None:
    return duplicate_of(ours, home(existing))


def test_the_same_under_another_name_is_one() -> None:
    theirs = automation("Theirs", state("binary_sensor.door", "on"), act(ON, "light.a"))
    assert duplicate(theirs) == theirs


def test_who_does_more_on_more_occasions_is_one() -> None:
    theirs = automation(
        "Theirs", [clock("07:00"), state("binary_sensor.door")], act(ON, "light.b", "light.a")
    )
    assert duplicate(theirs)


@pytest.mark.parametrize(
    "trigger",
    [
        [state("binary_sensor.door", "off"), state("binary_sensor.door", "on")],
        {"trigger": "device", "entity_id": "binary_sensor.door", "type": "opened"},
        {"trigger": "door.opened", "target": {"entity_id": "binary_sensor.door"}},
        {"trigger": "template", "value_template": "{{ is_state('binary_sensor.door', 'on') }}"},
    ],
)
def test_the_state_that_sets_it_off_may_be_told_in_other_ways(trigger: Any) -> None:
    assert duplicate(automation("Theirs", trigger, act(ON, "light.a")))


@pytest.mark.parametrize(
    "theirs",
    [
        automation("T", state("binary_sensor.window", "on"), act(ON, "light.a")),
        automation("T", state("binary_sensor.door", "off"), act(ON, "light.a")),
        automation("T", state("binary_sensor.door", "on"), act(OFF, "light.a")),
        automation("T", state("binary_sensor.door", "on"), act(ON, "light.b")),
        automation("T", state("binary_sensor.door", "on"), TELL),
        automation("T", state("binary_sensor.door", "on"), act(ON, "light.a"), enabled=False),
        automation("T", [], act(ON, "light.a")),
    ],
)
def test_what_differs_is_none(theirs: ExistingAutomation) -> None:
    assert duplicate(theirs) is None


def test_who_does_only_part_of_it_is_none() -> None:
    ours = automation("Ours", state("binary_sensor.door"), act(ON, "light.a", "light.b"))
    theirs = automation("Theirs", state("binary_sensor.door"), act(ON, "light.a"))
    assert duplicate(theirs, ours) is None
    both = automation("Ours", [clock("07:00"), clock("19:00")], act(ON, "light.a"))
    assert duplicate(automation("Theirs", clock("07:00"), act(ON, "light.a")), both) is None


@pytest.mark.parametrize(
    ("at", "same"), [("07:25:00", True), ("06:31:00", True), ("07:40:00", False)]
)
def test_clock_times_may_be_moved_a_little(at: str, *, same: bool) -> None:
    ours = automation("Ours", clock("07:00:00"), act(ON, "light.a"))
    theirs = automation("Theirs", clock(at), act(ON, "light.a"))
    assert (duplicate(theirs, ours) is not None) is same


def test_scripts_scenes_and_groups_count_for_what_they_do() -> None:
    ours = automation("Ours", state("binary_sensor.door", "on"), act(OFF, "light.a"))
    assert duplicate(automation("T", state("binary_sensor.door"), act("script.dark")), ours)
    theirs = automation("T", state("binary_sensor.door"), act("scene.turn_on", "scene.film"))
    assert duplicate(theirs)
    assert duplicate(automation("T", state("binary_sensor.door"), act(ON, "light.all")))


def test_whoever_does_by_hand_what_a_scene_or_a_group_stands_for_does_the_same() -> None:
    ours = automation("O", state("binary_sensor.door"), act("scene.turn_on", "scene.film"))
    both = (act(ON, "light.a"), act("cover.close_cover", "cover.c"))
    assert duplicate(automation("T", state("binary_sensor.door"), *both), ours)
    assert duplicate(automation("T", state("binary_sensor.door"), both[0]), ours) is None
    ours = automation("O", state("binary_sensor.door"), act(ON, "light.all"))
    assert duplicate(
        automation("T", state("binary_sensor.door"), act(ON, "light.a", "light.b")), ours
    )


def test_of_a_scene_that_nothing_is_known_of_only_its_own_call_is_the_same() -> None:
    ours = automation("O", state("binary_sensor.door"), act("scene.turn_on", "scene.bridge"))
    same = automation("T", state("binary_sensor.door"), act("scene.turn_on", "scene.bridge"))
    other = automation("T", state("binary_sensor.door"), act("scene.turn_on", "scene.film"))
    assert duplicate(same, ours)
    assert duplicate(other, ours) is None


def test_it_is_no_duplicate_of_itself() -> None:
    kept = automation("Kept", state("binary_sensor.door"), act(ON, "light.a"), id="homeiq_s1")
    assert duplicate(kept) is None
    assert duplicate(automation("K", state("binary_sensor.door"), act(ON, "light.a"), id="5"))


def test_what_does_nothing_or_starts_by_nothing_known_has_no_duplicate() -> None:
    theirs = automation("T", state("binary_sensor.door"), act(ON, "light.a"))
    assert duplicate(theirs, automation("O", state("binary_sensor.door"))) is None
    started = automation("O", {"trigger": "homeassistant", "event": "start"}, act(ON, "light.a"))
    assert duplicate(theirs, started) is None


def reminder(name: str, at: Any, *before: Any, **more: Any) -> ExistingAutomation:
    return automation(name, at, *before, TELL, **more)


STILL_OPEN = state("binary_sensor.door", "on", **{"for": {"minutes": 10}})


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        (reminder("T", STILL_OPEN), True),
        (automation("T", STILL_OPEN, {"action": "notify.phone", "data": {}}), True),
        (reminder("T", state("binary_sensor.door", "on"), {"delay": 600}), True),
        (reminder("T", state("binary_sensor.door"), {"delay": 600}), True),
        # At once is no reminder, and that it is closed is another matter.
        (reminder("T", state("binary_sensor.door", "on")), False),
        (reminder("T", state("binary_sensor.door", "off"), {"delay": 600}), False),
        (reminder("T", state("binary_sensor.window", "on"), {"delay": 600}), False),
        (automation("T", STILL_OPEN, act(ON, "light.a")), False),
        (reminder("T", STILL_OPEN, enabled=False), False),
    ],
)
def test_a_reminder_is_known_by_when_it_tells_and_of_what(
    theirs: ExistingAutomation, *, same: bool
) -> None:
    ours = reminder("Ours", STILL_OPEN)
    assert (duplicate(theirs, ours) is not None) is same


def test_a_reminder_at_a_time_is_about_what_it_looks_at() -> None:
    def asks(entity_id: str) -> list[dict[str, str]]:
        return [{"condition": "state", "entity_id": entity_id, "state": "on"}]

    dark = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
    ours = reminder("O", clock("23:00"), conditions=[*asks("binary_sensor.door"), dark])
    same = reminder("T", clock("22:45"), conditions=asks("binary_sensor.door"))
    other = reminder("T", clock("22:45"), conditions=asks("binary_sensor.window"))
    assert duplicate(same, ours)
    assert duplicate(other, ours) is None
