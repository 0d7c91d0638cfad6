"""Which automations of the home HomeIQ has made of suggestions."""

from collections.abc import Iterable

from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from custom_components.homeiq.devices.taken import async_automations
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion


def wards(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the accepted suggestions whose automation is known."""
    return tuple(
        each
        for each in suggestions
        if each.status is Status.ACCEPTED and each.automation_id is not None
    )


@callback
def async_ours(hass: HomeAssistant, suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """Return what HomeIQ has made automations of that are still there, by their entity ids.

    Who takes one out of the file by hand leaves an entity in the registry, but no automation.
    """
    registry, loaded = er.async_get(hass), async_automations(hass)
    ours: dict[str, Suggestion] = {}
    for ward in wards(suggestions):
        automation_id = ward.automation_id or ""
        entity_id = registry.async_get_entity_id(AUTOMATION, AUTOMATION, automation_id)
        if entity_id is not None and entity_id in loaded:
            ours[entity_id] = ward
    return ours
