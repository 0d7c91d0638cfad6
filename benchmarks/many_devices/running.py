"""A real Home Assistant, in this process, that has the home's devices and its history."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
from typing import Final

from homeassistant.components.recorder import CONF_COMMIT_INTERVAL, CONF_DB_URL
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.recorder import async_initialize_recorder, get_instance
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from benchmarks.many_devices.automations import automations, scenes, scripts
from benchmarks.many_devices.home import (
    FLOORS,
    MODELS,
    ROOMS,
    ZIGBEE,
    Placed,
    devices,
    floor_of,
    room_name,
)
from benchmarks.many_devices.lived import PEOPLE
from benchmarks.many_devices.parts import Part

TIME_ZONE: Final = "Europe/Berlin"
_PLACE: Final = (52.5, 13.4)
_COMMIT_SECONDS: Final = 1


@asynccontextmanager
async def running(folder: Path, database: Path) -> AsyncIterator[HomeAssistant]:
    """Yield it with all devices there, and the recorder on a database; it is stopped at the end."""
    async with async_test_home_assistant(config_dir=str(folder)) as hass:
        try:
            await hass.config.async_set_time_zone(TIME_ZONE)
            hass.config.latitude, hass.config.longitude = _PLACE
            _fill(hass)
            await _set_up(hass, database)
            yield hass
        finally:
            await hass.async_stop(force=True)


def _fill(hass: HomeAssistant) -> None:
    """Register and show all that there is."""
    floors = [fr.async_get(hass).async_create(name).floor_id for name in FLOORS]
    areas = [
        ar.async_get(hass).async_create(room_name(room), floor_id=floors[floor_of(room)]).id
        for room in range(ROOMS)
    ]
    entries: dict[str, MockConfigEntry] = {}
    for domain in {model.integration for model in MODELS}:
        entries[domain] = MockConfigEntry(domain=domain, state=ConfigEntryState.LOADED)
        entries[domain].add_to_hass(hass)
    for one in devices():
        _register(hass, one, entries[one.model.integration], areas[one.room])
    for person in range(PEOPLE):
        hass.states.async_set(f"person.resident_{person}", "home")
    hass.states.async_set("zone.home", str(PEOPLE))


def _register(hass: HomeAssistant, one: Placed, entry: MockConfigEntry, area_id: str) -> None:
    model = one.model
    name = f"zigbee2mqtt_{one.address}" if model.integration == ZIGBEE else one.address
    registry = dr.async_get(hass)
    device = registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(model.integration, name)},
        manufacturer=model.manufacturer,
        model=model.model,
        name=one.name,
        sw_version="1.0.7",
    )
    registry.async_update_device(device.id, area_id=area_id)
    for part in one.parts:
        entity_id = one.entity_id(part)
        er.async_get(hass).async_get_or_create(
            part.domain,
            model.integration,
            one.unique_id(part),
            suggested_object_id=entity_id.partition(".")[2],
            config_entry=entry,
            device_id=device.id,
            capabilities=part.able or None,
            supported_features=part.features,
            entity_category=part.category,
            has_entity_name=True,
            original_device_class=part.device_class,
            original_name=part.name or None,
            unit_of_measurement=part.unit,
        )
        hass.states.async_set(entity_id, part.rest, _shown(one, part))


def _shown(one: Placed, part: Part) -> dict[str, object]:
    told = {
        "friendly_name": f"{one.name} {part.name}".strip(),
        "device_class": part.device_class,
        "unit_of_measurement": part.unit,
        "supported_features": part.features or None,
    }
    known = {name: value for name, value in told.items() if value is not None}
    return {**part.able, **part.shows, **known}


async def _set_up(hass: HomeAssistant, database: Path) -> None:
    """Set up Home Assistant's own components: recorder, automations, scripts and scenes."""
    async_initialize_recorder(hass)
    configured = {
        "recorder": {
            CONF_DB_URL: f"sqlite:///{database}",
            CONF_COMMIT_INTERVAL: _COMMIT_SECONDS,
            "auto_purge": False,
        },
        "script": scripts(),
        "scene": scenes(),
        "automation": automations(),
    }
    for domain in configured:
        if not await async_setup_component(hass, domain, configured):
            raise RuntimeError(f"{domain} cannot be set up")
    await hass.async_block_till_done()
    await get_instance(hass).async_block_till_done()


def bridge_devices() -> bytes:
    """Return what Zigbee2MQTT would keep at the broker as `bridge/devices`."""
    return json.dumps(
        [
            {
                "ieee_address": one.address,
                "type": "Router",
                "supported": True,
                "friendly_name": one.name,
                "disabled": False,
                "definition": {
                    "model": one.model.model,
                    "vendor": one.model.manufacturer,
                    "description": one.model.word,
                    "exposes": one.model.exposes,
                    "options": [],
                },
            }
            for one in devices()
            if one.model.exposes
        ]
    ).encode()
