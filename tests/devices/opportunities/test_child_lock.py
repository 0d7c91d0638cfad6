"""Buttons that may be locked at night."""

from dataclasses import replace

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import ClockTrigger
from tests.devices.opportunities.cases import (
    CASES,
    PLUG,
    THERMOSTAT,
    device_of,
    entity_of,
    lived,
    setting_of,
)

SWITCH, SELECT = CASES["child_lock"]
LOCK = "switch.radiator_child_lock"


def test_a_switch_locks_at_night_and_unlocks_in_the_morning() -> None:
    idea = SWITCH.idea()
    assert idea is not None
    assert idea.recipe == Recipe(
        (
            Branch(ClockTrigger(22 * 3600), (Step("switch.turn_on", LOCK),)),
            Branch(ClockTrigger(6 * 3600 + 1800), (Step("switch.turn_off", LOCK),)),
        )
    )


def test_what_is_no_switch_is_advice() -> None:
    idea = SELECT.idea()
    assert idea is not None
    assert idea.recipe is None
    assert idea.reason.count == 2


def test_buttons_that_people_use_at_night_stay_free() -> None:
    home = lived(("23:30", "switch.plug", "on", "off"), origin=Origin.DEVICE)
    assert replace(SELECT, lived=home).idea() is None
    by_app = lived(("23:30", "switch.plug", "on", "off"), origin=Origin.PERSON)
    assert replace(SELECT, lived=by_app).idea() is not None


def test_what_is_locked_already_and_what_has_no_buttons_gives_nothing() -> None:
    for entities in (
        (THERMOSTAT, setting_of(LOCK, "on")),
        (entity_of("light.lamp"), setting_of(LOCK, "off")),
        (entity_of(LOCK),),
    ):
        assert replace(SWITCH, device=device_of(*entities)).idea() is None
    assert replace(SWITCH, device=device_of(PLUG, setting_of(LOCK, "off"))).idea() is not None
