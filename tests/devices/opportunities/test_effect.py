"""A lamp with effects."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.capability import Capability
from tests.devices.opportunities.cases import CASES, lived

(CASE,) = CASES["effect"]


def test_three_effects_are_named_the_beautiful_first_and_what_ends_one_is_none() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.reason.values == ("candle", "fire", "blink")
    assert idea.recipe is None


def test_it_is_always_worth_a_line_but_little() -> None:
    used, unused = CASE.idea(), replace(CASE, lived=lived()).idea()
    assert used is not None
    assert unused is not None
    assert unused.impact < used.impact < 0.5


@pytest.mark.parametrize("values", [(), ("None",), ("off", "stop_effect", "finish_effect")])
def test_a_lamp_without_real_effects_gives_nothing(values: tuple[str, ...]) -> None:
    capability = Capability("light.effect", ("light.lamp",), values)
    assert replace(CASE, capability=capability).idea() is None


def test_effects_that_only_messages_reach_count_too() -> None:
    capability = Capability("light.effect", values=("blink",))
    idea = replace(CASE, capability=capability).idea()
    assert idea is not None
    assert idea.reason.count == 21
