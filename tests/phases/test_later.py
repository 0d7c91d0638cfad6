"""Phases that have nothing to do yet."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.phases.later import CONTEXT, FEATURES, SYNERGIES
from custom_components.homeiq.phases.phase import Phase, PhaseSkippedError
from tests.samples import run_of


@pytest.mark.parametrize("phase", [FEATURES, SYNERGIES, CONTEXT])
async def test_they_are_skipped(hass: HomeAssistant, phase: Phase) -> None:
    with pytest.raises(PhaseSkippedError):
        await phase.step(run_of(hass))
    assert not phase.vital
