"""What comes back from a power cut."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.recipe import Branch, Recipe, StartTrigger, Step
from tests.devices.opportunities.cases import CASES, LAMP, device_of, entity_of, setting_of

LIGHT, PLUG = CASES["power_on"]
KEY = "setting.power_on_behavior"
SELECT = "select.lamp_power_on"


@pytest.mark.parametrize(
    "value", ["previous", "PreviousValue", "last_state", "Restore last state", "memory"]
)
def test_whatever_means_the_state_before_is_set_when_home_assistant_starts(value: str) -> None:
    idea = replace(LIGHT, capability=Capability(KEY, (SELECT,), ("off", "on", value))).idea()
    assert idea is not None
    step = Step("select.select_option", SELECT, {"option": value})
    assert idea.recipe == Recipe((Branch(StartTrigger(), (step,)),))
    assert idea.reason.value == value
    assert (idea.reason.count, idea.reason.second) == (21, 22 * 3600)


def test_without_such_a_value_or_a_list_of_values_it_is_advice() -> None:
    plain = replace(LIGHT, capability=Capability(KEY, (SELECT,), ("off", "on"))).idea()
    switch = setting_of("switch.lamp_memory", "off")
    memory = Capability(KEY, ("switch.lamp_memory",), ("previous",))
    switched = replace(LIGHT, device=device_of(LAMP, switch), capability=memory).idea()
    for idea in (plain, switched):
        assert idea is not None
        assert idea.recipe is None


def test_a_plug_counts_by_all_of_its_use_and_less() -> None:
    plug, lamp = PLUG.idea(), LIGHT.idea()
    assert plug is not None
    assert lamp is not None
    assert plug.reason.second == 0
    assert plug.impact < lamp.impact


def test_what_is_set_so_already_or_can_be_neither_on_nor_off_gives_nothing() -> None:
    for entities in (
        (LAMP, setting_of(SELECT, "Previous")),
        (entity_of("sensor.temperature"), setting_of(SELECT, "on")),
    ):
        assert replace(LIGHT, device=device_of(*entities)).idea() is None
