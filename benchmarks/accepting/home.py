"""A small home in a folder, and a real Home Assistant on it, in whichever process asks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any, Final

from homeassistant import bootstrap, config as conf_util, loader
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers.recorder import async_initialize_recorder, get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from tests.samples import async_fill, report_of, suggestion_of

AUTOMATIONS: Final = "automations.yaml"
ENTRY: Final = "01HOMEIQBENCH0000000000000"
CONFIGURATION: Final = """\
homeassistant:
  name: Home
  time_zone: Europe/Berlin
  country: DE
recorder:
  auto_purge: false
automation: !include automations.yaml
"""
_LOOPBACK: Final = {
    "server_host": ["127.0.0.1"],
    "server_port": 0,  # any that is free
    "cors_allowed_origins": [],
    "login_attempts_threshold": -1,
    "ip_ban_enabled": False,
    "ssl_profile": "modern",
    "use_x_frame_options": True,
    "created_at": "2026-01-01T00:00:00+00:00",
    "error": None,
    "error_message": None,
}


async def async_make_home(folder: Path, automations: bytes, suggestions: int) -> None:
    """Write the configuration of a home whose suggestions wait, beside its automations."""
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION, "utf-8")
    (folder / AUTOMATIONS).write_bytes(automations)
    http = {"stable": _LOOPBACK, "pending": None, "yaml_migration_done": True}
    _store(storage, "http", 2, 2, http)
    _store(storage, "core.config_entries", 1, 5, {"entries": [_entry()]})
    # As if it had looked a moment ago, so that no run begins meanwhile.
    report = report_of(started_at=dt_util.utcnow())
    waiting = [suggestion_of(number) for number in range(1, suggestions + 1)]
    await async_fill(folder / DATABASE_FILE, waiting, [report])


def _store(folder: Path, key: str, version: int, minor: int, data: dict[str, Any]) -> None:
    told = {"version": version, "minor_version": minor, "key": key, "data": data}
    (folder / key).write_text(json.dumps(told), "utf-8")


def _entry() -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    return {
        "created_at": at,
        "modified_at": at,
        "data": {},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": DOMAIN,
        "entry_id": ENTRY,
        "minor_version": 1,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": "HomeIQ",
        "unique_id": None,
        "version": 1,
    }


def lamps(suggestions: int) -> Iterator[str]:
    """Yield the entities that the suggestions act on."""
    yield from (f"light.l{number}" for number in range(1, suggestions + 1))


async def async_start(folder: Path, suggestions: int) -> HomeAssistant:
    """Return a Home Assistant that has started; raises where its configuration cannot be read.

    In the order of Home Assistant's own start, without the integrations that every home has:
    they make up most of its time and have nothing to do with automations.
    """
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    loader.async_setup(hass)
    config = await conf_util.async_hass_config_yaml(hass)
    hass.config_entries = ConfigEntries(hass, config)
    await loader.async_get_custom_components(hass)
    await bootstrap.async_load_base_functionality(hass)
    await _async_set_up(hass, "homeassistant", config)
    await async_process_ha_core_config(hass, config["homeassistant"])
    for each in lamps(suggestions):
        hass.states.async_set(each, "off")
    async_initialize_recorder(hass)
    for domain in ("persistent_notification", "recorder", "light", "automation", DOMAIN):
        await _async_set_up(hass, domain, config)
    await hass.async_block_till_done()
    await hass.async_start()
    # Who stops it before its recorder has begun waits a minute.
    await get_instance(hass).async_recorder_ready.wait()
    return hass


async def _async_set_up(hass: HomeAssistant, domain: str, config: dict[str, Any]) -> None:
    if not await async_setup_component(hass, domain, config):
        raise RuntimeError(f"{domain} could not be set up")


@asynccontextmanager
async def started(folder: Path, suggestions: int) -> AsyncIterator[HomeAssistant]:
    """Start a Home Assistant, and stop it in the end as its owner would."""
    hass = await async_start(folder, suggestions)
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)
