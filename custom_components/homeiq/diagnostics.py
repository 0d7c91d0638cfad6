"""What helps to find out why HomeIQ does what it does, without telling how people live."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from custom_components.homeiq.coordinator import HomeIQConfigEntry, HomeIQCoordinator
from custom_components.homeiq.history.archive import Archive, Day
from custom_components.homeiq.report import CausedError

# Names, habits and times of the home, and what opens its servers; what remains are kinds, counts
# and figures. URLs of servers are kept without credentials.
TO_REDACT: Final = {
    "area_ids",
    "automation",
    "automation_id",
    "automation_users",
    "ca_certificate",
    "description",
    "dismiss_reason",
    "entity_id",
    "entity_ids",
    "examples",
    "excluded_areas",
    "excluded_entities",
    "excluded_labels",
    "key",
    "organization",
    "password",
    "rationale",
    "refinements",
    "text",
    "title",
    "token",
    "username",
    "warnings",
}
_RUNS: Final = 10


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: HomeIQConfigEntry
) -> dict[str, Any]:
    """Return settings, latest runs and the figures of the archive and of all suggestions."""
    coordinator = entry.runtime_data
    suggestions = coordinator.suggestions
    found: dict[str, Any] = async_redact_data(
        {
            "data": dict(entry.data),
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
        "archive": await _async_archive(coordinator.store.archive),
        "statuses": dict(Counter(each.status.value for each in suggestions)),
        "words": _words(coordinator),
        "care": async_redact_data([each.as_dict() for each in coordinator.data.care], TO_REDACT),
        "phase": coordinator.data.phase,
        "error": coordinator.data.error,
    }


def _words(coordinator: HomeIQCoordinator) -> dict[str, Any]:
    """Return who words how many suggestions, and what that has cost this month."""
    spending = coordinator.data.spending
    return {
        "by": dict(Counter(each.wording.source for each in coordinator.suggestions)),
        "tokens": None if spending is None else spending.bill.tokens.as_dict(),
        "cost_usd": None if spending is None else round(spending.bill.cost_usd, 6),
    }


async def _async_archive(archive: Archive) -> dict[str, Any]:
    """Return how many days are kept, from when to when, and which sources told of how many."""
    try:
        days = await archive.days()
    except CausedError as err:
        return {"error": str(err)}
    return {
        "days": len(days),
        "whole": sum(day.is_whole for day in days),
        "first": _date(days[0]) if days else None,
        "last": _date(days[-1]) if days else None,
        "asked": dict(sorted(Counter(key for day in days for key in _asked(day)).items())),
    }


def _date(day: Day) -> str:
    return datetime.fromtimestamp(day.start, UTC).date().isoformat()


def _asked(day: Day) -> set[str]:
    """Return the sources that were asked of a day, without which of their kind."""
    return {mark.partition(" ")[0] for mark in day.asked}
