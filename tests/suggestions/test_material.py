"""What a wording depends on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.pattern import ClockTrigger
from custom_components.homeiq.suggestions import material as module
from custom_components.homeiq.suggestions.material import material
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wanted import Privacy
from tests.suggestions.typical import (
    CONTEXTS,
    EVIDENCE,
    LATE,
    LOCKING,
    NAMES,
    UNDONE,
    of_feature,
    of_pattern,
    of_synergy,
    surroundings,
    typical,
)


def mark(
    suggestion: Suggestion, around: Surroundings | None = None, model: str = "gpt-4o-mini"
) -> str:
    return material(suggestion, around or surroundings(), "openai", model)


def test_each_finding_has_its_own_that_stays() -> None:
    marks = [mark(each) for each in typical()]
    assert len(set(marks)) == len(marks)
    assert marks == [mark(each) for each in typical()]


@pytest.mark.parametrize("pattern", [LATE, LOCKING])
def test_figures_that_move_a_little_change_nothing(pattern: object) -> None:
    pattern = LATE if pattern is LATE else LOCKING
    later = replace(EVIDENCE, days=25, already=3, missed=1)
    before, after = of_pattern(pattern), of_pattern(pattern, evidence=later)
    assert before.wording != after.wording
    assert before.evidence is not None
    assert after.evidence is not None
    assert round(before.evidence.confidence, 1) == round(after.evidence.confidence, 1)
    assert mark(before) == mark(after)


def test_figures_of_unused_features_and_synergies_change_nothing() -> None:
    assert mark(of_feature()) == mark(
        replace(of_feature(), wording=replace(of_feature().wording, rationale="22 days"))
    )
    synergy = of_synergy()
    told = replace(synergy.wording, rationale="In 31 days it would have acted once.")
    assert mark(synergy) == mark(replace(synergy, wording=told))


def test_what_an_automation_is_called_and_says_changes_nothing() -> None:
    suggestion = of_synergy()
    assert suggestion.automation is not None
    *actions, telling = suggestion.automation["actions"]
    assert telling["action"] == "persistent_notification.create"
    changed = {
        **suggestion.automation,
        "alias": "another",
        "description": "another",
        "actions": [*actions, {**telling, "data": {"message": "another"}}],
    }
    assert mark(suggestion) == mark(replace(suggestion, automation=changed))


def test_what_inside_it_is_called_so_does_count() -> None:
    suggestion = of_pattern()
    assert suggestion.automation is not None
    action = {"action": "scene.create", "data": {"description": "one"}}
    other = {"action": "scene.create", "data": {"description": "two"}}
    one, two = (
        replace(suggestion, automation={**suggestion.automation, "actions": [each]})
        for each in (action, other)
    )
    assert mark(one) != mark(two)


def doubted(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, evidence=Evidence(days=24, right=19, wrong=19))


def later(suggestion: Suggestion) -> Suggestion:
    return of_pattern(replace(LATE, trigger=ClockTrigger(82_000)))


def of_another_type(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, type=SuggestionType.SYNERGY)


def elsewhere(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, area_ids=("cellar",))


def about_more(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, entity_ids=(*suggestion.entity_ids, "light.desk"))


def test_how_sure_it_is_changes_nothing() -> None:
    suggestion = of_pattern(LATE)
    assert mark(suggestion) == mark(doubted(suggestion))


@pytest.mark.parametrize("change", [later, of_another_type, elsewhere, about_more])
def test_another_finding_is_worded_again(change: Callable[[Suggestion], Suggestion]) -> None:
    suggestion = of_pattern(LATE)
    assert mark(suggestion) != mark(change(suggestion))


@pytest.mark.parametrize(
    "around",
    [
        replace(surroundings(), language="de"),
        surroundings(privacy=Privacy.PSEUDONYMS),
        replace(
            surroundings(),
            names=replace(NAMES, entities={**NAMES.entities, "light.hall": "Ganglicht"}),
        ),
        replace(surroundings(), names=replace(NAMES, areas={"hall": "Gang"})),
        replace(surroundings(), contexts={"light.hall": replace(CONTEXTS[0], name="Ganglicht")}),
    ],
    ids=["language", "privacy", "entity", "area", "device"],
)
def test_other_names_another_language_or_privacy_are_worded_again(around: Surroundings) -> None:
    assert mark(of_pattern(LATE)) != mark(of_pattern(LATE), around)


def test_another_provider_model_or_prompt_words_again(monkeypatch: pytest.MonkeyPatch) -> None:
    suggestion = of_pattern(LATE)
    marks = {mark(suggestion), mark(suggestion, model="gpt-4o")}
    marks.add(material(suggestion, surroundings(), "ai_task", "gpt-4o-mini"))
    monkeypatch.setattr(module, "VERSION", 99)
    marks.add(mark(suggestion))
    assert len(marks) == 4


def test_advice_is_known_by_what_it_advises() -> None:
    advice = of_pattern(UNDONE)
    other = replace(advice, wording=replace(advice.wording, description="Do something else."))
    assert mark(advice) != mark(other)
    counted = replace(advice, wording=replace(advice.wording, rationale="Other figures."))
    assert mark(advice) == mark(counted)
