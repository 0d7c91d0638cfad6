"""Patterns, suggestions and reports to keep."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.report import RunReport, RunStatus
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Suggestion,
    SuggestionType,
    Wording,
)

NOW = datetime(2026, 11, 20, 3, 0, 5, 123456, UTC)


def a_pattern(number: int = 0, **changes: Any) -> Pattern:
    pattern = Pattern(
        "time_of_day",
        ClockTrigger(6 * 3600 + number),
        (Effect(f"light.lamp_{number}", "on"),),
        days=20,
        episodes=21,
        p_value=1e-9,
    )
    return replace(pattern, **changes)


def a_suggestion(number: int = 0, **changes: Any) -> Suggestion:
    suggestion = Suggestion(
        id=f"id-{number}",
        fingerprint=f"fingerprint-{number}",
        type=SuggestionType.PATTERN,
        pattern_type="time_of_day",
        pattern_id=None,
        wording=Wording("Title", "Description", "Rationale", Category.COMFORT, Priority.HIGH),
        rank=float(-number),
        automation={"alias": "Title", "triggers": [{"trigger": "time", "at": "06:00:00"}]},
        evidence=Evidence(20, 18, 2, 1, 1, (Example(NOW.timestamp(), Outcome.RIGHT),)),
        since_shown=Evidence(),
        entity_ids=("light.lamp",),
        area_ids=("bedroom",),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(suggestion, **changes)


def a_report(number: int = 0, **changes: Any) -> RunReport:
    report = RunReport(
        run_id=f"run-{number}",
        started_at=NOW + timedelta(days=number),
        status=RunStatus.COMPLETED,
        duration_seconds=1.25,
    )
    return replace(report, **changes)
