"""A blind that could be half closed."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity
from tests.devices.opportunities.cases import CASES, device_of, lived

(CASE,) = CASES["half_closed"]


def test_it_is_advice_that_counts_how_often_it_is_closed() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.recipe is None
    assert idea.reason.count == 21


@pytest.mark.parametrize(
    ("clock", "each_days", "found"), [("13:00", 1, True), ("20:00", 1, False), ("13:00", 11, False)]
)
def test_it_has_to_be_closed_often_enough(clock: str, each_days: int, *, found: bool) -> None:
    home = lived((clock, "cover.blind", "open", "closed"), each_days=each_days)
    assert (replace(CASE, lived=home).idea() is not None) == found


@pytest.mark.parametrize("kind", ["garage", "gate", "door"])
def test_a_door_is_no_blind(kind: str) -> None:
    door = DeviceEntity("cover.blind", device_class=kind, state="open")
    assert replace(CASE, device=device_of(door)).idea() is None
