"""Dataclasses as rows of the tables, and back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping

from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.refining.refinement import refinement_of
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Status,
    Suggestion,
    SuggestionType,
    Wording,
)

_TRIGGERS: Final[Mapping[str, type[Trigger]]] = {
    "clock": ClockTrigger,
    "sun": SunTrigger,
    "state": StateTrigger,
    "numeric": NumericTrigger,
    "run": RunTrigger,
}
_CONDITIONS: Final[Mapping[str, type[Condition]]] = {
    "dark": DarkCondition,
    "window": WindowCondition,
    "state": StateCondition,
    "numeric": NumericCondition,
}
_KINDS: Final[Mapping[type, str]] = {
    kind: name for kinds in (_TRIGGERS, _CONDITIONS) for name, kind in kinds.items()
}
_REMINDER: Final = "reminder|"  # how the fingerprint of one begins


def run_row(report: RunReport) -> dict[str, Any]:
    """Return the row of a run."""
    return {
        "id": report.run_id,
        "started_at": report.started_at,
        "status": report.status.value,
        "report": report.kept(),
    }


def pattern_row(pattern: Pattern, run_id: str, now: datetime) -> dict[str, Any]:
    """Return the row of a pattern that a run found."""
    return {
        "id": pattern.id,
        "fingerprint": pattern.fingerprint,
        "detector": pattern.detector,
        "trigger": _kind(pattern.trigger),
        "effects": [asdict(effect) for effect in pattern.effects],
        "conditions": [_kind(condition) for condition in pattern.conditions],
        "weekdays": list(pattern.weekdays),
        "days": pattern.days,
        "episodes": pattern.episodes,
        "p_value": pattern.p_value,
        "months": list(pattern.months),
        "drift": pattern.drift,
        "window": pattern.window,
        "changes": pattern.changes,
        "run_id": run_id,
        "first_seen": now,
        "last_seen": now,
    }


def pattern_of(row: RowMapping) -> Pattern:
    """Return the pattern of a row."""
    reminds = row["fingerprint"].startswith(_REMINDER)
    effect = Reminder if reminds else Effect
    return Pattern(
        detector=row["detector"],
        trigger=_TRIGGERS[row["trigger"]["kind"]](**_parts(row["trigger"])),
        effects=tuple(effect(**each) for each in row["effects"]),
        weekdays=tuple(row["weekdays"]),
        conditions=tuple(_CONDITIONS[each["kind"]](**_parts(each)) for each in row["conditions"]),
        days=row["days"],
        episodes=row["episodes"],
        p_value=row["p_value"],
        months=tuple(row["months"]),
        drift=row["drift"],
        window=row["window"],
        changes=row["changes"],
    )


def suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    """Return the row of a suggestion."""
    wording = suggestion.wording
    evidence = suggestion.evidence
    return {
        "id": suggestion.id,
        "fingerprint": suggestion.fingerprint,
        "type": suggestion.type.value,
        "pattern_type": suggestion.pattern_type,
        "pattern_id": suggestion.pattern_id,
        **_words_json(wording),
        "wording": wording.source,
        "rank": suggestion.rank,
        "automation": suggestion.automation,
        "evidence": None if evidence is None else _evidence_json(evidence),
        "since_shown": _evidence_json(suggestion.since_shown),
        "entity_ids": list(suggestion.entity_ids),
        "area_ids": list(suggestion.area_ids),
        "warnings": list(suggestion.warnings),
        "status": suggestion.status.value,
        "created_at": suggestion.created_at,
        "updated_at": suggestion.updated_at,
        "shown_at": suggestion.shown_at,
        "snoozed_until": suggestion.snoozed_until,
        "dismiss_reason": suggestion.dismiss_reason,
        "automation_id": suggestion.automation_id,
        "accepted_by": suggestion.accepted_by,
        "reason": wording.reason,
        "material": wording.material,
        "plain": None if wording.plain is None else _words_json(wording.plain),
        "refinements": [each.as_dict() for each in suggestion.refinements],
        "blueprint": None if suggestion.blueprint is None else suggestion.blueprint.as_dict(),
    }


def suggestion_of(row: RowMapping) -> Suggestion:
    """Return the suggestion of a row."""
    return Suggestion(
        id=row["id"],
        fingerprint=row["fingerprint"],
        type=SuggestionType(row["type"]),
        pattern_type=row["pattern_type"],
        pattern_id=row["pattern_id"],
        wording=replace(
            _words_of(row),
            source=row["wording"],
            reason=row["reason"],
            material=row["material"],
            plain=None if row["plain"] is None else _words_of(row["plain"]),
        ),
        rank=row["rank"],
        automation=row["automation"],
        evidence=None if row["evidence"] is None else _evidence_of(row["evidence"]),
        since_shown=_evidence_of(row["since_shown"]),
        entity_ids=tuple(row["entity_ids"]),
        area_ids=tuple(row["area_ids"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        status=Status(row["status"]),
        warnings=tuple(row["warnings"]),
        shown_at=row["shown_at"],
        snoozed_until=row["snoozed_until"],
        dismiss_reason=row["dismiss_reason"],
        automation_id=row["automation_id"],
        accepted_by=row["accepted_by"],
        refinements=tuple(refinement_of(each) for each in row["refinements"]),
        blueprint=None if row["blueprint"] is None else BlueprintUse.from_dict(row["blueprint"]),
    )


def _parts(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "kind"}


def _words_json(wording: Wording) -> dict[str, Any]:
    return {
        "title": wording.title,
        "description": wording.description,
        "rationale": wording.rationale,
        "category": wording.category.value,
        "priority": wording.priority.value,
    }


def _words_of(kept: Mapping[str, Any] | RowMapping) -> Wording:
    return Wording(
        title=kept["title"],
        description=kept["description"],
        rationale=kept["rationale"],
        category=Category(kept["category"]),
        priority=Priority(kept["priority"]),
    )


def _kind(part: Trigger | Condition) -> dict[str, Any]:
    return {"kind": _KINDS[type(part)], **asdict(part)}


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "days": evidence.days,
        "right": evidence.right,
        "wrong": evidence.wrong,
        "already": evidence.already,
        "missed": evidence.missed,
        "examples": [[example.at, example.outcome.value] for example in evidence.examples],
    }


def _evidence_of(kept: Mapping[str, Any]) -> Evidence:
    examples = tuple(Example(at, Outcome(outcome)) for at, outcome in kept["examples"])
    return Evidence(**{**kept, "examples": examples})
