"""Find among the home's blueprints those that do what a suggestion does.

They are compared by what they do once their inputs are filled, never by what they are called.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
import logging
from typing import Any, Final

from homeassistant.util.yaml import Input, substitute

from custom_components.homeiq.mining.effects import ANY, References
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.doing import Doing, acts_of, doing_of, fits
from custom_components.homeiq.suggestions.filling import (
    MOST_INPUTS,
    Fillings,
    Kind,
    Slot,
    choices,
    fillings_of,
    slots_of,
    ways,
)
from custom_components.homeiq.suggestions.occasions import (
    conditions_of,
    same_triggers,
    triggers_of,
)
from custom_components.homeiq.suggestions.phrases import keys, plain
from custom_components.homeiq.suggestions.safety import RULES
from custom_components.homeiq.suggestions.words import Words

_LOGGER: Final = logging.getLogger(__name__)
MOST_FILLINGS: Final = 200  # of one blueprint for one automation
_PARTS: Final = ("triggers", "conditions", "actions")
# Where an input stands for whole steps; elsewhere for an entity, a number or the like.
_BRANCHES: Final = (
    "choose",
    "default",
    "else",
    "parallel",
    "repeat",
    "sequence",
    "then",
    "triggers",
)
_SWITCHES: Final = frozenset({"turn_on", "turn_off", "toggle"})


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A blueprint of the home, ready to be compared."""

    path: str
    name: str
    used: int  # by how many automations of the home
    slots: tuple[Slot, ...]
    defaults: Mapping[str, Any]
    parts: Mapping[str, Any]  # triggers, conditions and actions, with inputs
    kinds: frozenset[str] | None  # of its triggers; None where an input tells them
    actions: frozenset[str] | None  # what it performs; None where an input or a template tells it


def template_of(
    path: str, data: Mapping[str, Any], inputs: Mapping[str, Any], used: int
) -> Template:
    """Return a blueprint by what its file holds; `inputs` without the sections around them."""
    parts = {key: value for key, value in data.items() if key != "blueprint"}
    return Template(
        path=path,
        name=str(data["blueprint"]["name"]),
        used=used,
        slots=slots_of(inputs, parts),
        defaults={
            name: about["default"]
            for name, about in inputs.items()
            if isinstance(about, Mapping) and "default" in about
        },
        parts={key: parts[key] for key in _PARTS if key in parts},
        kinds=_told(parts.get("triggers"), ("trigger", "platform")),
        actions=_told(parts.get("actions"), ("action", "service")),
    )


def _told(value: object, wanted: tuple[str, ...]) -> frozenset[str] | None:
    """Return what stands under some keys, anywhere; None where that shows only when it is used."""
    found: set[str] = set()
    for one in _standing(value, wanted):
        if not isinstance(one, str) or "{" in one:
            return None
        found.add(one)
    return frozenset(found)


def _standing(value: object, wanted: tuple[str, ...], *, inside: bool = False) -> Iterator[object]:
    if isinstance(value, Input) and not inside:
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key in wanted and isinstance(inner, str | Input):
                yield inner
            yield from _standing(inner, wanted, inside=key not in _BRANCHES)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _standing(inner, wanted, inside=inside)


def uses(
    automation: Mapping[str, Any],
    templates: Iterable[Template],
    references: References,
    kinds: Mapping[str, Kind],
    names: Names,
) -> tuple[BlueprintUse, ...]:
    """Return how blueprints would be used to do what an automation of ours does, best first.

    First comes what is used most in the home already, then what does least besides. What would
    do something besides that a rule of safety is about is left out.
    """
    wanted = doing_of(automation, references)
    if not wanted.acts or not wanted.is_plain:
        return ()
    ours = fillings_of(automation, kinds)
    found = []
    for template in templates:
        if not _may_do(template, automation, wanted):
            continue
        try:
            use = _use(template, wanted, ours, references, names)
        except Exception as err:  # noqa: BLE001  # one odd blueprint must not cost the others
            _LOGGER.info("A blueprint cannot be compared (%s): %r", template.path, err)
            continue
        if use is not None:
            found.append((-template.used, len(use.more), template.path, use))
    return tuple(use for *_, use in sorted(found, key=lambda each: each[:3]))


