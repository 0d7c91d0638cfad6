"""A real automation that HomeIQ has made of a suggestion, and a lamp that it switches."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import yaml

from custom_components.homeiq.automations.written import written
from custom_components.homeiq.suggestions.suggestion import (
    Status,
    Suggestion,
    automation_id_of,
)
from custom_components.homeiq.suggestions.words import load_words
from tests.samples import suggestion_of

LAMP: Final = "light.l1"


def accepted_of(number: int, **changes: Any) -> Suggestion:
    """Return a suggestion that was accepted, long ago unless told otherwise.

    Its trigger is one that no timer waits for, so that a test may end while it is on.
    """
    suggestion = suggestion_of(number)
    automation = {
        **(suggestion.automation or {}),
        "triggers": [{"trigger": "event", "event_type": "evening"}],
    }
    told = {
        "status": Status.ACCEPTED,
        "accepted_by": "homeiq",
        "automation_id": automation_id_of(suggestion.id),
        "automation": automation,
    }
    return replace(suggestion, **{**told, **changes})


def file_of(hass: HomeAssistant) -> Path:
    """Return where the home keeps its automations."""
    return Path(hass.config.path("automations.yaml"))


def write(hass: HomeAssistant, *configs: dict[str, Any]) -> None:
    """Write the home's automations, as people may have edited them."""
    file_of(hass).write_text(yaml.safe_dump(list(configs)), encoding="utf-8")


def config_of(suggestion: Suggestion, **changes: Any) -> dict[str, Any]:
    """Return the automation of a suggestion as it stands in the file."""
    config = written(suggestion, load_words("en"))
    return {"id": suggestion.automation_id, **(config or {}), **changes}


async def async_automate(hass: HomeAssistant, *suggestions: Suggestion) -> list[str]:
    """Have Home Assistant run the automations of suggestions; return their entity ids."""
    main = Path(hass.config.path("configuration.yaml"))
    main.write_text("automation: !include automations.yaml\n", "utf-8")  # noqa: ASYNC240  # a test
    write(hass, *(config_of(each) for each in suggestions))
    for each in suggestions:
        for entity_id in each.entity_ids:
            hass.states.async_set(entity_id, "off")
    configs = yaml.safe_load(file_of(hass).read_text("utf-8"))
    assert await async_setup_component(hass, "automation", {"automation": configs})
    await hass.async_block_till_done()
    return [entity_of(hass, each) for each in suggestions]


def entity_of(hass: HomeAssistant, suggestion: Suggestion) -> str:
    """Return the entity of a suggestion's automation."""
    assert suggestion.automation_id is not None
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id("automation", "automation", suggestion.automation_id)
    assert entity_id is not None
    return entity_id


async def async_reload(hass: HomeAssistant) -> None:
    """Have the file read again, as after an edit."""
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()


async def async_set_off(hass: HomeAssistant, entity_id: str) -> None:
    """Set an automation's actions off."""
    await hass.services.async_call("automation", "trigger", {"entity_id": entity_id}, blocking=True)
    await hass.async_block_till_done()
