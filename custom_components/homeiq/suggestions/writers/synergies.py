"""Synergies in words, by templates: what connects devices, and what speaks for it."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import NumericTrigger, Pattern
from custom_components.homeiq.suggestions.automation import Notice
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from custom_components.homeiq.suggestions.words import Words, sentence
from custom_components.homeiq.suggestions.writers.template import TemplateWriter, fitting

SECTION: Final = "synergy"
MOST_NAMED: Final = 3  # of what is alike; of more only the number is told
POWER: Final = "power"  # the device class of what measures a machine
_COUNTED: Final = {"light": "lights", "cover": "covers", "valve": "valves"}


def word_synergy(synergy: Synergy, inventory: Inventory, names: Names, words: Words) -> Wording:
    """Return the words for a synergy: those of a habit where people do it by hand."""
    plan = synergy.plan
    if isinstance(plan, Pattern):
        return _by_hand(synergy, plan, names, words)
    parts = _parts(synergy, plan, inventory, names, words)
    relation = synergy.relation
    return Wording(
        title=fitting(sentence(words.text(SECTION, f"{relation}_title", **parts))),
        description=sentence(words.text(SECTION, f"{relation}_description", **parts)),
        rationale=_untried(synergy, words),
        category=_category(plan),
        priority=Priority.MEDIUM if _category(plan) is Category.SECURITY else Priority.LOW,
    )


def notice_of(synergy: Synergy, inventory: Inventory, names: Names, words: Words) -> Notice:
    """Return what the automation of a synergy tells people; nothing where it tells nothing."""
    plan = synergy.plan
    if isinstance(plan, Pattern) or plan.notification is None:
        return Notice()
    parts = _parts(synergy, plan, inventory, names, words)
    key = plan.notification.key
    return Notice(
        sentence(words.text(SECTION, f"{key}_notice_title", **parts)),
        sentence(words.text(SECTION, f"{key}_notice", **parts)),
    )


def _by_hand(synergy: Synergy, pattern: Pattern, names: Names, words: Words) -> Wording:
    evidence = synergy.evidence
    if evidence is None:
        raise ValueError(f"{synergy.relation} is suggested only with evidence")
    finding = Finding(pattern, evidence, synergy.since_shown)
    wording = TemplateWriter(names, words).word(finding)
    unconnected = words.text(SECTION, "unconnected")
    return Wording(
        wording.title,
        wording.description,
        wording.rationale + unconnected,
        wording.category,
        wording.priority,
    )


def _untried(synergy: Synergy, words: Words) -> str:
    own = f"{synergy.relation}_untried"
    key = own if words.has(SECTION, own) else "untried"
    return words.count(SECTION, key, synergy.occasions, days=synergy.days)


def _parts(
    synergy: Synergy, recipe: Recipe, inventory: Inventory, names: Names, words: Words
) -> dict[str, str]:
    """Return what the texts of this kind are filled with."""
    moved = dict.fromkeys(step.entity_id for branch in recipe.branches for step in branch.steps)
    sources = [entity_id for entity_id in synergy.entity_ids if entity_id not in moved]
    parts = {
        "name": _name(synergy.entity_ids[0], inventory, names),
        "sources": _one_of(sources, names, words),
        "acted": _acted(list(moved), names, words) if moved else "",
    }
    trigger = recipe.branches[0].trigger
    if isinstance(trigger, NumericTrigger):
        parts["power"] = words.quantity(trigger.below or 0.0, names.unit(trigger.entity_id))
        parts["duration"] = words.duration(trigger.hold)
    return parts


def _name(entity_id: str, inventory: Inventory, names: Names) -> str:
    """Return what people call a machine: its device, unless that measures several."""
    device = inventory.device_of().get(entity_id, DeviceRecord(""))
    alike = [one for one in device.entities if one.device_class == POWER]
    return device.name if device.name and len(alike) <= 1 else names.entity(entity_id)


def _one_of(entity_ids: Sequence[str], names: Names, words: Words) -> str:
    """Return what triggers it, any one of several: all names of a few, else how many there are."""
    if len(entity_ids) > MOST_NAMED:
        return words.count(SECTION, "one_of_many", len(entity_ids))
    named = words.join([names.entity(entity_id) for entity_id in entity_ids])
    return words.count(SECTION, "one_of", len(entity_ids), names=named)


def _acted(entity_ids: Sequence[str], names: Names, words: Words) -> str:
    """Return what is acted on: all names of a few, else how many of each kind there are."""
    if len(entity_ids) <= MOST_NAMED:
        return words.join([names.entity(entity_id) for entity_id in entity_ids])
    by_domain: dict[str, list[str]] = {}
    for entity_id in entity_ids:
        by_domain.setdefault(entity_id.partition(".")[0], []).append(entity_id)
    return words.join(
        [
            words.count(SECTION, _COUNTED[domain], len(many))
            if len(many) > 1
            else names.entity(many[0])
            for domain, many in by_domain.items()
        ]
    )


def _category(recipe: Recipe) -> Category:
    """Return what it is good for: what moves something upon an alarm is for safety."""
    acts = any(branch.steps for branch in recipe.branches)
    return Category.SECURITY if acts else Category.CONVENIENCE
