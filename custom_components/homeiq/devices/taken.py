"""What a running home tells at one moment: taken on the event loop, to be looked at elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)

from custom_components.homeiq.mining.effects import Config

type Scene = Mapping[str, Any]  # the states that it sets, by entity id


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """Registries, states and configurations of a home, in collections that nobody changes.

    To go through thousands of entities takes a tenth of a second, which the event loop does not
    have. What is in here may be read in any thread.
    """

    timezone: str
    latitude: float
    longitude: float
    entries: tuple[er.RegistryEntry, ...]
    states: Mapping[str, State]  # by entity id
    devices: tuple[dr.DeviceEntry, ...]
    parts: tuple[dr.ChildDeviceEntry, ...]
    areas: tuple[ar.AreaEntry, ...]
    integrations: Mapping[str, str]  # their domains, by the id of the config entry
    automations: Mapping[str, Config]  # as people write them, by entity id; likewise all others
    scripts: Mapping[str, Config]
    scenes: Mapping[str, Scene]
    labels: Mapping[str, str]  # their names, by id


@callback
def async_take(hass: HomeAssistant) -> Taken:
    """Take what a home tells now; of parts of Home Assistant that look otherwise nothing."""
    devices = dr.async_get(hass)
    return Taken(
        timezone=hass.config.time_zone,
        latitude=hass.config.latitude,
        longitude=hass.config.longitude,
        entries=tuple(er.async_get(hass).entities.values()),
        states={state.entity_id: state for state in hass.states.async_all()},
        devices=tuple(devices.devices),
        parts=tuple(devices.child_devices),
        areas=tuple(ar.async_get(hass).async_list_areas()),
        integrations={one.entry_id: one.domain for one in hass.config_entries.async_entries()},
        automations=async_automations(hass),
        scripts={one.entity_id: _config(one) for one in _entities(hass, "script")},
        scenes={one.entity_id: _scene(one) for one in _entities(hass, "scene")},
        labels={one.label_id: one.name for one in lr.async_get(hass).async_list_labels()},
    )


@callback
def async_automations(hass: HomeAssistant) -> Mapping[str, Config]:
    """Return the automations that are loaded, as people write them, by entity id."""
    return {one.entity_id: _config(one) for one in _entities(hass, "automation")}


def _entities(hass: HomeAssistant, domain: str) -> Iterable[Any]:
    """Return the entities of a domain as Home Assistant's components hold them."""
    component = hass.data.get(domain)
    return tuple(getattr(component, "entities", ()))


def _config(entity: Any) -> Config:
    config = getattr(entity, "raw_config", None)
    return config if isinstance(config, Mapping) else {}


def _scene(scene: Any) -> Scene:
    """Return the states that a scene of Home Assistant's own sets; others don't tell."""
    states = getattr(getattr(scene, "scene_config", None), "states", None)
    return states if isinstance(states, Mapping) else {}
