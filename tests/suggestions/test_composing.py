"""A model's words and the templates' figures, together."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.suggestions.answer import ModelWords
from custom_components.homeiq.suggestions.composing import (
    composed,
    plainly,
    retold,
    said_before,
)
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Suggestion
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.typical import EVIDENCE, LATE, LOCKING, UNDONE, of_pattern, typical

SAID = ModelWords(
    "Hall light off at half past ten",
    "On weekdays at 22:30 it goes off.",
    "You mostly do that yourself.",
    Category.ENERGY,
    Priority.LOW,
)


def together(suggestion: Suggestion, language: str = "en", said: ModelWords = SAID) -> Suggestion:
    return composed(suggestion, said, "openai", "m1", load_words(language))


@pytest.mark.parametrize(
    ("language", "weekly", "counted"),
    [
        ("en", " That would spare you about 5 acts a week.", "it would have acted 24 times"),
        ("de", " Das würde dir etwa 5 Handgriffe pro Woche ersparen.", "19-mal hast du"),
    ],
)
def test_the_words_are_the_models_and_the_figures_the_templates(
    language: str, weekly: str, counted: str
) -> None:
    template = of_pattern(LATE, language)
    wording = together(template, language).wording
    assert wording.title == SAID.title
    assert wording.description == SAID.description + weekly
    assert wording.rationale == f"{SAID.reason} {template.wording.rationale}"
    assert counted in wording.rationale
    assert (wording.category, wording.priority) == (Category.ENERGY, Priority.LOW)
    assert (wording.source, wording.reason, wording.material) == ("openai", SAID.reason, "m1")


def test_without_a_reason_of_its_own_that_of_the_templates_is_left() -> None:
    template = of_pattern(LATE)
    wording = together(template, said=replace(SAID, reason="")).wording
    assert wording.rationale == template.wording.rationale


@pytest.mark.parametrize("language", ["en", "de"])
def test_words_of_another_day_come_with_the_figures_of_today(language: str) -> None:
    words = load_words(language)
    for before in typical(language):
        kept = together(before, language).wording
        assert said_before(kept, words) == SAID
    first = together(of_pattern(LATE, language), language)
    later = of_pattern(LATE, language, replace(EVIDENCE, days=25, right=29))
    again = together(later, language, said_before(first.wording, words)).wording
    assert again.description != first.wording.description
    assert again.description.startswith(SAID.description)
    assert again.rationale == f"{SAID.reason} {later.wording.rationale}"
    assert "24" not in again.rationale.replace("24 Mal", "")


def test_the_automation_is_called_and_described_as_the_suggestion_is() -> None:
    template = of_pattern(LATE)
    worded = together(template)
    assert worded.automation is not None
    assert template.automation is not None
    assert worded.automation["alias"] == SAID.title
    assert worded.automation["description"] == worded.wording.description
    assert {**worded.automation, "alias": 0, "description": 0} == {
        **template.automation,
        "alias": 0,
        "description": 0,
    }
    assert template.automation["alias"] == template.wording.title, "it is another object"


def test_what_a_reminder_tells_people_stays() -> None:
    template = of_pattern(LOCKING)
    worded = together(template)
    assert worded.automation is not None
    assert template.automation is not None
    assert worded.automation["actions"] == template.automation["actions"]
    assert "reminders a week" in worded.wording.description


def test_advice_has_no_automation_before_or_after() -> None:
    assert together(of_pattern(UNDONE)).automation is None
    assert retold(None, "a", "b") is None


def test_all_else_of_a_suggestion_stays_and_so_does_its_contract() -> None:
    template = of_pattern(LATE)
    worded = together(template)
    same = replace(worded, wording=template.wording, automation=template.automation)
    assert same == template
    assert worded.as_dict().keys() == template.as_dict().keys()
    assert worded.as_dict()["wording"] == "openai"


def test_nothing_is_added_where_nothing_was_counted() -> None:
    wording = together(of_pattern(LATE, evidence=Evidence())).wording
    assert wording.description == SAID.description


def test_what_templates_said_is_kept_beside_a_models_words() -> None:
    for template in typical():
        assert plainly(together(template)) == template
        assert plainly(template) is template
