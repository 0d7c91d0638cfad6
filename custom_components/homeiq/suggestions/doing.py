"""What an automation does, in a form in which two automations can be compared.

Keys of old and current style, texts and lists, spans and clock times that mean the same are the
same here. What cannot be compared with certainty is never taken for the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
import json
import re
from typing import Any, Final

from custom_components.homeiq.mining.automation_config import existing_automation, performed
from custom_components.homeiq.mining.effects import (
    Config,
    Effects,
    References,
    service_effects,
    texts,
)

type Part = frozenset[tuple[str, str]]  # a trigger or a condition: its keys, each with its value

_QUIET: Final = frozenset({"logbook.log", "system_log.write"})  # nobody notices them
_NAMELESS: Final = frozenset({"alias", "id", "variables"})
_TARGETS: Final = ("entity_id", "device_id", "area_id", "floor_id", "label_id")
UNITS: Final = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001}
_SPAN: Final = re.compile(r"([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?")
_WEEK: Final = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
_NOWHERE: Final = {"unavailable", "unknown"}
_WITHOUT_NOWHERE: Final = frozenset({"not_from", "not_to"})
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
    actions = _either(config, "actions", "action")
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


def triggers_of(config: Config, references: References) -> frozenset[Part]:
    """Return what sets an automation off."""
    return frozenset(_triggers(_either(config, "triggers", "trigger"), references))


def conditions_of(config: Config, references: References) -> frozenset[Part]:
    """Return what must hold then."""
    return frozenset(_conditions(_either(config, "conditions", "condition"), references))


def acts_of(config: Config, references: References) -> frozenset[Act]:
    """Return what is surely done."""
    return frozenset(_acts(_either(config, "actions", "action"), references)[0])


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


def span(value: object) -> float | None:
    """Return seconds of a span as people write it; None for a template and what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Mapping):
        parts = [_in_seconds(key, number) for key, number in value.items()]
        return None if None in parts or not parts else sum(part for part in parts if part)
    if not isinstance(value, str):
        return None
    if match := _SPAN.fullmatch(value.strip()):
        sign, hours, minutes, seconds = match.groups()
        total = int(hours) * 3600 + int(minutes) * 60 + float(seconds or 0)
        return -total if sign == "-" else total
    return _number(value)


def _in_seconds(unit: object, value: object) -> float | None:
    number = _number(value)
    return None if number is None or unit not in UNITS else number * UNITS[str(unit)]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _either(config: Config, *keys: str) -> object:
    """Return the first of these keys that is there."""
    return next((config[key] for key in keys if key in config), None)


def _items(value: object) -> Iterator[Any]:
    """Yield what is in a list, in lists of it, or alone; switched off ones are not there."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _items(item)
    elif isinstance(value, Mapping):
        if value.get("enabled") is not False:
            yield value
    elif value is not None:
        yield value


def same_triggers(ours: frozenset[Part], theirs: frozenset[Part]) -> bool:
    """Return whether two sets of triggers come to the same.

    Ours say from which state on, so that a return from being unavailable never counts; who does
    not say it acts a little more often, as most do.
    """
    return len(ours) == len(theirs) and all(
        any(one == other or _without_from(one) == other for other in theirs) for one in ours
    )


def _without_from(part: Part) -> Part:
    return frozenset((key, value) for key, value in part if key != "from")


def _triggers(value: object, references: References) -> Iterator[Part]:
    """Yield triggers: one for each of several entities or times."""
    for trigger in _items(value):
        if not isinstance(trigger, Mapping):
            yield frozenset({("", repr(trigger))})
            continue
        if "triggers" in trigger:
            yield from _triggers(trigger["triggers"], references)
            continue
        kind = _either(trigger, "trigger", "platform")
        about = {key: each for key, each in trigger.items() if key not in ("trigger", "platform")}
        for key in ("entity_id", "at"):
            if isinstance(several := about.get(key), list | tuple) and key in about:
                for one in several:
                    yield _part(kind, {**about, key: one}, references)
                break
        else:
            yield _part(kind, about, references)


def _conditions(value: object, references: References) -> Iterator[Part]:
    """Yield conditions that must hold all; what always holds is none."""
    for condition in _items(value):
        if not isinstance(condition, Mapping):
            if str(condition).strip().lower() not in {"true", "{{ true }}"}:
                yield _part("template", {"value_template": condition}, references)
            continue
        if "and" in condition:
            yield from _conditions(condition["and"], references)
            continue
        kind = condition.get("condition")
        about = {key: each for key, each in condition.items() if key != "condition"}
        if kind == "and":
            yield from _conditions(about.get("conditions"), references)
        elif kind == "time":
            yield from _times(about, references)
        else:
            yield _part(kind, about, references)


def _times(about: dict[Any, Any], references: References) -> Iterator[Part]:
    """Yield the days and the hours of a condition apart, as either may stand alone."""
    days = about.pop("weekday", None)
    if days is not None and not set(texts(days)) >= _WEEK:
        yield _part("time", {"weekday": days}, references)
    if about.keys() - _NAMELESS - {"enabled"}:
        yield _part("time", about, references)


def _part(kind: object, about: Mapping[Any, Any], references: References) -> Part:
    """Return a trigger or condition by its keys, without what it is called."""
    named: dict[str, object] = {"kind": str(kind)}
    for key, value in about.items():
        if key == "enabled" and value is True:
            continue
        if key not in _NAMELESS or (key == "id" and kind == "trigger"):
            named[str(key)] = _plain(str(key), value, references)
    for key in _WITHOUT_NOWHERE & named.keys():
        if isinstance(named[key], list) and set(texts(named[key])) <= _NOWHERE:
            del named[key]
    if named.get("for") == 0:
        del named["for"]
    return frozenset((key, _json(value)) for key, value in named.items() if value is not None)


def _plain(key: str, value: object, references: References) -> object:
    """Return a value in one of the ways in which it can be written."""
    if isinstance(value, str) and "{" in value:
        return value.strip()
    if (read := _READ.get(key)) is not None:
        found = read(value)
        return value if found is None else found
    if key == "entity_id":
        return sorted(references.named({"entity_id": value})) or value
    if isinstance(value, Mapping):
        return {str(inner): _plain(str(inner), each, references) for inner, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain("", each, references) for each in value]
    return value


def _listed(value: object) -> list[str] | None:
    return sorted(texts(value)) or None


_READ: Final[Mapping[str, Callable[[object], object]]] = {
    **dict.fromkeys(("from", "not_from", "not_to", "state", "to", "weekday"), _listed),
    **dict.fromkeys(("after", "at", "before", "for", "offset"), span),
    **dict.fromkeys(("above", "below"), _number),
}


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


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
        elif isinstance(_either(step, "action", "service"), str):
            service, data = next(performed([step], references))  # those after it are of a script
            done += _each(service, data, after, references)
        elif not step.keys() <= {"variables", "alias", "enabled"}:
            return done, False
    return done, True


def _steps(actions: object) -> Iterator[Any]:
    """Yield the steps one after the other, those of a plain sequence too."""
    for step in _items(actions):
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
    others = _json(_floats({key: each for key, each in data.items() if key not in _TARGETS}))
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
    named = [_either(step, "action", "service"), *_named(step), *_named(step.get("target"))]
    named += [*_named(step.get("data")), *_named(step.get("data_template"))]
    return not any("{" in text for value in named for text in texts(value))


def _named(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [value[key] for key in _TARGETS if key in value]
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