def _may_do(template: Template, automation: Mapping[str, Any], wanted: Doing) -> bool:
    """Return whether it is worth a look: most blueprints listen to something else."""
    if len(template.slots) > MOST_INPUTS:
        return False
    kinds = {trigger["trigger"] for trigger in automation["triggers"]}
    if template.kinds is not None and not kinds <= template.kinds:
        return False
    return template.actions is None or all(
        act.action in template.actions or _switched(act.action) in template.actions
        for act in wanted.acts
    )


def _switched(action: str) -> str:
    """Return the action that does the same with entities of any domain."""
    name = action.partition(".")[2]
    return f"homeassistant.{name}" if name in _SWITCHES else action


def _use(
    template: Template, wanted: Doing, ours: Fillings, references: References, names: Names
) -> BlueprintUse | None:
    """Return the way of using a blueprint that does least besides, if it does the same."""
    best: BlueprintUse | None = None
    for inputs, filled in islice(_filled(template, wanted, ours, references), MOST_FILLINGS):
        if not wanted.acts <= acts_of(filled, references):
            continue
        theirs = doing_of(filled, references)
        besides = sorted(theirs.effects - wanted.effects)
        if not fits(wanted, theirs) or not all(_is_harmless(*each, names) for each in besides):
            continue
        more = tuple(f"{entity_id} {state}" for entity_id, state in besides)
        if best is None or len(more) < len(best.more):
            best = BlueprintUse(template.path, template.name, inputs, more)
    return best


def _filled(
    template: Template, wanted: Doing, ours: Fillings, references: References
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield inputs, and the blueprint with them, where its triggers and conditions are ours.

    Those of triggers come first, then those of conditions: most are ruled out by few of them.
    """
    among = choices(template.slots, ours)
    if among is None:
        return

    def fill(part: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        given = {**template.defaults, **inputs}
        return {part: substitute(template.parts[part], given)} if part in template.parts else {}

    stages = _stages(template.slots, among)
    for first in islice(ways(stages[0]), MOST_FILLINGS):
        triggers = fill("triggers", first)
        if not same_triggers(wanted.triggers, triggers_of(triggers, references)):
            continue
        for second in islice(ways(stages[1]), MOST_FILLINGS):
            conditions = fill("conditions", first | second)
            if conditions_of(conditions, references) != wanted.conditions:
                continue
            for third in ways(stages[2]):
                inputs = first | second | third
                yield inputs, triggers | conditions | fill("actions", inputs)


def _stages(
    slots: Iterable[Slot], among: Mapping[str, list[Any]]
) -> tuple[dict[str, list[Any]], ...]:
    """Return what may fill inputs of triggers, those of conditions, and all others."""
    stages: tuple[dict[str, list[Any]], ...] = ({}, {}, {})
    for slot in slots:
        if slot.name in among:
            parts = {place.part for place in slot.places}
            number = 0 if "triggers" in parts else 1 if "conditions" in parts else 2
            stages[number][slot.name] = among[slot.name]
    return stages


def _is_harmless(entity_id: str, state: str, names: Names) -> bool:
    return not any(rule.applies(Effect(entity_id, state), names) for rule in RULES)


def blueprint_sentence(use: BlueprintUse, names: Names, words: Words) -> str:
    """Return which blueprint does the same, and what it would do besides, as a sentence."""
    if not use.more:
        return words.text("blueprint", "same", name=use.name)
    acts = [_act(*each.partition(" ")[::2], names, words) for each in use.more]
    return words.text("blueprint", "more", name=use.name, acts=words.join(acts))


def _act(entity_id: str, state: str, names: Names, words: Words) -> str:
    name = names.entity(entity_id)
    if state == ANY:
        return words.text("blueprint", "any", name=name)
    return words.first("act", keys(entity_id, state, names), name=name, state=plain(state))


type Stop = Callable[[], bool]


def all_uses(
    automations: Mapping[str, Mapping[str, Any]],
    templates: Iterable[Template],
    references: References,
    kinds: Mapping[str, Kind],
    names: Names,
    should_stop: Stop,
) -> dict[str, tuple[BlueprintUse, ...]]:
    """Return `uses` of some automations by the keys that they are given with.

    Those that are not reached before `should_stop` answers True have none.
    """
    found: dict[str, tuple[BlueprintUse, ...]] = {}
    listed = tuple(templates)
    for key, automation in automations.items():
        if should_stop():
            break
        found[key] = uses(automation, listed, references, kinds, names)
    return found
