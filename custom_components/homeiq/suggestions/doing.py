"""What an automation does, in a form in which two automations can be compared.

What cannot be compared with certainty is never taken for the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.mining.automation_config import (
    either,
    existing_automation,
    performed,
)
from custom_components.homeiq.mining.effects import (
    TARGETS,
    Config,
    Effects,
    References,
    service_effects,
    texts,
)
from custom_components.homeiq.suggestions.occasions import (
    Part,
    as_json,
    conditions_of,
    items,
    same_triggers,
    span,
    triggers_of,
)

_QUIET: Final = frozenset({"logbook.log", "system_log.write"})  # nobody notices them
_SWITCHING: Final = frozenset({"turn_on", "turn_off", "toggle"})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is surely done with one entity, or without any."""

    after: float  # seconds from the trigger
    entity_id: str
    action: str
    data: str  # as JSON


@dataclass(frozen=True, slots=True)
class Doing:
    """What an automation does."""

    triggers: frozenset[Part]
    conditions: frozenset[Part]
    acts: frozenset[Act]  # those that nothing but its conditions can keep from being done
    effects: Effects  # all that it may do
    called: Mapping[Act, Effects]  # whatever it may do at some time, as if it were done at once
    is_plain: bool  # it does nothing else than its acts
    is_known: bool  # no template and no event hides what it does


def doing_of(config: Config, references: References) -> Doing:
    """Return what an automation does; `config` with a blueprint's inputs filled in."""
    actions = either(config, "actions", "action")
    acts, is_plain = _acts(actions, references)
    return Doing(
        triggers=triggers_of(config, references),
        conditions=conditions_of(config, references),
        acts=frozenset(acts),
        effects=existing_automation("", "", config, references).effects,
        called=_called(actions, references),
        is_plain=is_plain,
        is_known=all(_is_known(step) for step in _everything(actions)),
    )


def acts_of(config: Config, references: References) -> frozenset[Act]:
    """Return what is surely done."""
    return frozenset(_acts(either(config, "actions", "action"), references)[0])


def fits(ours: Doing, theirs: Doing) -> bool:
    """Return whether one does all that the other does, whenever that does it and only then.

    What it does besides is its effects that ours lacks.
    """
    return (
        bool(ours.acts)
        and ours.is_plain
        and theirs.is_known
        and ours.acts <= theirs.acts
        and ours.effects <= theirs.effects
        and _shows_more(ours, theirs)
        and ours.conditions == theirs.conditions
        and same_triggers(ours.triggers, theirs.triggers)
    )


def _shows_more(ours: Doing, theirs: Doing) -> bool:
    """Return whether all that one does besides shows in its effects.

    A message shows in none, nor does a lamp that is dimmed after it was turned on.
    """
    return all(
        act in ours.called or bool(leads - ours.effects) for act, leads in theirs.called.items()
    )


def _acts(actions: object, references: References) -> tuple[list[Act], bool]:
    """Return what is done in any case, and whether that is all.

    That ends where something else is waited for than some time, or is asked, or branches off.
    """
    done: list[Act] = []
    after = 0.0
    for step in _steps(actions):
        if not isinstance(step, Mapping) or step.get("enabled", True) is not True:
            return done, False
        if "delay" in step:
            if (seconds := span(step["delay"])) is None:
                return done, False
            after += seconds
        elif isinstance(either(step, "action", "service"), str):
            service, data = next(performed([step], references))  # those after it are of a script
            done += _each(service, data, after, references)
        elif not step.keys() <= {"variables", "alias", "enabled"}:
            return done, False
    return done, True


def _steps(actions: object) -> Iterator[Any]:
    """Yield the steps one after the other, those of a plain sequence too."""
    for step in items(actions):
        if isinstance(step, Mapping) and "sequence" in step and "repeat" not in step:
            yield from _steps(step["sequence"])
        else:
            yield step


def _called(actions: object, references: References) -> dict[Act, Effects]:
    """Return whatever actions may do in any branch, and in scripts; without when."""
    return {
        act: service_effects(service, data, references)
        for service, data in performed(actions, references)
        if service not in _QUIET
        for act in _each(service, data, 0.0, references)
    }


def _each(service: str, data: Config, after: float, references: References) -> Iterator[Act]:
    """Yield what an action does, for each of its entities."""
    domain, _, name = service.partition(".")
    others = as_json(_floats({key: each for key, each in data.items() if key not in TARGETS}))
    for entity_id in references.targeted(data, domain) or ("",):
        own = domain
        if domain == "homeassistant" and name in _SWITCHING and entity_id:
            own = entity_id.partition(".")[0]
        yield Act(after, entity_id, f"{own}.{name}", others)


def _floats(value: object) -> object:
    """Return a value in which 30 and 30.0 are the same."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _floats(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_floats(each) for each in value]
    return value


def _is_known(step: Config) -> bool:
    """Return whether a step of actions is no event, and names what it does and with what."""
    if isinstance(step.get("event"), str) and not step.keys() & {"trigger", "platform"}:
        return False
    named = [either(step, "action", "service"), *_named(step), *_named(step.get("target"))]
    named += [*_named(step.get("data")), *_named(step.get("data_template"))]
    return not any("{" in text for value in named for text in texts(value))


def _named(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [value[key] for key in TARGETS if key in value]
    return [value]  # a template in place of a target or data


def _everything(value: object) -> Iterator[Config]:
    """Yield all mappings in actions, in whatever branch."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _everything(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _everything(inner)
