"""The automations of a running home, and what they do already."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant, callback

from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import Config, References
from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.mining.registry import Registry


@callback
def async_automations(
    hass: HomeAssistant, registry: Registry, references: References
) -> tuple[ExistingAutomation, ...]:
    """Return what each automation that is loaded does; a configuration it lacks does nothing.

    Blueprints count with their inputs filled in, and scripts that an automation calls too.
    """
    return tuple(
        existing_automation(
            entity.entity_id,
            registry.entities[entity.entity_id].name
            if entity.entity_id in registry.entities
            else entity.entity_id,
            _config(entity),
            references,
            enabled=hass.states.is_state(entity.entity_id, STATE_ON),
        )
        for entity in _entities(hass, "automation")
    )


@callback
def async_configs(hass: HomeAssistant) -> tuple[Config, ...]:
    """Return the configurations of all automations and scripts that are loaded, as people write."""
    return tuple(
        _config(entity) for domain in ("automation", "script") for entity in _entities(hass, domain)
    )


@callback
def async_scenes(hass: HomeAssistant) -> tuple[Mapping[str, Mapping[str, object]], ...]:
    """Return what each scene sets: attributes, and the state as one of them, by entity id."""
    return tuple(
        {entity_id: _with_state(state) for entity_id, state in _states_of(scene).items()}
        for scene in _entities(hass, "scene")
    )


@callback
def async_references(hass: HomeAssistant, registry: Registry) -> References:
    """Return what the ids in configurations stand for."""
    return registry.references(
        scripts={script.entity_id: _config(script) for script in _entities(hass, "script")},
        scenes={scene.entity_id: _scene_states(scene) for scene in _entities(hass, "scene")},
    )


def _entities(hass: HomeAssistant, domain: str) -> Iterable[Any]:
    """Return the entities of a domain as Home Assistant's components hold them."""
    component = hass.data.get(domain)
    return list(getattr(component, "entities", ()))


def _config(entity: Any) -> Config:
    config = getattr(entity, "raw_config", None)
    return config if isinstance(config, Mapping) else {}


def _states_of(scene: Any) -> Mapping[str, Any]:
    """Return the states that a scene of Home Assistant's own sets; others don't tell."""
    states = getattr(getattr(scene, "scene_config", None), "states", None)
    return states if isinstance(states, Mapping) else {}


def _scene_states(scene: Any) -> dict[str, str]:
    return {
        entity_id: getattr(state, "state", "*") for entity_id, state in _states_of(scene).items()
    }


def _with_state(state: Any) -> dict[str, object]:
    attributes = getattr(state, "attributes", None)
    shown = {STATE: getattr(state, "state", None)}
    return {**attributes, **shown} if isinstance(attributes, Mapping) else shown
