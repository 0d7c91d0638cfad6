"""Which blueprints of the home do what a run has found."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.blueprints import Template, all_uses, template_of
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.filling import Kind
from custom_components.homeiq.suggestions.suggestion import Suggestion

_AUTOMATION: Final = "automation"
_MOST_TRIED: Final = 3  # of the uses of blueprints that do the same


class Blueprint(Protocol):
    """What Home Assistant reads from the file of a blueprint."""

    data: dict[str, Any]

    @property
    def inputs(self) -> dict[str, Any]:
        """Return the inputs without the sections around them."""

    def validate(self) -> list[str] | None:
        """Return why this Home Assistant cannot use it, if it cannot."""


async def async_with_blueprints(
    run: Run, snapshot: Snapshot, found: tuple[Suggestion, ...]
) -> tuple[Suggestion, ...]:
    """Return suggestions with the use of a blueprint that does the same, where there is one.

    One that they had before is no longer known to fit: it is found again, or gone.
    """
    automations = {each.id: each.automation for each in found if each.automation is not None}
    loaded = await _async_load(run.hass) if automations else {}
    if not loaded:
        return tuple(replace(each, blueprint=None) for each in found)
    used = _used(run.hass)
    kinds = _kinds(run.hass, {one for each in found for one in each.entity_ids})

    def look() -> dict[str, tuple[BlueprintUse, ...]]:
        return all_uses(
            automations,
            _templates(loaded, used),
            snapshot.references,
            kinds,
            snapshot.names,
            run.limits.should_stop,
        )

    by_id = await run.hass.async_add_executor_job(look)
    return tuple(
        [
            replace(each, blueprint=await _async_first(run.hass, each, by_id.get(each.id, ())))
            for each in found
        ]
    )


async def _async_load(hass: HomeAssistant) -> dict[str, Blueprint]:
    """Return the blueprints of the home that can be read, by path."""
    if _AUTOMATION not in hass.config.components:
        return {}
    try:
        loaded = await async_get_blueprints(hass).async_get_blueprints()
    except (OSError, HomeAssistantError) as err:
        LOGGER.info("The blueprints cannot be read: %s", err)
        return {}
    return {
        path: one
        for path, one in loaded.items()
        if one is not None and not isinstance(one, HomeAssistantError)
    }


def _templates(loaded: Mapping[str, Blueprint], used: Mapping[str, int]) -> list[Template]:
    found = []
    for path, blueprint in loaded.items():
        if blueprint.validate():  # it asks for a newer Home Assistant
            continue
        found.append(template_of(path, blueprint.data, blueprint.inputs, used.get(path, 0)))
    return found


@callback
def _used(hass: HomeAssistant) -> Mapping[str, int]:
    """Return by how many automations each blueprint is used, by path."""
    automations = getattr(hass.data.get(_AUTOMATION), "entities", ())
    return Counter(str(getattr(one, "referenced_blueprint", None)) for one in automations)


@callback
def _kinds(hass: HomeAssistant, entity_ids: Iterable[str]) -> dict[str, Kind]:
    """Return what selectors may ask of entities."""
    registry = er.async_get(hass)
    kinds = {}
    for entity_id in entity_ids:
        entry = registry.async_get(entity_id)
        state = hass.states.get(entity_id)
        told: Mapping[str, Any] = state.attributes if state is not None else {}
        features = told.get("supported_features", entry.supported_features if entry else 0)
        device_class = told.get("device_class")
        if device_class is None and entry is not None:
            device_class = entry.device_class or entry.original_device_class
        kinds[entity_id] = Kind(
            device_class=device_class,
            integration=entry.platform if entry is not None else None,
            features=features if isinstance(features, int) else 0,
        )
    return kinds


async def _async_first(
    hass: HomeAssistant, suggestion: Suggestion, uses: Iterable[BlueprintUse]
) -> BlueprintUse | None:
    """Return the first use that Home Assistant would accept."""
    for use in tuple(uses)[:_MOST_TRIED]:
        await asyncio.sleep(0)  # checking one takes milliseconds: others get a turn in between
        texts = {"alias": suggestion.wording.title, "description": suggestion.wording.description}
        problems = await async_check(hass, {**texts, **use.config})
        if not problems:
            return use
        LOGGER.info("A blueprint cannot be used (%s): %s", use.path, problems[0].value)
    return None
