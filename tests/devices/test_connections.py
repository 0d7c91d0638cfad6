"""What automations connect already."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.connections import Connections
from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import Config, References
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from tests.devices.linked import automation
from tests.mining.build import HOME

MOTION, LAMP = "binary_sensor.motion", "light.hall"
GROUPS = {"light.all": (LAMP, "light.more"), "light.house": ("light.all",), "group.any": (MOTION,)}
HOUSE = References(
    areas={"hall": (LAMP, MOTION)},
    groups=GROUPS,
    scenes={"scene.evening": {LAMP: "on"}},
    scripts={
        "script.light": {"sequence": [{"action": "light.turn_on", "target": {"entity_id": LAMP}}]},
        "script.both": {"sequence": [{"action": "script.light"}]},
    },
)
UPON = {"trigger": "state", "entity_id": MOTION}
LIT = {"action": "light.turn_on", "target": {"entity_id": LAMP}}


def connections(*automations: ExistingAutomation, home: Home = HOME) -> Connections:
    return Connections.of(replace(home, automations=automations))


def of_config(config: Config) -> Connections:
    found = existing_automation("automation.a", "A", config, HOUSE)
    return connections(found, home=replace(HOME, groups=GROUPS))


@pytest.mark.parametrize(
    "config",
    [
        {"triggers": [UPON], "actions": [LIT]},
        {"triggers": [UPON], "actions": [{"delay": 5}, {"if": [], "then": [LIT]}]},
        {"triggers": [{"trigger": "state", "entity_id": "group.any"}], "actions": [LIT]},
        {
            "triggers": [UPON],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.house"}}],
        },
        {
            "triggers": [UPON],
            "actions": [{"action": "light.turn_on", "target": {"area_id": "hall"}}],
        },
        {"triggers": [UPON], "actions": [{"action": "script.both"}]},
        {"triggers": [UPON], "actions": [{"scene": "scene.evening"}]},
        {
            "triggers": [UPON],
            "actions": [{**LIT, "action": "light.turn_{{ 'on' if dark else 'off' }}"}],
        },
        {
            "triggers": [{"trigger": "time", "at": "22:00"}],
            "conditions": [{"condition": "state", "entity_id": MOTION, "state": "on"}],
            "actions": [LIT],
        },
        {
            "triggers": [{"trigger": "time_pattern", "minutes": "/5"}],
            "conditions": f"{{{{ is_state('{MOTION}', 'on') }}}}",
            "actions": [LIT],
        },
        {
            "triggers": [
                {"trigger": "template", "value_template": f"{{{{ states.{MOTION}.state }}}}"}
            ],
            "actions": [LIT],
        },
        {"triggers": [], "actions": [{"wait_for_trigger": [UPON]}, LIT]},
        {
            "triggers": [{"trigger": "motion.detected", "target": {"area_id": "hall"}}],
            "actions": [LIT],
        },
    ],
)
def test_whatever_hears_the_one_and_moves_the_other_connects_them(config: Config) -> None:
    found = of_config(config)
    assert found.connects([MOTION], [LAMP])
    assert found.hears([MOTION])


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"triggers": [UPON], "actions": [{"action": "notify.notify"}]},
        {"triggers": [{"trigger": "sun", "event": "sunset"}], "actions": [LIT]},
        {
            "triggers": [UPON],
            "conditions": [{"condition": "state", "entity_id": LAMP, "state": "off"}],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.other"}}],
        },
        # All of the hall is switched off at night: that looks at no sensor of it.
        {
            "triggers": [{"trigger": "time", "at": "23:00"}],
            "actions": [{"action": "light.turn_off", "target": {"area_id": "hall"}}],
        },
    ],
)
def test_whatever_lacks_the_one_or_the_other_does_not(config: Config) -> None:
    assert not of_config(config).connects([MOTION], [LAMP])


def test_two_automations_do_not_connect_what_each_has_one_side_of() -> None:
    found = connections(automation([MOTION], "light.other"), automation(["sensor.lux"], LAMP))
    assert not found.connects([MOTION], [LAMP])
    assert found.connects([MOTION, "sensor.lux"], [LAMP])
    assert found.connects([MOTION], [LAMP, "light.other"])


def test_one_that_is_switched_off_connects_too() -> None:
    assert connections(automation([MOTION], LAMP, enabled=False)).connects([MOTION], [LAMP])


def test_what_an_automation_mentions_is_heard() -> None:
    assert connections(automation([], LAMP, mentions=[MOTION])).connects([MOTION], [LAMP])


def test_groups_that_hold_each_other_are_no_endless_search() -> None:
    home = replace(HOME, groups={"group.a": ("group.b",), "group.b": ("group.a", LAMP)})
    assert connections(automation([MOTION], "group.a"), home=home).connects([MOTION], [LAMP])


@pytest.mark.parametrize("heard", ["person.ann", "device_tracker.phone", "zone.home", "zone.work"])
def test_who_listens_to_people_knows_when_the_last_one_leaves(heard: str) -> None:
    found = connections(automation([heard], "lock.door"))
    assert found.connects(["zone.home"], ["lock.door"])
    assert found.hears(["zone.home"])
    assert not found.connects([MOTION], ["lock.door"])
    assert not connections(automation([MOTION], "lock.door")).connects(["zone.home"], ["lock.door"])


def test_a_home_without_automations_connects_nothing() -> None:
    assert not connections().connects([MOTION], [LAMP])
    assert not connections().hears([MOTION])
