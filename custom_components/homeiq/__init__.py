"""HomeIQ: proven automations from the habits of a home."""

from pathlib import Path

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from custom_components.homeiq.accepting import async_recover_accepted
from custom_components.homeiq.actions import async_register_actions
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN, LOGGER, PLATFORMS
from custom_components.homeiq.coordinator import HomeIQConfigEntry, HomeIQCoordinator
from custom_components.homeiq.issues import (
    async_delete_issues,
    async_on_ignored,
    async_report_set_aside,
)
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.store.database import remove_database
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    async_register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: HomeIQConfigEntry) -> bool:
    """Open the database, show what earlier runs left and schedule the next."""
    store = Store(_database(hass))
    try:
        aside = await store.async_open()
        coordinator = HomeIQCoordinator(hass, entry, store)
        await coordinator.async_restore()
    except StoreError as err:
        await store.async_close()
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="store_failed",
            translation_placeholders={"error": await async_told(hass, err)},
        ) from err
    except BaseException:
        # Nobody unloads what was not set up, and the next try opens the file anew.
        await store.async_close()
        raise
    if aside is not None:
        async_report_set_aside(hass, aside)
    entry.runtime_data = coordinator

    async def close(_event: Event) -> None:
        await store.async_close()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close))
    entry.async_on_unload(async_on_ignored(hass, coordinator.async_heed_ignored))
    await async_recover_accepted(coordinator)
    await coordinator.async_heed_ignored()
    await coordinator.async_wake(dt_util.utcnow())
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_schedule()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: HomeIQConfigEntry) -> bool:
    """End what goes on and let go of the database."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await entry.runtime_data.async_stop()
    await entry.runtime_data.store.async_close()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: HomeIQConfigEntry) -> None:
    """Leave nothing behind."""
    async_delete_issues(hass)
    try:
        await hass.async_add_executor_job(remove_database, _database(hass))
    except StoreError as err:
        LOGGER.error("%s", err)  # the text is the cause


def _database(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(DATABASE_FILE))
