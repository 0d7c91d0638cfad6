"""What the actions of an automation are about, before they are performed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import ENTITY_MATCH_ALL

from custom_components.homeiq.mining.automation_config import either, performed
from custom_components.homeiq.mining.effects import (
    TARGETS,
    Config,
    References,
    service_effects,
    texts,
)

# What is only told something has no state to be reported.
TOLD: Final = frozenset({"notify", "persistent_notification"})


@dataclass(frozen=True, slots=True)
class Branch:
    """The actions that are performed upon one of an automation's triggers."""

    actions: tuple[Any, ...]
    trigger_id: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What actions may act on, in whichever branch."""

    entity_ids: tuple[str, ...] = ()  # in the order of the actions, members of groups too
    named: frozenset[str] = frozenset()  # those of them that the actions name themselves
    effects: frozenset[tuple[str, str]] = frozenset()  # (entity id, state)
    is_open: bool = False  # a template says what is done, or to what; or all there is may be meant


def first_branch(config: Config) -> Branch:
    """Return what an automation does upon the first of its triggers that it does something for.

    Where it chooses by its trigger, other branches, and what else a branch asks, are left out: as
    the conditions of the automation are.
    """
    actions = _listed(either(config, "actions", "action"))
    trigger_id = next(
        (ids[0] for action in actions for ids in map(_trigger_ids, _options(action)) if ids),
        _first_trigger(config),
    )
    chosen: list[Any] = []
    for action in actions:
        chosen.extend(_taken(action, trigger_id))
    return Branch(tuple(chosen), trigger_id)


def reach_of(actions: object, references: References) -> Reach:
    """Return what actions may act on, as they are written."""
    found: dict[str, None] = {}
    named: set[str] = set()
    effects: set[tuple[str, str]] = set()
    for service, data in performed(actions, references):
        domain = service.partition(".")[0]
        if domain in TOLD:
            continue
        targets = references.targeted(data, "homeassistant" if "{" in service else domain)
        named.update(references.named(data))
        caused = service_effects(service, data, references)
        effects |= caused
        members = [each for target in targets for each in references.members(target)]
        found |= dict.fromkeys([*targets, *members, *sorted(each for each, _ in caused)])
    entity_ids = tuple(each for each in found if each.partition(".")[0] not in TOLD)
    scripts = [
        references.scripts[each].get("sequence") for each in found if each in references.scripts
    ]
    return Reach(entity_ids, frozenset(named), frozenset(effects), _is_open([actions, scripts]))


def _taken(action: Any, trigger_id: str) -> list[Any]:
    """Return what is performed of an action upon a trigger."""
    options = _options(action)
    if not any(map(_trigger_ids, options)):
        return [action]
    for option in options:
        if trigger_id in _trigger_ids(option):
            return _listed(option.get("sequence"))
    return _listed(action.get("default"))


def _options(action: Any) -> list[Config]:
    options = action.get("choose") if isinstance(action, Mapping) else None
    return [option for option in _listed(options) if isinstance(option, Mapping)]


def _trigger_ids(option: Config) -> list[str]:
    """Return the ids of the triggers that an option is for; none for any other option."""
    return [
        trigger_id
        for condition in _listed(option.get("conditions"))
        if isinstance(condition, Mapping) and condition.get("condition") == "trigger"
        for trigger_id in texts(condition.get("id"))
    ]


def _first_trigger(config: Config) -> str:
    triggers = _listed(either(config, "triggers", "trigger"))
    first = triggers[0] if triggers else None
    # Without an id of its own a trigger has its number.
    return str(first.get("id", 0)) if isinstance(first, Mapping) else "0"


def _listed(value: Any) -> list[Any]:
    """Return what is in a list; of a single one a list of it."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _is_open(value: object) -> bool:
    """Return whether what is done to what shows only when it is done."""
    return any("{" in text or text == ENTITY_MATCH_ALL for text in _deciding(value))


def _deciding(value: object) -> Iterator[str]:
    """Yield the texts that say what is done, and to what."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _deciding(item)
    if not isinstance(value, Mapping):
        return
    for key, inner in value.items():
        if key in {"action", "service", "scene", "target", *TARGETS}:
            yield from texts(inner)
        yield from _deciding(inner)
