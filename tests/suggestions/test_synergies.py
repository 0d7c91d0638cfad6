"""Suggestions of synergies."""

from dataclasses import replace
from datetime import UTC, datetime
import json

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears, habit
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.suggestions import features
from custom_components.homeiq.suggestions.build import rank
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType
from custom_components.homeiq.suggestions.synergies import (
    UNPROVEN_RANK,
    synergy_suggestion,
    synergy_withheld,
)
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.together import (
    EVIDENCE,
    NAMES_OF_RELATIONS,
    Together,
    found,
    recipe_of,
    together,
)

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
EN = load_words("en")
SERVED = ("climate", "cover", "fan", "light", "lock", "persistent_notification", "valve", "zone")


def suggested(synergy: Synergy, devices: Together) -> Suggestion:
    return synergy_suggestion(synergy, devices.inventory, devices.home, devices.names, EN, NOW)


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("name", NAMES_OF_RELATIONS)
async def test_every_relation_has_an_automation_that_home_assistant_accepts(
    hass: HomeAssistant, name: str, count: int
) -> None:
    for domain in SERVED:
        assert await async_setup_component(hass, domain, {})
    hass.states.async_set("sun.sun", "above_horizon")
    devices = together(name, count)
    for entity in devices.entities:
        kind = {"device_class": entity.device_class} if entity.device_class else {}
        hass.states.async_set(entity.entity_id, entity.state, kind)
    for synergy in devices.synergies():
        suggestion = suggested(synergy, devices)
        assert suggestion.automation is not None
        assert suggestion.automation["alias"] == suggestion.wording.title
        assert suggestion.automation["description"] == suggestion.wording.description
        assert await async_check(hass, suggestion.automation) == ()
        assert synergy_withheld(synergy, devices.names) is None


@pytest.mark.parametrize("name", NAMES_OF_RELATIONS)
def test_it_is_a_draft_of_its_own_type(name: str) -> None:
    synergy, devices = found(name, 3)
    suggestion = suggested(synergy, devices)
    assert suggestion.type is SuggestionType.SYNERGY
    assert (suggestion.pattern_type, suggestion.pattern_id) == (None, None)
    assert (suggestion.id, suggestion.fingerprint) == (synergy.id, synergy.fingerprint)
    assert suggestion.created_at == suggestion.updated_at == NOW
    assert suggestion.entity_ids[: len(synergy.entity_ids)] == synergy.entity_ids
    assert len(set(suggestion.entity_ids)) == len(suggestion.entity_ids)
    assert suggestion.area_ids == ("hall",)
    json.dumps(suggestion.as_dict())


@pytest.mark.parametrize("name", NAMES_OF_RELATIONS)
def test_the_id_stays_whatever_is_learned_anew(name: str) -> None:
    synergy, devices = found(name)
    later = replace(synergy, score=0.99, occasions=2, days=40)
    if synergy.evidence is not None:
        later = replace(later, evidence=Evidence(days=40, right=30))
    first, second = suggested(synergy, devices), suggested(later, devices)
    assert (first.id, first.fingerprint) == (second.id, second.fingerprint)


def test_what_people_do_by_hand_has_its_evidence() -> None:
    synergy, devices = found("motion_light")
    since = Evidence(days=3, right=2, wrong=1)
    suggestion = suggested(replace(synergy, since_shown=since), devices)
    assert suggestion.evidence == EVIDENCE
    assert suggestion.confidence == EVIDENCE.confidence
    assert suggestion.since_shown == since
    assert suggestion.rank == rank(EVIDENCE)


def test_what_needs_no_evidence_has_none_and_no_confidence() -> None:
    synergy, devices = found("leak_valve")
    suggestion = suggested(synergy, devices)
    assert (suggestion.evidence, suggestion.confidence) == (None, None)
    assert suggestion.since_shown == Evidence()
    assert suggestion.rank == UNPROVEN_RANK * synergy.score


def test_a_proven_one_comes_before_an_unproven_one_and_that_before_nothing() -> None:
    least = Evidence(days=365, right=3)
    best = replace(found("leak_valve")[0], score=1.0)
    offer = Opportunity("dim_at_night", "light.brightness", ("d",), (), "", "", 1.0, 1.0)
    proven, devices = found("motion_light")
    unproven, others = found("leak_valve")
    assert suggested(replace(proven, evidence=least), devices).rank > UNPROVEN_RANK
    assert suggested(best, others).rank <= UNPROVEN_RANK
    assert features.rank(offer) <= UNPROVEN_RANK
    assert 0 < suggested(unproven, others).rank < suggested(best, others).rank


def test_conditions_that_people_act_under_are_among_its_entities() -> None:
    synergy, devices = found("motion_dark_light")
    assert "sensor.illuminance_1_0" in suggested(synergy, devices).entity_ids


def test_an_alarm_that_people_have_not_read_is_not_told_twice() -> None:
    synergy, devices = found("leak_valve")
    automation = suggested(synergy, devices).automation
    assert automation is not None
    closing, telling = automation["actions"]
    assert closing["action"] == "valve.close_valve"
    assert telling["action"] == "persistent_notification.create"
    assert telling["data"]["notification_id"] == f"homeiq_{synergy.id}"


@pytest.mark.parametrize(
    "plan",
    [
        habit(appears("binary_sensor.motion"), ("lock.door", "unlocked")),
        Recipe((Branch(appears("binary_sensor.motion"), (Step("lock.unlock", "lock.door"),)),)),
    ],
)
def test_what_would_open_the_house_is_withheld(plan: Pattern | Recipe) -> None:
    synergy, devices = found("motion_light")
    rule = synergy_withheld(replace(synergy, plan=plan), devices.names)
    assert rule is not None
    assert rule.name == "unlock"


def test_people_are_warned_of_what_may_do_harm() -> None:
    locking, devices = found("presence_lock")
    assert suggested(locking, devices).warnings == (EN.text("rule", "lock"),)
    closing, others = found("leak_valve")
    opening = Step("valve.open_valve", "valve.water_1_0")
    (branch, *_) = recipe_of(closing).branches
    plan = replace(recipe_of(closing), branches=(replace(branch, steps=(opening,)),))
    warned = suggested(replace(closing, plan=plan), others).warnings
    assert warned == (EN.text("rule", "open_valve"),)
    assert suggested(closing, others).warnings == ()
