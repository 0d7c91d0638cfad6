"""What the page on system health tells of HomeIQ."""

from pathlib import Path
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.coordinator import HomeIQConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what is told."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[HomeIQConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    if not entries:
        return {"loaded": False}
    data = entries[0].runtime_data.data
    path = Path(hass.config.path(DATABASE_FILE))
    size = (await hass.async_add_executor_job(path.stat)).st_size
    return {
        "loaded": True,
        "last_run": data.last.started_at if data.last is not None else None,
        "last_status": data.last.status.value if data.last is not None else None,
        "events": data.good.events if data.good is not None else None,
        "days_of_history": data.good.days_of_history if data.good is not None else None,
        "suggestions_waiting": len(data.waiting),
        "database_size": f"{size / 1024 / 1024:.2f} MiB",
    }
