"""A lamp that could be of any colour."""

from dataclasses import replace

import pytest

from tests.devices.opportunities.cases import CASES, lived

(CASE,) = CASES["colour"]


def test_it_is_advice_for_a_lamp_of_the_evening() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.recipe is None
    assert idea.reason.count == 21


@pytest.mark.parametrize(("clock", "each_days"), [("08:00", 1), ("20:00", 11)])
def test_a_lamp_that_is_not_used_in_the_evening_needs_no_colour(clock: str, each_days: int) -> None:
    home = lived((clock, "light.lamp", "off", "on"), each_days=each_days)
    assert replace(CASE, lived=home).idea() is None
