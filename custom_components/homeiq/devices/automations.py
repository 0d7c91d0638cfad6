"""The automations of a running home, and what they do already."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_ON

from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.taken import Scene, Taken
from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import ANY, Config, References
from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.mining.registry import Registry


def existing_automations(
    taken: Taken, registry: Registry, references: References
) -> tuple[ExistingAutomation, ...]:
    """Return what each automation that is loaded does; a configuration it lacks does nothing.

    Blueprints count with their inputs filled in, and scripts that an automation calls too.
    """
    return tuple(
        existing_automation(
            entity_id,
            registry.entities[entity_id].name if entity_id in registry.entities else entity_id,
            config,
            references,
            enabled=_is_on(taken, entity_id),
        )
        for entity_id, config in taken.automations.items()
    )


def configs(taken: Taken) -> tuple[Config, ...]:
    """Return the configurations of all automations and scripts that are loaded, as people write."""
    return (*taken.automations.values(), *taken.scripts.values())


def scenes(taken: Taken) -> tuple[Mapping[str, Mapping[str, object]], ...]:
    """Return what each scene sets: attributes, and the state as one of them, by entity id."""
    return tuple(
        {entity_id: _with_state(state) for entity_id, state in scene.items()}
        for scene in taken.scenes.values()
    )


def references_of(taken: Taken, registry: Registry) -> References:
    """Return what the ids in configurations stand for."""
    return registry.references(
        scripts=taken.scripts,
        scenes={entity_id: _states(scene) for entity_id, scene in taken.scenes.items()},
    )


def _is_on(taken: Taken, entity_id: str) -> bool:
    state = taken.states.get(entity_id)
    return state is not None and state.state == STATE_ON


def _states(scene: Scene) -> dict[str, str]:
    return {entity_id: getattr(state, "state", ANY) for entity_id, state in scene.items()}


def _with_state(state: Any) -> dict[str, object]:
    attributes = getattr(state, "attributes", None)
    shown = {STATE: getattr(state, "state", None)}
    return {**attributes, **shown} if isinstance(attributes, Mapping) else shown
