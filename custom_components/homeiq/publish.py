"""What the rest of Home Assistant hears of a run."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.signal_type import SignalTypeFormat

from custom_components.homeiq.const import DOMAIN, EVENT_ANALYSIS_COMPLETED
from custom_components.homeiq.report import CausedError, PhaseStatus, RunReport, RunStatus
from custom_components.homeiq.suggestions.suggestion import Suggestion

# An event of the event entity: its type and its attributes.
SIGNAL_ANALYSIS: Final = SignalTypeFormat[str, dict[str, Any]]("homeiq_analysis_{}")

COMPLETED: Final = "completed"
FAILED: Final = "failed"
NEW_SUGGESTION: Final = "new_suggestion"

_RUN_FAILED: Final = "run_failed"  # the key of its text

# The recorder drops the data of an event above 32 KiB.
_EVENT_BYTES: Final = 30 * 1024
_TEXT_LENGTH: Final = 500


@callback
def async_announce(
    hass: HomeAssistant, entry_id: str, report: RunReport, fresh: Iterable[Suggestion]
) -> None:
    """Fire the bus event, and those of the event entity: what is new, then how the run ended."""
    hass.bus.async_fire(EVENT_ANALYSIS_COMPLETED, event_data(report))
    signal = SIGNAL_ANALYSIS.format(entry_id)
    for suggestion in fresh:
        async_dispatcher_send(
            hass,
            signal,
            NEW_SUGGESTION,
            {
                "run_id": report.run_id,
                "suggestion_id": suggestion.id,
                "title": suggestion.wording.title,
                "confidence": suggestion.confidence,
            },
        )
    async_dispatcher_send(
        hass,
        signal,
        FAILED if report.status is RunStatus.FAILED else COMPLETED,
        {
            "run_id": report.run_id,
            "status": report.status.value,
            "suggestions_generated": report.suggestions_generated,
            "reason": report.reason,
        },
    )


def event_data(report: RunReport) -> dict[str, Any]:
    """Return the report, cut so that the recorder keeps it: the last near misses go first."""
    data = report.as_dict()
    misses: list[dict[str, Any]] = data["near_misses"]
    while misses and len(json_bytes(data)) > _EVENT_BYTES:
        del misses[len(misses) // 2 :]
    if len(json_bytes(data)) > _EVENT_BYTES:
        data["reason"] = _cut(data["reason"])
        for phase in data["phases"]:
            phase["detail"] = _cut(phase["detail"])
    return data


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _TEXT_LENGTH else f"{text[:_TEXT_LENGTH]}…"


async def async_reason(hass: HomeAssistant, report: RunReport) -> str | None:
    """Return why a run suggests nothing, in a sentence; None where it does."""
    if report.reason is not None or report.suggestions_generated:
        return report.reason
    failed = next((phase for phase in report.phases if phase.status is PhaseStatus.FAILED), None)
    if failed is None:
        return None
    text = await _async_text(hass, _RUN_FAILED)
    return text and text.replace("{error}", failed.detail or failed.name)


async def async_told(hass: HomeAssistant, error: CausedError) -> str:
    """Return what went wrong in the language of Home Assistant, else in English."""
    if error.key is None or (text := await _async_text(hass, error.key)) is None:
        return str(error)
    for name, value in error.values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


async def async_explained(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """Return what an action has raised in the language of Home Assistant, else in English."""
    values = dict(error.translation_placeholders or {})
    return await async_told(hass, CausedError(str(error), error.translation_key, **values))


async def _async_text(hass: HomeAssistant, key: str) -> str | None:
    texts = await async_get_translations(hass, hass.config.language, "exceptions", [DOMAIN])
    return texts.get(f"component.{DOMAIN}.exceptions.{key}.message")
