"""What the page on system health tells of HomeIQ."""

from pathlib import Path
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import get_instance

from custom_components.homeiq.const import (
    CONF_INFLUXDB,
    CONF_WORDING,
    DATABASE_FILE,
    LOGGER,
)
from custom_components.homeiq.coordinator import loaded_coordinator
from custom_components.homeiq.history.archive import Archive
from custom_components.homeiq.history.influxdb.check import async_test
from custom_components.homeiq.history.influxdb.errors import InfluxError
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.suggestions.writers.choice import (
    TEMPLATES,
    ProviderSettings,
    settings_of,
)


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what is told."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    coordinator = loaded_coordinator(hass)
    if coordinator is None:
        return {"loaded": False}
    entry, data = coordinator.config_entry, coordinator.data
    path = Path(hass.config.path(DATABASE_FILE))
    size = (await hass.async_add_executor_job(path.stat)).st_size
    info: dict[str, Any] = {
        "loaded": True,
        "last_run": data.last.started_at if data.last is not None else None,
        "last_status": data.last.status.value if data.last is not None else None,
        "events": data.good.events if data.good is not None else None,
        "days_of_history": data.good.days_of_history if data.good is not None else None,
        "suggestions_waiting": len(data.waiting),
        "database_size": f"{size / 1024 / 1024:.2f} MiB",
        "archived_days": await _async_archived_days(coordinator.store.archive),
        "recorder_database": get_instance(hass).dialect_name,
        "wording": _who_words(settings_of(entry.data.get(CONF_WORDING))),
    }
    if (kept := entry.data.get(CONF_INFLUXDB)) is not None:
        # It may take its time: the page shows the rest meanwhile.
        info["influxdb"] = _async_try_out(hass, InfluxSettings.from_mapping(kept))
    return info


def _who_words(settings: ProviderSettings | None) -> str:
    """Return the provider of words with its model, as far as Home Assistant does not choose it."""
    if settings is None:
        return TEMPLATES
    return ", ".join(each for each in (settings.provider, settings.account.model) if each)


async def _async_archived_days(archive: Archive) -> int | None:
    try:
        return len(await archive.days())
    except CausedError as err:
        LOGGER.warning("The archive cannot be read: %s", err)
        return None


async def _async_try_out(hass: HomeAssistant, settings: InfluxSettings) -> str | dict[str, str]:
    try:
        await async_test(hass, settings)
    except InfluxError as err:
        return {"type": "failed", "error": await async_told(hass, err)}
    return "ok"
