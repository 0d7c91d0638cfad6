"""What helps to find out why HomeIQ does what it does, without telling how people live."""

from collections import Counter
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from custom_components.homeiq.coordinator import HomeIQConfigEntry

# Names, habits and times of the home; what remains are kinds, counts and figures.
TO_REDACT: Final = {
    "area_ids",
    "automation",
    "automation_id",
    "automation_users",
    "description",
    "dismiss_reason",
    "entity_ids",
    "examples",
    "excluded_areas",
    "excluded_entities",
    "excluded_labels",
    "rationale",
    "text",
    "title",
    "warnings",
}
_RUNS: Final = 10


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: HomeIQConfigEntry
) -> dict[str, Any]:
    """Return options, latest runs and the figures of all suggestions."""
    coordinator = entry.runtime_data
    suggestions = coordinator.suggestions
    found: dict[str, Any] = async_redact_data(
        {
            "options": dict(entry.options),
            "runs": [run.as_dict() for run in await coordinator.store.runs(_RUNS)],
            "suggestions": [
                {
                    **each.as_dict(),
                    "domains": sorted({an_id.partition(".")[0] for an_id in each.entity_ids}),
                }
                for each in suggestions
            ],
        },
        TO_REDACT,
    )
    return {
        **found,
        "statuses": dict(Counter(each.status.value for each in suggestions)),
        "phase": coordinator.data.phase,
        "error": coordinator.data.error,
    }
