"""How somebody lays out their YAML, and a list item laid out like that.

Home Assistant's own editor writes every file in one manner; people have others. What is added to
a file looks like the rest of it, which a dumper with one indentation for everything cannot do. So
the lines are laid out here, and only scalars are left to the dumper, who knows what to quote.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import sys
from typing import Any, Final, cast

import yaml

_LEAST_GAP: Final = 2  # columns: the dash and one space
_NO_LITERAL: Final = frozenset("\t\r\x85\u2028\u2029\ufeff")
# YAML reads some of these as numbers or times, and which depends on the version of YAML.
_DOUBTFUL_BEGINNINGS: Final = tuple("0123456789+-.~=")
_DOUBTFUL: Final = frozenset({"y", "n"})
_STR: Final = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things begin; in columns."""

    dash: int = 0  # of the outermost list
    gap: int = _LEAST_GAP  # from a dash to what it introduces
    step: int = 2  # from a key to the keys under it
    lists: int = 0  # from a key to the dashes under it
    newline: str = "\n"


@dataclass(slots=True)
class _Open:
    """A block whose end is not reached yet."""

    is_mapping: bool
    column: int | None  # None: not known yet, or nothing to learn from


def start_of(event: yaml.Event) -> yaml.Mark:
    """Return where an event that was parsed begins."""
    return cast("yaml.Mark", event.start_mark)


def end_of(event: yaml.Event) -> yaml.Mark:
    """Return where an event that was parsed ends."""
    return cast("yaml.Mark", event.end_mark)


def layout_of(events: Iterable[yaml.Event], newline: str) -> Layout:
    """Return the most usual layout of a block list, from its events; their end may be missing."""
    seen: dict[str, Counter[int]] = {name: Counter() for name in ("dash", "gap", "step", "lists")}
    blocks: list[_Open] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            blocks.pop()
            continue
        column = None if _is_marked(event) else start_of(event).column
        if blocks:
            _compare(blocks[-1], event, column, seen)
        elif column is not None:
            seen["dash"][column] += 1
        if isinstance(event, yaml.CollectionStartEvent):
            is_list = isinstance(event, yaml.SequenceStartEvent)
            is_block = not event.flow_style
            blocks.append(_Open(is_block and not is_list, column if is_block else None))
    usual = {name: counts.most_common(1)[0][0] for name, counts in seen.items() if counts}
    gap = max(usual.get("gap", _LEAST_GAP), _LEAST_GAP)
    # What is under a key that begins with a question mark may be left of it.
    return Layout(
        dash=usual.get("dash", 0),
        gap=gap,
        step=max(usual.get("step", gap), 1),
        lists=max(usual.get("lists", 0), 0),
        newline=newline,
    )


def _is_marked(event: yaml.Event) -> bool:
    """Tell whether something begins with an anchor or a tag, often on the line before it."""
    return bool(getattr(event, "anchor", None) or getattr(event, "tag", None))


def _compare(
    around: _Open, event: yaml.Event, column: int | None, seen: Mapping[str, Counter[int]]
) -> None:
    if around.column is None and around.is_mapping:
        around.column = column  # that of its first key
    if around.column is None or column is None:
        return
    distance = column - around.column
    if not around.is_mapping:
        seen["gap"][distance] += 1
    elif isinstance(event, yaml.CollectionStartEvent) and not event.flow_style:
        under = "lists" if isinstance(event, yaml.SequenceStartEvent) else "step"
        seen[under][distance] += 1


def newline_of(text: str) -> str:
    """Return how most lines of a text end."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"


def list_item(item: Mapping[str, Any], layout: Layout = Layout()) -> str:
    """Return a mapping as the item of a block list, each line with its end."""
    return "".join(line + layout.newline for line in _list([item], layout.dash, layout))


def _list(items: Iterable[Any], column: int, layout: Layout) -> Iterator[str]:
    for item in items:
        first, *others = _node(item, column + layout.gap, layout)
        yield f"{' ' * column}-{first[column + 1 :]}"
        yield from others


def _node(value: Any, column: int, layout: Layout) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entry(f"{' ' * column}{scalar(key)}:", inner, column, layout)
    elif isinstance(value, list | tuple) and value:
        yield from _list(value, column, layout)
    elif isinstance(value, str) and _is_literal(value):
        yield from _literal(" " * column, value, column)
    else:
        yield f"{' ' * column}{scalar(value)}"


def _entry(head: str, value: Any, column: int, layout: Layout) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple) and value:
        yield head
        under = layout.step if isinstance(value, Mapping) else layout.lists
        yield from _node(value, column + under, layout)
    elif isinstance(value, str) and _is_literal(value):
        yield from _literal(f"{head} ", value, column + layout.step)
    else:
        yield f"{head} {scalar(value)}"


def _is_literal(text: str) -> bool:
    """Tell whether a text of several lines reads the same when it is written as lines."""
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and bool(lines[0])
        and bool(lines[-1])
        and not lines[0].startswith(" ")
        and all(line == line.rstrip() for line in lines)
        and _NO_LITERAL.isdisjoint(text)
        and yaml.reader.Reader.NON_PRINTABLE.search(text) is None
    )


def _literal(head: str, text: str, column: int) -> Iterator[str]:
    yield f"{head}{'|' if text.endswith('\n') else '|-'}"
    for line in text.removesuffix("\n").split("\n"):
        yield f"{' ' * column}{line}" if line else ""


def scalar(value: Any) -> str:
    """Return what stands in one line for anything without parts."""
    if isinstance(value, str):
        style = None
        if not _NO_LITERAL.isdisjoint(value) or "\n" in value:
            style = '"'
        elif value.startswith(_DOUBTFUL_BEGINNINGS) or value.lower() in _DOUBTFUL:
            style = "'"
        node = yaml.ScalarNode(_STR, str(value), style=style)
        text: str = yaml.serialize(
            node, Dumper=yaml.SafeDumper, allow_unicode=True, width=sys.maxsize
        )
    else:
        text = yaml.safe_dump(value, default_flow_style=True)
    return text.removesuffix("...\n").removesuffix("\n")
