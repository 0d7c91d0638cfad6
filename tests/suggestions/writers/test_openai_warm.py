"""What is done once beside the event loop; what that spares is tested with the provider."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.suggestions.writers.openai_warm import is_warm, warm


async def test_it_is_done_once_and_by_no_wire(hass: HomeAssistant) -> None:
    """Sockets are blocked here."""
    warm.cache_clear()
    assert not is_warm()
    await hass.async_add_executor_job(warm)
    assert is_warm()
    warm()
    assert warm.cache_info().misses == 1
