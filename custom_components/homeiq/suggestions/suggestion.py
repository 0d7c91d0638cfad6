"""A suggestion, as it is kept and as people and actions see it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.refining.refinement import Refinement

NOTIFYING: Final = ("notify.", "persistent_notification.")  # what their actions begin with


class SuggestionType(StrEnum):
    """What a suggestion came from."""

    PATTERN = "pattern_automation"
    FEATURE = "feature_discovery"
    SYNERGY = "synergy_automation"


class Status(StrEnum):
    """Where a suggestion stands."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    EXPIRED = "expired"


class Category(StrEnum):
    """What a suggestion is good for."""

    ENERGY = "energy"
    COMFORT = "comfort"
    SECURITY = "security"
    CONVENIENCE = "convenience"


class Priority(StrEnum):
    """How much it matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a suggestion, and who chose them."""

    title: str
    description: str
    rationale: str
    category: Category
    priority: Priority
    source: str = "template"  # template | openai | ai_task
    reason: str = ""  # the model's own sentence, with which the rationale begins
    material: str = ""  # of what a model worded, to know whether that has changed
    plain: Wording | None = None  # what templates say, where a model chose the words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A finding as an automation (or advice), checked, worded, ranked, with a status."""

    id: str
    fingerprint: str
    type: SuggestionType
    pattern_type: str | None
    pattern_id: str | None
    wording: Wording
    rank: float  # greater is better; orders the list
    automation: dict[str, Any] | None
    evidence: Evidence | None
    since_shown: Evidence
    entity_ids: tuple[str, ...]
    area_ids: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    status: Status = Status.DRAFT
    warnings: tuple[str, ...] = ()
    shown_at: datetime | None = None
    snoozed_until: datetime | None = None
    dismiss_reason: str | None = None
    automation_id: str | None = None
    accepted_by: str | None = None
    refinements: tuple[Refinement, ...] = ()  # what people asked to change, oldest first
    blueprint: BlueprintUse | None = None  # one of the home's that does the same

    @property
    def confidence(self) -> float | None:
        """Lower bound of the share right, 0-1; None for advice."""
        return self.evidence.confidence if self.evidence is not None else None

    @property
    def is_reminder(self) -> bool:
        """Whether its automation only tells people something, and spares them no act."""
        actions = (self.automation or {}).get("actions", ())
        return any(str(action.get("action")).startswith(NOTIFYING) for action in actions)

    def as_dict(self) -> dict[str, Any]:
        """Return what the contract names, fit for JSON."""
        return {
            "id": self.id,
            "type": self.type.value,
            "pattern_type": self.pattern_type,
            "pattern_id": self.pattern_id,
            "title": self.wording.title,
            "description": self.wording.description,
            "rationale": self.wording.rationale,
            "category": self.wording.category.value,
            "priority": self.wording.priority.value,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "status": self.status.value,
            "automation": self.automation,
            "evidence": self._evidence(),
            "entity_ids": list(self.entity_ids),
            "area_ids": list(self.area_ids),
            "warnings": list(self.warnings),
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
            "shown_at": _iso(self.shown_at),
            "snoozed_until": _iso(self.snoozed_until),
            "dismiss_reason": self.dismiss_reason,
            "automation_id": self.automation_id,
            "accepted_by": self.accepted_by,
            "wording": self.wording.source,
            "refinements": [each.as_dict() for each in self.refinements],
            "blueprint": None if self.blueprint is None else self.blueprint.as_dict(),
        }

    def _evidence(self) -> dict[str, Any] | None:
        if self.evidence is None:
            return None
        return {
            "days": self.evidence.days,
            "right": self.evidence.right,
            "wrong": self.evidence.wrong,
            "already": self.evidence.already,
            "fired": self.evidence.fired,
            "missed": self.evidence.missed,
            "saved_per_week": round(self.evidence.saved_per_week, 2),
            "examples": [
                {
                    "at": datetime.fromtimestamp(example.at, UTC).isoformat(),
                    "outcome": example.outcome.value,
                }
                for example in self.evidence.examples
            ],
            "since_shown": {
                "days": self.since_shown.days,
                "right": self.since_shown.right,
                "wrong": self.since_shown.wrong,
                "missed": self.since_shown.missed,
            },
        }


def automation_id_of(suggestion_id: str) -> str:
    """Return the id of a suggestion's automation; always the same, so that there is one only."""
    return f"homeiq_{suggestion_id}"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
