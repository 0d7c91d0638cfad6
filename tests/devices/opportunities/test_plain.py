"""What is worth a line where its device is used."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.opportunities.plain import PLAIN
from tests.devices.opportunities.cases import CASES, Case, device_of, entity_of, lived, setting_of

FIRST = [CASES[rule.name][0] for rule in PLAIN]


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.rule)
def test_it_is_advice_of_little_worth_with_a_few_values(case: Case) -> None:
    idea = case.idea()
    assert idea is not None
    assert idea.recipe is None
    assert idea.impact < 0.3
    assert idea.reason.values == case.capability.values[:3]


@pytest.mark.parametrize(
    "case", [case for case in FIRST if case.lived.begins(case.device.entities[0].entity_id)]
)
def test_a_device_that_nobody_uses_gives_nothing(case: Case) -> None:
    assert replace(case, lived=lived()).idea() is None


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.rule)
def test_another_kind_of_device_gives_nothing(case: Case) -> None:
    assert replace(case, device=device_of(entity_of("button.press"))).idea() is None


@pytest.mark.parametrize(("state", "found"), [("0", True), ("0.0", True), ("-1.5", False)])
def test_an_offset_that_somebody_has_set_is_left_alone(state: str, *, found: bool) -> None:
    (case,) = CASES["calibration"]
    device = device_of(entity_of("sensor.temperature"), setting_of("number.offset", state))
    assert (replace(case, device=device).idea() is not None) == found
