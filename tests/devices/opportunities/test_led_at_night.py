"""An indicator light that may be off at night."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from tests.devices.opportunities.cases import CASES, PLUG, device_of, setting_of

SWITCH, SELECT = CASES["led_at_night"]


@pytest.mark.parametrize(
    ("entity_id", "state", "actions"),
    [
        ("switch.plug_led", "on", ["switch.turn_off", "switch.turn_on"]),
        ("switch.plug_disable_led", "off", ["switch.turn_on", "switch.turn_off"]),
        ("switch.plug_turn_off_led", "off", ["switch.turn_on", "switch.turn_off"]),
        ("switch.led_office_plug_led", "on", ["switch.turn_off", "switch.turn_on"]),
    ],
)
def test_it_is_dark_at_night_whatever_the_switch_means(
    entity_id: str, state: str, actions: list[str]
) -> None:
    device = device_of(PLUG, setting_of(entity_id, state))
    idea = replace(SWITCH, device=device, capability=Capability("setting.led", (entity_id,))).idea()
    assert idea is not None
    assert idea.recipe is not None
    branches = idea.recipe.branches
    assert [branch.steps[0].action for branch in branches] == actions
    assert [getattr(branch.trigger, "second", None) for branch in branches] == [79200, 25200]


@pytest.mark.parametrize(
    ("entity_id", "state"), [("switch.plug_led", "off"), ("switch.plug_disable_led", "on")]
)
def test_what_is_dark_already_gives_nothing(entity_id: str, state: str) -> None:
    device = device_of(PLUG, setting_of(entity_id, state))
    capability = Capability("setting.led", (entity_id,))
    assert replace(SWITCH, device=device, capability=capability).idea() is None


def test_what_is_no_switch_is_advice() -> None:
    idea = SELECT.idea()
    assert idea is not None
    assert idea.recipe is None
