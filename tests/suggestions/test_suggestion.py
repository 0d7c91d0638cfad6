"""A suggestion as actions and entities give it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json

from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Status,
    Suggestion,
    SuggestionType,
    Wording,
    automation_id_of,
)

NOW = datetime(2026, 10, 5, 3, tzinfo=UTC)
SUGGESTION = Suggestion(
    id="abc",
    fingerprint="pattern|light.a=on|clock|0123456",
    type=SuggestionType.PATTERN,
    pattern_type="time_of_day",
    pattern_id="def",
    wording=Wording("Title", "Text", "Why", Category.COMFORT, Priority.LOW),
    rank=1.0,
    automation={"alias": "Title"},
    evidence=Evidence(20, 18, 2, 1, 3, (Example(NOW.timestamp(), Outcome.RIGHT),)),
    since_shown=Evidence(days=2, right=1),
    entity_ids=("light.a",),
    area_ids=("hall",),
    created_at=NOW,
    updated_at=NOW + timedelta(days=1),
    status=Status.SNOOZED,
    warnings=("Careful.",),
    snoozed_until=NOW + timedelta(days=7),
)


def test_it_is_told_with_all_that_others_depend_on() -> None:
    told = SUGGESTION.as_dict()
    assert json.loads(json.dumps(told)) == told
    assert told == {
        "id": "abc",
        "type": "pattern_automation",
        "pattern_type": "time_of_day",
        "pattern_id": "def",
        "title": "Title",
        "description": "Text",
        "rationale": "Why",
        "category": "comfort",
        "priority": "low",
        "confidence": 0.7818,
        "status": "snoozed",
        "automation": {"alias": "Title"},
        "evidence": {
            "days": 20,
            "right": 18,
            "wrong": 2,
            "already": 1,
            "fired": 21,
            "missed": 3,
            "saved_per_week": 6.3,
            "examples": [{"at": "2026-10-05T03:00:00+00:00", "outcome": "right"}],
            "since_shown": {"days": 2, "right": 1, "wrong": 0, "missed": 0},
        },
        "entity_ids": ["light.a"],
        "area_ids": ["hall"],
        "warnings": ["Careful."],
        "created_at": "2026-10-05T03:00:00+00:00",
        "updated_at": "2026-10-06T03:00:00+00:00",
        "shown_at": None,
        "snoozed_until": "2026-10-12T03:00:00+00:00",
        "dismiss_reason": None,
        "automation_id": None,
        "accepted_by": None,
        "wording": "template",
        "refinements": [],
        "blueprint": None,
    }


def test_advice_has_neither_evidence_nor_confidence() -> None:
    told = replace(SUGGESTION, evidence=None, automation=None).as_dict()
    assert told["evidence"] is None
    assert told["confidence"] is None
    assert told["automation"] is None


def test_each_automation_has_an_id_of_its_own() -> None:
    assert automation_id_of("s1") == automation_id_of("s1") == "homeiq_s1"
