"""What could switch itself off."""

from dataclasses import replace

import pytest

from tests.devices.opportunities.cases import CASES, device_of, lived, setting_of

(CASE,) = CASES["auto_off"]


def test_what_is_left_on_for_hours_may_switch_itself_off() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.recipe is None
    assert (idea.reason.count, idea.reason.value) == (21, "3")


@pytest.mark.parametrize(("hours", "each_days"), [(2, 1), (4, 11)])
def test_what_is_seldom_left_on_gives_nothing(hours: float, each_days: int) -> None:
    home = lived(("09:00", "switch.plug", "off", "on"), each_days=each_days, lasts=hours * 3600)
    assert replace(CASE, lived=home).idea() is None


def test_what_cannot_be_left_on_gives_nothing() -> None:
    device = device_of(setting_of("number.plug_countdown", "0"))
    assert replace(CASE, device=device).idea() is None
