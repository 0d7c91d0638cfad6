"""Phase: what happened in the home."""

from homeassistant.components.recorder import Recorder
from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.phase import PhaseFailedError
from tests.samples import run_of

DAY = 86400


async def test_it_reads_as_many_days_as_the_run_asks_for(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    somebody = MockUser().add_to_hass(hass)
    program = MockUser().add_to_hass(hass)
    now = dt_util.utcnow().timestamp()
    for back, state, who in ((4, "off", None), (3, "on", somebody), (2, "off", program)):
        context = Context(user_id=None if who is None else who.id)
        hass.states.async_set("light.porch", state, context=context, timestamp=now - back * DAY)
    await async_wait_recording_done(hass)
    run = run_of(hass, days=30, options=Options(automation_users=(program.id,)))
    await CAPABILITIES.step(run)
    added = await EVENTS.step(run)
    assert run.log is not None
    assert added.figures == {"events": len(run.log)}
    assert added.detail == f"{len(run.log)} changes in 30 days, 1 of them by hand"
    run.days = 1
    await EVENTS.step(run)
    assert len(run.log) == 0


async def test_without_a_recorder_it_fails_in_words(hass: HomeAssistant) -> None:
    run = run_of(hass)
    await CAPABILITIES.step(run)
    with pytest.raises(PhaseFailedError, match="recorder"):
        await EVENTS.step(run)


async def test_without_the_homes_entities_it_fails_in_words(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseFailedError, match="entities"):
        await EVENTS.step(run_of(hass))


async def test_it_stops_when_it_is_told_to(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    hass.states.async_set("light.porch", "on")
    await async_wait_recording_done(hass)
    limits = Limits()
    limits.stop()
    run = run_of(hass, limits)
    await CAPABILITIES.step(run)
    with pytest.raises(MiningStoppedError):
        await EVENTS.step(run)
    assert run.log is None


def test_without_events_a_run_has_failed() -> None:
    assert EVENTS.vital
