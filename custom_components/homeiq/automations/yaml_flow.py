"""One item more or less in a YAML list that is written in brackets, as programs write JSON.

What is put in is JSON, so that a program that wrote the file can read it again; which is YAML too,
where what YAML minds is escaped. Indentation and separators are those of the items before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
import json
import re
from typing import Any, Final

import yaml

from custom_components.homeiq.automations.yaml_layout import end_of, scalar, start_of
from custom_components.homeiq.automations.yaml_reading import ENDS, Listing

# JSON may have these as they are; YAML takes some for the end of a line, and others not at all.
_ESCAPED: Final = re.compile(
    rf"[\x85\u2028\u2029\ufeff]|{yaml.reader.Reader.NON_PRINTABLE.pattern}"
)
_BREAK: Final = re.compile(r"[\n\r]")
_MARKS: Final = re.compile(r",|#[^\n\r\x85\u2028\u2029]*")  # what may be between two items
_NOTHING_BEHIND: Final = re.compile(r"[ \t]*,?[ \t]*[\n\r\x85\u2028\u2029]")
_COMMENT_BEHIND: Final = re.compile(r"[ \t]*(,?)[ \t]*#[^\n\r\x85\u2028\u2029]*")


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """How an item in brackets is written."""

    separator: str = ", "  # from the item before, with the comma; empty: there is none
    indent: str = ""  # of the line that the item begins on
    step: str | None = None  # what lines within it are indented by more; None: it is one line
    colon: str = ": "
    newline: str = "\n"


def flow_item(item: Mapping[str, Any], layout: FlowLayout = FlowLayout()) -> str:
    """Return a mapping in brackets, without a separator and without the indent of its first line.

    Raises YAMLError for what YAML cannot say.
    """
    return _node(item, layout.indent, layout)


def flow_layout_of(listing: Listing) -> FlowLayout:
    """Return how most of the last items of a list in brackets are written."""
    steps: Counter[str | None] = Counter()
    colons: Counter[str] = Counter()
    for opening, *inner in reversed(listing.latest):
        if isinstance(opening, yaml.MappingStartEvent) and len(inner) > 1:
            steps[_step(listing.text, opening, inner[0])] += 1
            colons[_colon(listing.text, end_of(inner[0]).index)] += 1
    colon = _usual(colons) or ": "
    separator = _separator(listing, colon)
    return FlowLayout(
        separator=separator,
        indent=_indent(listing, separator),
        step=_usual(steps),
        colon=colon,
        newline=listing.newline,
    )


def additions(listing: Listing, ours: str, layout: FlowLayout) -> Iterator[str]:
    """Yield the texts that a list may become with our item as its last, the best first."""
    text = listing.text
    last = listing.items[-1].last if listing.items else listing.stop
    if comment := _COMMENT_BEHIND.match(text, last):  # which tells about what it stands behind
        end, has_comma = comment.end(), bool(comment[1])
        ours_alone = f"{layout.newline}{layout.indent}{ours}{',' if has_comma else ''}"
        yield text[:last] + ("" if has_comma else ",") + text[last:end] + ours_alone + text[end:]
    # A value that was left out ends where the next mark is: there the space is before it.
    separator = layout.separator.lstrip() if text[last - 1].isspace() else layout.separator
    yield text[:last] + separator + ours + text[last:]


def removals(listing: Listing, number: int) -> Iterator[str]:
    """Yield the texts that a list may become without an item and its comma, the best first."""
    text, items = listing.text, listing.items
    item = items[number]
    stop = items[number + 1].first if number + 1 < len(items) else listing.stop
    comma = _comma(text, item.last, stop)
    if number:
        previous = items[number - 1].last
        marks = list(_MARKS.finditer(text, previous, item.first))
        if len(marks) == 1:  # no comments
            yield _cut(text, (previous, item.last))
        comma = comma or _comma(text, previous, item.first)
        if _NOTHING_BEHIND.match(text, item.last):  # that a comment before would swallow
            yield _cut(text, (marks[-1].end(), item.last), *comma)
    behind = max([item.last, *(end for _, end in comma)])
    after = min(stop, len(text) - len(text[behind:].lstrip()))
    yield _cut(text, (item.first, item.last), *comma, (behind, after))


def _comma(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return where the comma between two items is, if there is one."""
    return [mark.span() for mark in _MARKS.finditer(text, start, stop) if mark[0] == ","]


