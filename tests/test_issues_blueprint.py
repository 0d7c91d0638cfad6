"""What an issue says of the blueprint that does the same."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.issues_blueprint import async_blueprint_told
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from tests.samples import async_set_up, coordinator_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_what_it_would_do_besides_is_told_by_the_names_of_the_home(
    hass: HomeAssistant,
) -> None:
    hass.states.async_set("light.l1", "off", {"friendly_name": "Night light"})
    use = BlueprintUse("motion.yaml", "Motion", {}, ("light.l1 off", "fan.gone *"))
    entry = await async_set_up(hass, [suggestion_of(1, blueprint=use), suggestion_of(2)])
    coordinator = coordinator_of(entry)
    assert await async_blueprint_told(coordinator, coordinator.known("s1")) == (
        "\n\nYour blueprint “Motion” does this; it would also turn off Night light and change Gone."
    )
    assert await async_blueprint_told(coordinator, coordinator.known("s2")) == ""


async def test_it_is_told_in_the_language_of_suggestions(hass: HomeAssistant) -> None:
    use = BlueprintUse("motion.yaml", "Motion")
    entry = await async_set_up(hass, [suggestion_of(1, blueprint=use)], options={"language": "de"})
    coordinator = coordinator_of(entry)
    told = await async_blueprint_told(coordinator, coordinator.known("s1"))
    assert told == "\n\nDein Blueprint „Motion“ tut dasselbe."
