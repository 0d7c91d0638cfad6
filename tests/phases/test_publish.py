"""Phase: show people what there is now."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.phases.publish import PUBLISH
from tests.samples import FakeMemory, run_of


async def test_it_shows_what_is_kept(hass: HomeAssistant) -> None:
    memory = FakeMemory()
    added = await PUBLISH.step(run_of(hass, memory=memory))
    assert memory.shown == 1
    assert added.figures == {}
