"""Suggestions of opportunities."""

from dataclasses import replace
from datetime import UTC, datetime
import json

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.opportunities.find import find
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import ClockTrigger
from custom_components.homeiq.suggestions.build import rank as rank_of_evidence
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.features import (
    feature_suggestion,
    feature_withheld,
    rank,
)
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType
from custom_components.homeiq.suggestions.words import load_words
from tests.devices.opportunities.cases import ALL, CASES, NAMES_OF_CASES, Case
from tests.mining.build import BERLIN

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
EN = load_words("en")
NAMES = Names({"light.lamp": "Bedside lamp"}, {"bedroom": "Bedroom", "attic": "Attic"})
SERVED = ("climate", "fan", "light", "media_player", "select", "switch", "zone")


def offered(case: Case) -> tuple[Opportunity, Inventory]:
    """Return what is found in a home with only the device of a case."""
    inventory = Inventory.of([case.device])
    able = Capabilities({case.device.device_id: {case.capability.key: case.capability}})
    (offer,) = find(inventory, able, Use(days=case.lived.days), {}, case.lived, least_score=0)
    return offer, inventory


def suggested(case: Case, home: Home | None = None) -> Suggestion:
    offer, inventory = offered(case)
    return feature_suggestion(offer, inventory, home or Home(BERLIN), NAMES, EN, NOW)


@pytest.mark.parametrize("case", ALL, ids=NAMES_OF_CASES)
def test_it_is_a_draft_of_its_own_type_without_a_proof(case: Case) -> None:
    suggestion = suggested(case)
    assert suggestion.type is SuggestionType.FEATURE
    assert (suggestion.pattern_type, suggestion.pattern_id) == (None, None)
    assert (suggestion.evidence, suggestion.confidence) == (None, None)
    assert suggestion.since_shown == Evidence()
    assert suggestion.fingerprint == offered(case)[0].fingerprint
    assert suggestion.created_at == suggestion.updated_at == NOW
    assert case.capability.entity_ids[0] in suggestion.entity_ids
    assert suggestion.area_ids == ("bedroom",)
    json.dumps(suggestion.as_dict())


@pytest.mark.parametrize("case", ALL, ids=NAMES_OF_CASES)
async def test_it_has_an_automation_that_home_assistant_accepts_or_is_advice(
    hass: HomeAssistant, case: Case
) -> None:
    for domain in SERVED:
        assert await async_setup_component(hass, domain, {})
    for entity in case.device.entities:
        hass.states.async_set(entity.entity_id, entity.state, dict(entity.attributes))
    idea, suggestion = case.idea(), suggested(case)
    assert idea is not None
    if idea.recipe is None:
        assert suggestion.automation is None
        assert "Settings > Devices & services > " in suggestion.wording.description
        return
    assert suggestion.automation is not None
    assert suggestion.automation["alias"] == suggestion.wording.title
    assert suggestion.automation["description"] == suggestion.wording.description
    assert await async_check(hass, suggestion.automation) == ()


def test_the_id_stays_whatever_is_learned_anew() -> None:
    (case,) = CASES["dim_at_night"]
    offer, inventory = offered(case)
    later = replace(offer, impact=0.1, reason=replace(offer.reason, count=7))
    ids = {
        feature_suggestion(each, inventory, Home(BERLIN), NAMES, EN, NOW).id
        for each in (offer, later)
    }
    assert len(ids) == 1


def test_the_best_of_them_comes_after_the_least_that_is_proven() -> None:
    (case,) = CASES["dim_at_night"]
    offer, _ = offered(case)
    best = replace(offer, impact=1.0, ease=1.0)
    least = Evidence(days=365, right=3, wrong=1)
    assert least.confidence < 0.5, "less than any option lets through"
    assert 0 < rank(offer) < rank(best) < rank_of_evidence(least)


def test_areas_are_those_of_entities_and_of_devices() -> None:
    (case,) = CASES["dim_at_night"]
    home = Home(BERLIN, areas={"light.lamp": "attic"})
    assert suggested(case, home).area_ids == ("attic", "bedroom")
    nowhere = replace(case, device=replace(case.device, area_id=None))
    assert suggested(nowhere).area_ids == ()


def test_what_only_messages_reach_is_about_what_people_use_of_the_device() -> None:
    (case,) = CASES["effect"]
    case = replace(case, capability=replace(case.capability, entity_ids=()))
    suggestion = suggested(case)
    assert suggestion.entity_ids == ("light.lamp",)
    assert "Zigbee2MQTT > " in suggestion.wording.description
    offer, _ = offered(case)
    gone = feature_suggestion(offer, Inventory(), Home(BERLIN), NAMES, EN, NOW)
    assert (gone.entity_ids, gone.area_ids) == ((), ())


def acting(offer: Opportunity, action: str, entity_id: str) -> Opportunity:
    branch = Branch(ClockTrigger(0), (Step(action, entity_id),))
    return replace(offer, recipe=Recipe((branch,)))


def test_what_would_open_the_house_is_withheld_and_advice_is_not() -> None:
    (case,) = CASES["dim_at_night"]
    offer, inventory = offered(case)
    assert feature_withheld(offer, inventory, NAMES) is None
    assert feature_withheld(replace(offer, recipe=None), inventory, NAMES) is None
    rule = feature_withheld(acting(offer, "lock.unlock", "lock.door"), inventory, NAMES)
    assert rule is not None
    assert rule.name == "unlock"


def test_nobody_is_advised_to_let_a_medical_device_switch_itself_off() -> None:
    case = CASES["auto_off"][0]
    offer, inventory = offered(case)
    assert offer.recipe is None
    assert feature_withheld(offer, inventory, NAMES) is None
    rule = feature_withheld(offer, inventory, Names({"switch.plug": "CPAP"}))
    assert rule is not None
    assert rule.name == "cut_off"


def test_people_are_warned_of_what_may_do_harm() -> None:
    (case,) = CASES["dim_at_night"]
    offer, inventory = offered(case)
    locking = acting(offer, "lock.lock", "lock.door")
    suggestion = feature_suggestion(locking, inventory, Home(BERLIN), NAMES, EN, NOW)
    assert suggestion.warnings == (EN.text("rule", "lock"),)
    assert suggested(case).warnings == ()
