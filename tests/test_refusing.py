"""What somebody is told who asks for something that cannot be."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.publish import async_explained
from custom_components.homeiq.refusing import refused


async def test_a_refusal_is_told_in_its_own_words(hass: HomeAssistant) -> None:
    unknown = await async_explained(hass, refused("unknown_suggestion", suggestion_id="s1"))
    assert unknown == "There is no suggestion with the ID s1."
    assert "not set up" in await async_explained(hass, refused("not_loaded"))
