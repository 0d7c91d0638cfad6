"""Suggestions and reports made by hand, and an entry that is set up with them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.phase import Change, Run
from custom_components.homeiq.report import (
    LAST_PHASE,
    PhaseReport,
    PhaseStatus,
    RunReport,
    RunStatus,
)
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Suggestion,
    SuggestionType,
    Wording,
)

LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def pattern_of(number: int) -> Pattern:
    """Return a habit of switching a lamp at a time of day."""
    return Pattern("time_of_day", ClockTrigger(number * 600), (Effect(f"light.l{number}", "on"),))


def suggestion_of(number: int, **changes: Any) -> Suggestion:
    """Return a draft; those of lower number rank higher."""
    pattern = pattern_of(number)
    suggestion = Suggestion(
        id=f"s{number}",
        fingerprint=pattern.fingerprint,
        type=SuggestionType.PATTERN,
        pattern_type=pattern.detector,
        pattern_id=pattern.id,
        wording=Wording(
            f"Lamp {number} at ten",
            f"Switches lamp {number} on at ten.",
            "It would have acted 20 times.",
            Category.COMFORT,
            Priority.HIGH,
        ),
        rank=100.0 - number,
        automation={
            "alias": f"Lamp {number} at ten",
            "triggers": [{"trigger": "time", "at": "22:00:00"}],
            "conditions": [],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": f"light.l{number}"}}],
            "mode": "single",
        },
        evidence=Evidence(
            days=14, right=18, wrong=2, examples=(Example(LONG_AGO.timestamp(), Outcome.RIGHT),)
        ),
        since_shown=Evidence(),
        entity_ids=(f"light.l{number}",),
        area_ids=("kitchen",),
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    return replace(suggestion, **changes)


def habit_of(number: int, *, blueprint: str | None = None, **changes: Any) -> Suggestion:
    """Return a draft that switches a lamp on at an event, so that no clock runs for it.

    `blueprint`: the path of one with an input `what`, which does the same.
    """
    suggestion = suggestion_of(number, **changes)
    happening = f"dusk_{number}"
    use = None if blueprint is None else BlueprintUse(blueprint, "Dusk", {"what": happening})
    automation = suggestion.automation and {
        **suggestion.automation,
        "triggers": [{"trigger": "event", "event_type": happening}],
    }
    return replace(suggestion, automation=automation, blueprint=use)


def report_of(**changes: Any) -> RunReport:
    """Return the report of a run that ended an hour ago."""
    report = RunReport(
        run_id="run",
        started_at=dt_util.utcnow() - timedelta(hours=1),
        status=RunStatus.COMPLETED,
        duration_seconds=2.5,
        events=1234,
        phases=(
            PhaseReport("events", PhaseStatus.OK, 1.0, "1234 changes"),
            PhaseReport(LAST_PHASE, PhaseStatus.OK, 0.1, "all is up to date"),
        ),
        days_of_history=21,
    )
    return replace(report, **changes)


async def async_fill(
    path: Path, suggestions: Iterable[Suggestion] = (), reports: Iterable[RunReport] = ()
) -> None:
    """Write a database as earlier runs would have left it."""
    suggestions = tuple(suggestions)
    store = Store(path)
    await store.async_open()
    for report in reports:
        await store.save_run(report)
    await store.save_run(report_of(run_id="base", started_at=LONG_AGO))
    await store.add_patterns("base", [pattern_of(int(each.id[1:])) for each in suggestions])
    result = await store.save_suggestions(suggestions)
    assert not result.skipped
    await store.async_close()


async def async_set_up(
    hass: HomeAssistant,
    suggestions: Iterable[Suggestion] = (),
    *,
    reports: Iterable[RunReport] | None = None,
    options: Mapping[str, Any] | None = None,
) -> MockConfigEntry:
    """Set HomeIQ up over what earlier runs left; the last one is an hour old, so none starts."""
    path = Path(hass.config.path(DATABASE_FILE))
    await async_fill(path, suggestions, [report_of()] if reports is None else reports)
    entry = MockConfigEntry(domain=DOMAIN, title="HomeIQ", options=dict(options or {}))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def coordinator_of(entry: MockConfigEntry) -> HomeIQCoordinator:
    """Return what is behind an entry that is loaded."""
    coordinator: HomeIQCoordinator = entry.runtime_data
    return coordinator


class FakeMemory:
    """Stands in for the coordinator: keeps changes in a list only."""

    def __init__(self, *suggestions: Suggestion) -> None:
        self.suggestions: tuple[Suggestion, ...] = suggestions
        self.changed: list[Suggestion] = []
        self.shown = 0

    async def async_change(self, change: Change) -> SaveResult:
        self.changed = list(change(self.suggestions))
        return SaveResult(tuple(each.id for each in self.changed), ())

    async def async_show(self) -> None:
        self.shown += 1


def run_of(hass: HomeAssistant, limits: Limits | None = None, **parts: Any) -> Run:
    """Return a run that has not begun."""
    now = dt_util.utcnow()
    run = Run(
        hass=hass,
        store=Store(Path(hass.config.path(DATABASE_FILE))),
        options=Options(),
        limits=limits or Limits(),
        started_at=now,
        days=30,
        memory=FakeMemory(),
        report=RunReport("r1", now, RunStatus.PARTIAL, 0.0),
    )
    for name, value in parts.items():
        setattr(run, name, value)
    return run
