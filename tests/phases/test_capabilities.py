"""Phase: what the home consists of."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from tests.samples import run_of


async def test_it_looks_at_the_home_with_what_is_excluded(hass: HomeAssistant) -> None:
    hass.states.async_set("light.porch", "on")
    hass.states.async_set("fan.attic", "off")
    run = run_of(hass, options=Options(excluded_domains=("fan",)))
    added = await CAPABILITIES.step(run)
    assert run.snapshot is not None
    assert "light.porch" in run.snapshot.relevant
    assert "fan.attic" not in run.snapshot.relevant
    assert added.detail == (
        f"{len(run.snapshot.relevant)} entities worth reading, 0 automations,"
        " 1 devices (0 of Zigbee2MQTT) with 0 capabilities"
    )
    assert added.figures == {}
    await run.store.async_close()
