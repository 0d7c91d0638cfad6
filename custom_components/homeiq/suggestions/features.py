"""From an opportunity to a suggestion."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions import safety
from custom_components.homeiq.suggestions.recipe import recipe_config
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType, Wording
from custom_components.homeiq.suggestions.synergies import UNPROVEN_RANK
from custom_components.homeiq.suggestions.words import Words, sentence
from custom_components.homeiq.suggestions.writers.features import word_feature

# Rules of opportunities whose advice has a device switch itself off.
_SWITCHING_OFF: Final = frozenset({"auto_off"})


def feature_suggestion(
    offer: Opportunity,
    inventory: Inventory,
    home: Home,
    names: Names,
    words: Words,
    now: datetime,
) -> Suggestion:
    """Return an opportunity as a draft: built, worded, ranked; not yet checked against the home.

    Without a recipe it is advice, which has no automation and says where the setting is. Ask
    `feature_withheld` first: this asks no rule of safety but those that only warn.
    """
    wording = word_feature(offer, inventory, names, words)
    entity_ids = offer.entity_ids or _main_entities(offer, inventory)
    places = (home.areas.get(entity_id) for entity_id in entity_ids)
    devices = (inventory.devices.get(device_id) for device_id in offer.device_ids)
    areas = (*places, *(device.area_id for device in devices if device is not None))
    return Suggestion(
        id=sha256(f"suggestion|{offer.fingerprint}".encode()).hexdigest()[:16],
        fingerprint=offer.fingerprint,
        type=SuggestionType.FEATURE,
        pattern_type=None,
        pattern_id=None,
        wording=wording,
        rank=rank(offer),
        automation=_automation(offer, wording),
        evidence=None,
        since_shown=Evidence(),
        entity_ids=entity_ids,
        area_ids=tuple(dict.fromkeys(area for area in areas if area is not None)),
        created_at=now,
        updated_at=now,
        warnings=_warnings(offer, names, words),
    )


def feature_withheld(offer: Opportunity, inventory: Inventory, names: Names) -> safety.Rule | None:
    """Return the rule of safety that forbids to suggest an opportunity, if there is one.

    Advice does nothing by itself; who follows it may have something switch itself off.
    """
    if offer.recipe is not None:
        return safety.recipe_withheld_by(offer.recipe, names)
    if offer.rule not in _SWITCHING_OFF:
        return None
    off = ((entity_id, "off") for entity_id in _main_entities(offer, inventory))
    return next((rule for rule in safety.config_rules(off, names) if rule.withheld), None)


def rank(offer: Opportunity) -> float:
    """Return how good a suggestion is, below all that a replay speaks for.

    The least of what is proven has a rank above UNPROVEN_RANK. Scores, from 0 to 1, are brought
    below that, on the scale of synergies that nothing in the history speaks for.
    """
    return UNPROVEN_RANK * offer.score


def _automation(offer: Opportunity, wording: Wording) -> dict[str, Any] | None:
    if offer.recipe is None:
        return None
    return recipe_config(offer.recipe, wording.title, wording.description)


def _warnings(offer: Opportunity, names: Names, words: Words) -> tuple[str, ...]:
    rules = () if offer.recipe is None else safety.recipe_warnings(offer.recipe, names)
    return tuple(sentence(words.text("rule", rule.name)) for rule in rules)


def _main_entities(offer: Opportunity, inventory: Inventory) -> tuple[str, ...]:
    """Return what people use its devices by, where a capability has no entity of its own."""
    devices = (inventory.devices.get(device_id) for device_id in offer.device_ids)
    return tuple(
        entity.entity_id
        for device in devices
        if device is not None
        for entity in device.entities
        if not entity.category
    )
