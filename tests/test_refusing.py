"""What somebody is told who asks for something that cannot be."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.homeiq.publish import async_explained
from custom_components.homeiq.refusing import failed, refused


async def test_a_refusal_is_told_in_its_own_words(hass: HomeAssistant) -> None:
    unknown = await async_explained(hass, refused("unknown_suggestion", suggestion_id="s1"))
    assert unknown == "There is no suggestion with the ID s1."
    assert "not set up" in await async_explained(hass, refused("not_loaded"))


async def test_so_is_what_did_not_come_about_and_nobody_who_asks_is_to_blame(
    hass: HomeAssistant,
) -> None:
    error = failed("store_failed", error="The disk is full.")
    assert not isinstance(error, ServiceValidationError)
    assert (await async_explained(hass, error)).endswith("The disk is full.")
