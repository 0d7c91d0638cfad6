"""What sets an automation off and what must hold then, in a form in which it can be compared.

Keys of old and current style, texts and lists, spans and clock times that mean the same are the
same here. What cannot be compared with certainty is never taken for the same.
"""

from collections.abc import Callable, Iterator, Mapping
import json
import re
from typing import Any, Final

from custom_components.homeiq.mining.automation_config import either
from custom_components.homeiq.mining.effects import Config, References, texts

type Part = frozenset[tuple[str, str]]  # a trigger or a condition: its keys, each with its value

_NAMELESS: Final = frozenset({"alias", "id", "variables"})
UNITS: Final = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001}
_SPAN: Final = re.compile(r"([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?")
_WEEK: Final = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
_NOWHERE: Final = {"unavailable", "unknown"}
_WITHOUT_NOWHERE: Final = frozenset({"not_from", "not_to"})


def triggers_of(config: Config, references: References) -> frozenset[Part]:
    """Return what sets an automation off."""
    return frozenset(_triggers(either(config, "triggers", "trigger"), references))


def conditions_of(config: Config, references: References) -> frozenset[Part]:
    """Return what must hold then."""
    return frozenset(_conditions(either(config, "conditions", "condition"), references))


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


def items(value: object) -> Iterator[Any]:
    """Yield what is in a list, in lists of it, or alone; switched off ones are not there."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from items(item)
    elif isinstance(value, Mapping):
        if value.get("enabled") is not False:
            yield value
    elif value is not None:
        yield value


def _triggers(value: object, references: References) -> Iterator[Part]:
    """Yield triggers: one for each of several entities or times."""
    for trigger in items(value):
        if not isinstance(trigger, Mapping):
            yield frozenset({("", repr(trigger))})
            continue
        if "triggers" in trigger:
            yield from _triggers(trigger["triggers"], references)
            continue
        kind = either(trigger, "trigger", "platform")
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
    for condition in items(value):
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
    return frozenset((key, as_json(value)) for key, value in named.items() if value is not None)


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


def as_json(value: object) -> str:
    """Return a value as a text, the same however its keys are ordered."""
    return json.dumps(value, sort_keys=True, default=str)