def _cut(text: str, *spans: tuple[int, int]) -> str:
    for start, stop in sorted(spans, reverse=True):
        text = text[:start] + text[stop:]
    return text


def _usual[T](seen: Counter[T]) -> T | None:
    """Return what was seen most often, of several what was seen first."""
    return seen.most_common(1)[0][0] if seen else None


def _step(text: str, opening: yaml.Event, key: yaml.Event) -> str | None:
    """Return what the first key of an item is indented by more than the item is."""
    if not _BREAK.search(text, end_of(opening).index, start_of(key).index):
        return None
    inner = _line_indent(text, start_of(key).index)
    outer = _line_indent(text, start_of(opening).index)
    return inner.removeprefix(outer) if inner.startswith(outer) else "  "


def _line_indent(text: str, at: int) -> str:
    """Return what the line is indented by that an index is in."""
    start = max(text.rfind(end, 0, at) for end in ENDS) + 1
    line = text[start:at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _colon(text: str, end: int) -> str:
    """Return the colon behind a key that ends there, with its space."""
    return ":" if text[end] == ":" and not text[end + 1].isspace() else ": "


def _separator(listing: Listing, colon: str) -> str:
    """Return what is most often between two items; what is before the only one, as it were."""
    text, items = listing.text, listing.items
    latest = items[-len(listing.latest) - 1 :]
    gaps = [text[one.last : other.first] for one, other in pairwise(latest)]
    clean = Counter(gap for gap in reversed(gaps) if gap.strip() == ",")
    if (usual := _usual(clean)) is not None:
        return usual
    if not items:
        return ""
    first = items[-1].first
    before = items[-2].last if gaps else text.rfind("[", 0, first)
    if _BREAK.search(text, before, first):
        return f",{listing.newline}{_line_indent(text, first)}"
    return colon.replace(":", ",")


def _indent(listing: Listing, separator: str) -> str:
    """Return what the line is indented by that our item begins on."""
    if _BREAK.search(separator):
        line = _BREAK.split(separator)[-1]
        return _line_indent(line, len(line))
    return _line_indent(listing.text, listing.items[-1].last) if listing.items else ""


def _node(value: Any, indent: str, layout: FlowLayout) -> str:
    if isinstance(value, Mapping):
        inner = _inner(indent, layout)
        entries = (_entry(key, part, inner, layout) for key, part in value.items())
        return _enclosed("{", entries, "}", indent, layout)
    if isinstance(value, list | tuple):
        inner = _inner(indent, layout)
        return _enclosed("[", (_node(part, inner, layout) for part in value), "]", indent, layout)
    return _text(value) if isinstance(value, str) else scalar(value)


def _inner(indent: str, layout: FlowLayout) -> str:
    return indent + (layout.step or "")


def _entry(key: Any, value: Any, indent: str, layout: FlowLayout) -> str:
    # Only behind a quoted key may the colon be without a space.
    head = f"{_text(key)}{layout.colon}" if isinstance(key, str) else f"{scalar(key)}: "
    return head + _node(value, indent, layout)


def _enclosed(start: str, parts: Iterable[str], end: str, indent: str, layout: FlowLayout) -> str:
    parts = list(parts)
    if layout.step is None or not parts:
        return f"{start}{layout.colon.replace(':', ',').join(parts)}{end}"
    line = f"{layout.newline}{_inner(indent, layout)}"
    return f"{start}{line}{f',{line}'.join(parts)}{layout.newline}{indent}{end}"


def _text(value: str) -> str:
    return _ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
    )
