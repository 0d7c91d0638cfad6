"""What stands on the repairs page, and what Home Assistant's own Ignore there means."""

from collections.abc import Callable, Container, Coroutine, Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import CONF_INFLUXDB, DOMAIN
from custom_components.homeiq.history.gather import ARCHIVE, Trouble
from custom_components.homeiq.history.influxdb.errors import InfluxProblem
from custom_components.homeiq.history.influxdb.source import InfluxSource
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.options import Options
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.refusals import async_let_in, async_refused
from custom_components.homeiq.report import PhaseStatus, RunReport, RunStatus
from custom_components.homeiq.showing import waiting
from custom_components.homeiq.store.connections import SetAside
from custom_components.homeiq.suggestions.lifecycle import dismiss, restore
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

ARCHIVE_UNWRITABLE: Final = "archive_unwritable"
DATABASE_SET_ASIDE: Final = "database_set_aside"
INFLUXDB_UNREACHABLE: Final = "influxdb_unreachable"
NO_HISTORY: Final = "no_history"
IGNORED: Final = "ignored"  # the reason of what was dismissed by Home Assistant's own Ignore

_PREFIX: Final = "suggestion_"
# What is raised where a source cannot be read, or the archive cannot be written.
_ISSUES: Final = {
    RecorderSource.key: NO_HISTORY,
    InfluxSource.key: INFLUXDB_UNREACHABLE,
    ARCHIVE: ARCHIVE_UNWRITABLE,
}


def issue_id(suggestion_id: str) -> str:
    """Return the id of a suggestion's issue."""
    return f"{_PREFIX}{suggestion_id}"


@callback
def async_sync_issues(
    hass: HomeAssistant, suggestions: tuple[Suggestion, ...], options: Options
) -> None:
    """Show the best that wait as issues; `suggestions` come best first."""
    registry = ir.async_get(hass)
    shown = {
        issue_id(each.id): each
        for each in (
            *waiting(suggestions)[: options.repairs_shown],
            # What was ignored stays where people can take it back.
            *(each for each in suggestions if _is_ignored(registry, each)),
        )
    }
    async_delete_others(hass, _PREFIX, shown)
    for an_id, suggestion in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            an_id,
            data={"suggestion_id": suggestion.id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="suggestion",
            translation_placeholders=placeholders(suggestion),
        )


def placeholders(suggestion: Suggestion) -> dict[str, str]:
    """Return what the texts of a suggestion's issue are filled with."""
    told = (suggestion.wording.rationale, *(f"⚠️ {text}" for text in suggestion.warnings))
    return {
        "title": suggestion.wording.title,
        "description": suggestion.wording.description,
        "evidence": "\n\n".join(told),
    }


@callback
def async_heeded(hass: HomeAssistant, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the suggestions that Ignore, or taking it back, has changed."""
    registry = ir.async_get(hass)
    now = dt_util.utcnow()
    changed = []
    for each in suggestions:
        issue = registry.async_get_issue(DOMAIN, issue_id(each.id))
        if issue is None:
            continue
        ignored = issue.dismissed_version is not None
        if ignored and each.status is Status.DRAFT:
            changed.append(dismiss(each, IGNORED, now))
        elif not ignored and each.status is Status.DISMISSED and each.dismiss_reason == IGNORED:
            changed.append(restore(each, now))
    return tuple(changed)


@callback
def async_on_ignored(
    hass: HomeAssistant, heed: Callable[[], Coroutine[Any, Any, None]]
) -> CALLBACK_TYPE:
    """Call `heed` whenever Ignore may have been pressed or taken back; return how to stop."""

    @callback
    def concerns_us(data: ir.EventIssueRegistryUpdatedData) -> bool:
        return data["domain"] == DOMAIN and data["action"] == "update"

    async def updated(_event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        await heed()

    return hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, updated, event_filter=concerns_us
    )


def _is_ignored(registry: ir.IssueRegistry, suggestion: Suggestion) -> bool:
    if suggestion.status is not Status.DISMISSED or suggestion.dismiss_reason != IGNORED:
        return False
    return registry.async_get_issue(DOMAIN, issue_id(suggestion.id)) is not None


@callback
def async_report_history(hass: HomeAssistant, report: RunReport) -> None:
    """Raise an issue where a run failed of a history that could not be read."""
    events = next((phase for phase in report.phases if phase.name == "events"), None)
    if events is None or events.status is not PhaseStatus.FAILED:
        return
    if report.status is RunStatus.FAILED:  # else it was stopped for its time: nothing is broken
        _report(hass, NO_HISTORY, ir.IssueSeverity.ERROR, events.detail or "")


async def async_report_troubles(
    hass: HomeAssistant, entry: ConfigEntry, troubles: Iterable[Trouble]
) -> None:
    """Raise an issue for each part of the history that a run had to do without.

    Those of what it had are taken back. Where InfluxDB refuses what opens it, that is asked for.
    """
    errors = {trouble.key: trouble.error for trouble in troubles}
    for key, an_id in _ISSUES.items():
        if (error := errors.get(key)) is None:
            ir.async_delete_issue(hass, DOMAIN, an_id)
            continue
        _report(hass, an_id, ir.IssueSeverity.WARNING, await async_told(hass, error))
    influx = errors.get(InfluxSource.key)
    if influx is None:  # it could be read, or is no longer configured
        async_let_in(hass, entry, CONF_INFLUXDB)
    elif influx.key in {InfluxProblem.UNAUTHORIZED, InfluxProblem.FORBIDDEN}:
        async_refused(hass, entry, CONF_INFLUXDB)


@callback
def _report(hass: HomeAssistant, an_id: str, severity: ir.IssueSeverity, error: str) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        an_id,
        is_fixable=False,
        severity=severity,
        translation_key=an_id,
        translation_placeholders={"error": error},
    )


@callback
def async_report_set_aside(hass: HomeAssistant, aside: SetAside) -> None:
    """Tell that the database could not be used and a new one was started."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        DATABASE_SET_ASIDE,
        is_fixable=True,
        is_persistent=True,  # until somebody has read it
        severity=ir.IssueSeverity.ERROR,
        translation_key=DATABASE_SET_ASIDE,
        translation_placeholders={"file": str(aside.path), "problem": aside.problem},
    )


@callback
def async_delete_issues(hass: HomeAssistant) -> None:
    """Take back all issues."""
    async_delete_others(hass, "", ())


@callback
def async_delete_others(hass: HomeAssistant, prefix: str, kept: Container[str]) -> None:
    """Take back all issues whose ids begin so, but for some."""
    for domain, an_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and an_id.startswith(prefix) and an_id not in kept:
            ir.async_delete_issue(hass, DOMAIN, an_id)
