"""From a synergy to a suggestion: built, worded, ranked; not yet checked against the home."""

from datetime import datetime
from typing import Any, Final

from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.suggestions import safety
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.build import entities, rank
from custom_components.homeiq.suggestions.recipe import recipe_config
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType, Wording
from custom_components.homeiq.suggestions.words import Words, sentence
from custom_components.homeiq.suggestions.writers.synergies import notice_of, word_synergy

# What the history does not speak for comes after all that it does: a habit that holds with 3 of 3
# in a whole year still has a rank of 0.02.
UNPROVEN_RANK: Final = 0.01


def synergy_suggestion(
    synergy: Synergy, inventory: Inventory, home: Home, names: Names, words: Words, now: datetime
) -> Suggestion:
    """Return a synergy as a draft.

    Raises CommandError where an effect cannot be commanded.
    """
    wording = word_synergy(synergy, inventory, names, words)
    entity_ids = _entities(synergy)
    areas = [home.areas[entity_id] for entity_id in entity_ids if entity_id in home.areas]
    evidence = synergy.evidence
    return Suggestion(
        id=synergy.id,
        fingerprint=synergy.fingerprint,
        type=SuggestionType.SYNERGY,
        pattern_type=None,
        pattern_id=None,
        wording=wording,
        rank=UNPROVEN_RANK * synergy.score if evidence is None else rank(evidence),
        automation=_automation(synergy, wording, inventory, names, words),
        evidence=evidence,
        since_shown=synergy.since_shown if evidence is not None else Evidence(),
        entity_ids=entity_ids,
        area_ids=tuple(dict.fromkeys(areas)),
        created_at=now,
        updated_at=now,
        warnings=tuple(
            sentence(words.text("rule", rule.name)) for rule in _warnings(synergy, names)
        ),
    )


def synergy_withheld(synergy: Synergy, names: Names) -> safety.Rule | None:
    """Return the rule of safety that forbids to suggest a synergy, if there is one."""
    if isinstance(synergy.plan, Pattern):
        return safety.withheld_by(synergy.plan, names)
    return safety.recipe_withheld_by(synergy.plan, names)


def _warnings(synergy: Synergy, names: Names) -> tuple[safety.Rule, ...]:
    if isinstance(synergy.plan, Pattern):
        return safety.warnings(synergy.plan, names)
    return safety.recipe_warnings(synergy.plan, names)


def _entities(synergy: Synergy) -> tuple[str, ...]:
    plan = synergy.plan
    more = entities(plan) if isinstance(plan, Pattern) else ()
    return tuple(dict.fromkeys((*synergy.entity_ids, *more)))


def _automation(
    synergy: Synergy, wording: Wording, inventory: Inventory, names: Names, words: Words
) -> dict[str, Any]:
    plan = synergy.plan
    if isinstance(plan, Pattern):
        return automation_config(plan, wording.title, wording.description)
    notice = notice_of(synergy, inventory, names, words)
    return recipe_config(plan, wording.title, wording.description, notice, f"homeiq_{synergy.id}")
