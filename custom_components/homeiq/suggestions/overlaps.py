"""What of the home is close to an automation: by what it does, or by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.core import valid_entity_id

from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import Effects, References
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.suggestions.duplicates import does, essence, has_effects, hears_all
from custom_components.homeiq.suggestions.loops import is_same

MOST: Final = 3  # that people are told of


class Kind(StrEnum):
    """In what it is close, the closest first; the texts are in the words, by these names."""

    OFF = "off"  # an automation that does the same and is switched off
    SCENE = "scene"  # brings the same to the same states
    SCRIPT = "script"  # likewise
    SAME_OCCASION = "same_occasion"  # an automation that does something else then
    SAME_EFFECT = "same_effect"  # an automation that does it on another occasion


@dataclass(frozen=True, slots=True)
class Ready:
    """A scene or a script, and all that it does."""

    kind: Kind
    entity_id: str
    effects: Effects


@dataclass(frozen=True, slots=True)
class Overlap:
    """Something of the home that is close to an automation."""

    kind: Kind
    entity_id: str
    name: str = ""  # empty where only its entity tells it


def ready_of(home: Home, references: References) -> tuple[Ready, ...]:
    """Return what a home's scenes and scripts do; those of which that is not known are left out."""
    found = [
        Ready(Kind.SCENE, entity_id, essence(frozenset(states.items()), home))
        for entity_id, states in references.scenes.items()
    ]
    for entity_id, script in references.scripts.items():
        done = existing_automation(entity_id, "", {"actions": script.get("sequence")}, references)
        found.append(Ready(Kind.SCRIPT, entity_id, essence(done.effects, home)))
    return tuple(each for each in found if each.effects)


def overlaps(config: ExistingAutomation, home: Home, ready: Iterable[Ready]) -> tuple[Overlap, ...]:
    """Return the few that are closest to an automation, those of the closest kind first.

    What takes no part is not named, nor an automation that does all of it: that is a duplicate.
    """
    order = list(Kind)
    wanted = essence(config.effects, home)
    found = (*_automations(config, wanted, home), *_doing_the_same(config, wanted, ready))
    ranked = sorted(found, key=lambda one: (order.index(one.kind), one.name, one.entity_id))
    return tuple(one for one in ranked if one.entity_id not in home.excluded)[:MOST]


def _doing_the_same(
    config: ExistingAutomation, wanted: Effects, ready: Iterable[Ready]
) -> Iterator[Overlap]:
    """Yield scenes and scripts that do exactly what an automation does without calling them."""
    called = {entity_id for entity_id, _ in config.effects}
    for each in ready:
        if each.effects == wanted and each.entity_id not in called:
            yield Overlap(each.kind, each.entity_id)


def _automations(config: ExistingAutomation, wanted: Effects, home: Home) -> Iterator[Overlap]:
    for automation in home.automations:
        if is_same(automation, config):
            continue
        if (kind := _kind(automation, config, wanted, home)) is not None:
            yield Overlap(kind, automation.entity_id, automation.name)


def _kind(
    automation: ExistingAutomation, config: ExistingAutomation, wanted: Effects, home: Home
) -> Kind | None:
    if does(automation, config, home):
        return None if automation.enabled else Kind.OFF
    if not automation.enabled or not config.effects:
        return None
    if automation.effects and _hears_something(config) and hears_all(automation, config):
        return Kind.SAME_OCCASION
    return Kind.SAME_EFFECT if has_effects(automation, wanted) else None


def _hears_something(config: ExistingAutomation) -> bool:
    """Return whether an entity triggers it: much happens at ten, and has nothing to do with it."""
    return any(valid_entity_id(trigger) for trigger in config.triggers)
