"""Brightness and blinds."""

import pytest

from custom_components.homeiq.devices.relations.illuminance_cover import ILLUMINANCE_COVER
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import NumericTrigger
from tests.devices.linked import only, patterns, readings, study_of, tried, where
from tests.mining.answering import Answering

BRIGHT, BLIND = "sensor.lux", "cover.blind"


def shaded(peaks: tuple[float, ...], usual: float) -> Answering:
    """Return a blind that is closed when a reading comes to its peak."""
    diary = Answering(rests={"light.other": "off", BLIND: "open"})
    for day in range(28):
        diary.add(day, 3.0, "light.other", ("on", "off")[day % 2], Origin.AUTOMATION)
    readings(diary, BRIGHT, peaks, (BLIND, "closed"), usual=usual)
    return diary


def test_the_blind_goes_down_above_or_below_readings_at_which_people_close_it() -> None:
    found = patterns(ILLUMINANCE_COVER, study_of(shaded((900, 2000, 4000), 300)), BRIGHT, BLIND)
    triggers = [pattern.trigger for pattern in found]
    assert all(isinstance(one, NumericTrigger) for one in triggers)
    sides = {one.key for one in triggers}
    assert sides == {f"{BRIGHT} above", f"{BRIGHT} below"}


@pytest.mark.parametrize(
    ("peaks", "usual", "side"),
    [((900, 2000, 4000), 300, "above"), ((120, 60, 10), 300, "below")],
)
def test_who_closes_it_against_the_sun_or_at_dusk_is_understood(
    peaks: tuple[float, ...], usual: float, side: str
) -> None:
    found = tried(ILLUMINANCE_COVER, shaded(peaks, usual), BRIGHT, BLIND)
    assert found.finding is not None
    assert found.finding.pattern.trigger.key == f"{BRIGHT} {side}"
    assert found.finding.evidence.right >= 26
    assert found.finding.evidence.wrong <= 1


@pytest.mark.parametrize("kind", ["awning", "blind", "curtain", "shade", "shutter"])
def test_what_shades_goes_with_the_brightness_of_its_area(kind: str) -> None:
    assert len(where(ILLUMINANCE_COVER, only(BRIGHT, "illuminance"), only(BLIND, kind))) == 1


@pytest.mark.parametrize("kind", ["door", "garage", "gate", "damper", None])
def test_of_what_shuts_people_out_brightness_is_no_reason(kind: str | None) -> None:
    assert where(ILLUMINANCE_COVER, only(BRIGHT, "illuminance"), only(BLIND, kind)) == []
