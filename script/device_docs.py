"""Write the tables of docs/devices.md from the code; the text around them is written by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
import json
from pathlib import Path
import re
import sys
from typing import Any, Final

from custom_components.homeiq.devices import context, freshness, synergies, using
from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.settings import ANYTHING, SETTINGS, Setting
from custom_components.homeiq.devices.capability import Kind
from custom_components.homeiq.devices.opportunities import RULES, find, silence
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    ONE_CLICK,
    ONE_SETTING,
    OpportunityRule,
)
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.relation import ByHand, Relation, Role, Scope
from custom_components.homeiq.devices.zigbee2mqtt.keys import FEATURES
from custom_components.homeiq.store.uses import DAYS_KEPT

ROOT: Final = Path(__file__).parent.parent
FILE: Final = ROOT / "docs" / "devices.md"
WORDS: Final = ROOT / "custom_components" / "homeiq" / "suggestions" / "words" / "en.json"
_MARKS: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_PLACES: Final[Mapping[Scope, str]] = {
    Scope.DEVICE: "on one device",
    Scope.AREA: "in one area",
    Scope.FLOOR: "on one floor",
    Scope.HOME: "in the home",
}
_DAY: Final = 86_400

type Row = Sequence[str]
type Table = tuple[Row, Iterable[Row]]  # its head, and what is below


def capabilities(words: Mapping[str, Any]) -> Table:
    """Return the capabilities that entities tell of themselves."""
    head = "it can do", "known as", "an entity has it if", "it is used by"
    rows = (
        (words["capability"][kind.key], f"`{kind.key}`", _given(kind), _used(kind))
        for kind in KINDS
    )
    return head, rows


def _given(kind: Kind) -> str:
    parts = [f"bit {kind.flag} of its features is set"] if kind.flag else []
    if kind.among:
        parts.append(f"`{kind.listed}` lists one of {_codes(sorted(kind.among))}")
    elif kind.listed:
        least = "any" if kind.least_values == 1 else f"{kind.least_values} or more"
        parts.append(f"`{kind.listed}` lists {least}")
    return " and ".join(parts) or "it is there"


def _used(kind: Kind) -> str:
    parts = []
    if kind.shown:
        plain = sorted({str(value).lower() for value in kind.plain if value != ()}, key=_by_number)
        other = f", other than {_codes(plain)}" if plain else ", changed"
        parts.append(f"{_codes(kind.shown)}{', any' if () in kind.plain else other}")
    if kind.actions:
        parts.append(_codes(sorted(kind.actions)))
    if kind.fields:
        parts.append(f"an action with {_codes(sorted(kind.fields))}")
    return "; ".join(parts)


def _by_number(text: str) -> tuple[float, str]:
    return (float(text), "") if text.isdecimal() else (-1.0, text)


def settings(words: Mapping[str, Any]) -> Table:
    """Return the settings that are known by their names."""
    head = "setting", "known as", "for example", "as devices come with it"
    rows = (
        (
            words["capability"][setting.key],
            f"`{setting.key}`",
            f"`{example(setting.words[0])}`",
            "; ".join(_untouched(setting)),
        )
        for setting in SETTINGS
    )
    return head, rows


def _untouched(setting: Setting) -> Iterator[str]:
    for domain in ("switch", "select", "number"):
        states = setting.untouched(domain)
        if states is None:
            continue
        told = "anything" if states is ANYTHING else _codes(sorted(states, key=_by_number))
        yield f"{domain}: {told}"


def example(pattern: str) -> str:
    """Return a name that a pattern of names fits."""
    without = re.sub(r"\(\?:[^()]*\)\?", "", pattern)
    first = re.sub(r"\(\?:([^|()]*)[^()]*\)", r"\1", without)
    plain = first.replace("?", "").replace(".*", "")
    return re.sub("_+", "_", plain).strip("_")


def zigbee2mqtt(words: Mapping[str, Any]) -> Table:
    """Return which features of specific exposes are which capabilities."""
    rows = (
        (
            f"`{kind}`",
            f"`{name}`",
            _codes(found) or "what the device is there for",
            _named(found, words),
        )
        for (kind, name), found in FEATURES.items()
    )
    return ("expose", "feature", "known as", "it can do"), rows


def _named(found: Iterable[str], words: Mapping[str, Any]) -> str:
    return ", ".join(words["capability"][key] for key in found)


def opportunities(words: Mapping[str, Any]) -> Table:
    """Return the rules that make an unused capability worth a line."""
    head = "suggestion", "about", "it is offered", "as"
    rows = (
        (
            _title(words["feature"][f"{rule.name}_title"]),
            _named(sorted(rule.capabilities), words),
            _when(rule),
            _form(rule, words["feature"]),
        )
        for rule in RULES
    )
    return head, rows


def _title(text: str) -> str:
    return re.sub(r"\{\w+\}", "…", text)


def _when(rule: OpportunityRule) -> str:
    when = _first_line(rule.consider).removeprefix("Return it ").removesuffix(".")
    least = getattr(rule, "least_a_week", 0.0)
    often = "once" if least == 1 else f"{least:g} times"
    return f"{when} ({often} a week or more)" if least else when


def _form(rule: OpportunityRule, words: Mapping[str, Any]) -> str:
    forms = (("description", "automation"), ("advice", "advice"))
    return " or ".join(form for key, form in forms if f"{rule.name}_{key}" in words)


def relations(_words: Mapping[str, Any]) -> Table:
    """Return the relations between devices."""
    head = "relation", "known as", "devices", "together", "offered", "benefit", "effort"
    rows = (
        (
            _first_line(sys.modules[one.template.__module__]).removesuffix("."),
            f"`{one.name}`",
            " → ".join(map(_role, one.roles)),
            _PLACES[one.scope],
            _offered(one),
            f"{one.benefit:g}",
            f"{one.effort:g}",
        )
        for one in RELATIONS
    )
    return head, rows


def _role(role: Role) -> str:
    domain = role.domain.replace("_", " ")
    if role.entity_id:
        return f"`{role.entity_id}`"
    classes = (one.replace("_", " ") or "without a class" for one in sorted(role.classes))
    return f"{domain} ({', '.join(classes)})" if role.classes else domain


def _offered(relation: Relation) -> str:
    return "if people do it by hand" if isinstance(relation, ByHand) else "without evidence, too"


def numbers(_words: Mapping[str, Any]) -> Table:
    """Return the figures that decide how much is shown, and for how long it is known."""
    rows = (
        ("opportunities in a run, at most", f"{find.MOST}"),
        ("of one rule", f"{find.MOST_OF_A_RULE}"),
        ("days of history before there is any", f"{find.LEAST_DAYS}"),
        ("health of a device, for it to be worth a suggestion", f"{find.LEAST_HEALTH:g} or more"),
        ("impact where people use the same on an equal device", f"times {find.KNOWN:g}"),
        ("ease of what one click does", f"{ONE_CLICK:g}"),
        ("of what is set once by hand", f"{ONE_SETTING:g}"),
        ("of what somebody has to think of each time", f"{BY_HAND:g}"),
        ("days on which a lamp has to be watched", f"{silence.LEAST_WATCHED}"),
        (
            "or the share of its times that it was switched on through Home Assistant",
            f"{silence.LEAST_SHARE:g}, {silence.LEAST_TIMES} times or more",
        ),
        ("synergies in a run, at most", f"{synergies.MOST}"),
        ("of one relation", f"{synergies.MOST_OF_ONE}"),
        ("without evidence", f"{synergies.MOST_UNPROVEN}"),
        ("score of a synergy with evidence", f"{synergies.PROVEN:g} to 1"),
        ("of one without", f"below {synergies.PROVEN:g}"),
        ("acts spared a week from which on more is no better", f"{synergies.OFTEN:g}"),
        ("a value counts once it has stayed for", f"{using.SETTLED:g} s"),
        ("what follows within this time is the same use", f"{using.ONE_USE:g} s"),
        ("use is remembered for", f"{DAYS_KEPT} days"),
        ("capabilities are read anew after", f"{freshness.GOOD_FOR.days} days"),
        ("what is said of a device is kept for", f"{context.TIME_TO_LIVE / _DAY:g} days"),
    )
    return ("figure", "value"), rows


TABLES: Final[tuple[Callable[[Mapping[str, Any]], Table], ...]] = (
    capabilities,
    settings,
    zigbee2mqtt,
    opportunities,
    relations,
    numbers,
)


def written(text: str) -> str:
    """Return the document with its tables as the code has them now.

    Raises ValueError where it has not each of them once.
    """
    words = json.loads(WORDS.read_text("utf-8"))
    tables = {one.__name__: one for one in TABLES}
    if sorted(match[2] for match in _MARKS.finditer(text)) != sorted(tables):
        raise ValueError(f"the document has to have each table once: {', '.join(tables)}")
    return _MARKS.sub(
        lambda match: f"{match[1]}\n{_as_text(*tables[match[2]](words))}\n\n{match[3]}", text
    )


def _as_text(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").strip().partition("\n")[0]


def main() -> None:
    """Write the tables."""
    FILE.write_text(written(FILE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
