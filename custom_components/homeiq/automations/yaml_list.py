"""Adding an automation to a YAML list of them, as text.

A parser only says where the list ends and what is in it. The file is never written by a dumper:
that would lose its comments, its quotes, its `!include` and `!secret`, and has cost people their
automations. Afterwards the text is parsed again and must be, event by event, what it was before
with our item in it; constructors are never used, so that tags of any kind are just tags.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
import re
from typing import Any, Final

import yaml

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_layout import (
    end_of,
    layout_of,
    list_item,
    newline_of,
    start_of,
)

# A list of 500 automations takes seconds without the parser written in C.
LOADER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_TELLING: Final = 100  # items: the last of hundreds tell how they are laid out
_BOM: Final = "\ufeff"
_ENDS: Final = ("\n", "\r")
_DASH: Final = re.compile(r"^[ \t]*-[ \t]+$")
_EMPTY_FLOW: Final = re.compile(r"\[\s*\]")
_REST_OF_LINE: Final = re.compile(r"\A[ \t]*(?:\r\n|\r|\n|\Z)")

type Key = tuple[object, ...]  # what an event says, without where


@dataclass(frozen=True, slots=True)
class Addition:
    """A text with one more item in its list."""

    text: str
    block: str  # what was put in, whole lines


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list; its events are not kept, for hundreds of thousands burden everybody."""

    id: str | None
    first: int  # index of the text where it begins, behind its dash
    last: int  # where the last of its values ends
    says: bytes  # a hash of all that its events say


@dataclass(frozen=True, slots=True)
class _Listing:
    """A text that is a block list, or is empty and may become one."""

    text: str
    end: int  # index of the text where the document ends
    newline: str
    head: Key | None = None  # of the document, how it begins; None: nothing but comments
    start: yaml.SequenceStartEvent | None = None  # None: no list yet
    items: tuple[_Item, ...] = ()
    latest: tuple[yaml.Event, ...] = ()  # of the last items: how they are laid out

    @property
    def ids(self) -> list[str | None]:
        """The `id` of each item."""
        return [item.id for item in self.items]


def ids(text: str) -> list[str]:
    """Return the ids of a list's items, in their order; raises EditError where it is no list."""
    return [found for found in _read(text.removeprefix(_BOM)).ids if found is not None]


def add(text: str, automation_id: str, config: Mapping[str, Any]) -> Addition:
    """Return the text with an automation more in its list; raises EditError.

    The configuration has no `id`; the item begins with it.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    before = _read(text.removeprefix(_BOM))
    if automation_id in before.ids:
        raise EditError(
            f"An automation has the id {automation_id} already",
            "automations_already_there",
            automation_id=automation_id,
        )
    block = _block({"id": automation_id, **config} | {"id": automation_id}, before)
    ours = _read(block).items
    for at, result in _candidates(before, block):
        wanted = [*before.items[:at], *ours, *before.items[at:]]
        if _says(result, before, wanted):
            return Addition(bom + result, block)
    raise _impossible()


def remove(text: str, automation_id: str) -> str:
    """Return the text without the items of that id, their lines only; raises EditError."""
    bom = _BOM if text.startswith(_BOM) else ""
    before = _read(text.removeprefix(_BOM))
    if automation_id not in before.ids:
        return text
    kept = [item for item in before.items if item.id != automation_id]
    result = before.text
    for item in reversed(before.items):
        if item.id == automation_id:
            start, end = _lines_of(item, before.text)
            result = result[:start] + result[end:]
    if not kept:  # a list must stay: what includes the file wants one
        start, _ = _lines_of(before.items[0], before.text)
        result = f"{result[:start]}[]{before.newline}{result[start:]}"
    if not _says(result, before, kept):
        raise _impossible()
    return bom + result


def _read(text: str) -> _Listing:
    """Parse a text without a byte order mark; raises EditError where nothing can be added."""
    newline = newline_of(text)
    events = _events(text)
    document = next(events)
    if not isinstance(document, yaml.DocumentStartEvent):
        return _Listing(text, len(text), newline)
    head = (document.explicit, document.version, document.tags)
    first = next(events)
    if isinstance(first, yaml.SequenceStartEvent) and first.flow_style:
        start, stop = start_of(first).index, end_of(next(events)).index
        if not _EMPTY_FLOW.fullmatch(text[start:stop]):
            deque(events, 0)  # what is not valid at all is told first
            raise EditError("The list is written in brackets", "automations_flow")
        shorter = _without_brackets(text, start, stop)
        end = _end(events, text) - (len(text) - len(shorter))
        return _Listing(shorter, end, newline, head)
    if isinstance(first, yaml.SequenceStartEvent):
        items: list[_Item] = []
        latest: deque[list[yaml.Event]] = deque(maxlen=_TELLING)
        for item in _items(events):
            items.append(_item(item))
            latest.append(item)
        end = _end(events, text)
        return _Listing(text, end, newline, head, first, tuple(items), tuple(chain(*latest)))
    if isinstance(first, yaml.ScalarEvent) and _is_nothing(first):
        return _Listing(text, _end(events, text), newline, head)
    deque(events, 0)
    raise _no_list("a mapping" if isinstance(first, yaml.MappingStartEvent) else "a value")


def _end(events: Iterator[yaml.Event], text: str) -> int:
    """Return where a document ends, which must be the only one, from the events left of it."""
    last = next(events)
    is_explicit = isinstance(last, yaml.DocumentEndEvent) and last.explicit
    if not isinstance(next(events), yaml.StreamEndEvent):
        raise _no_list("several documents")
    return start_of(last).index if is_explicit else len(text)


def _without_brackets(text: str, start: int, stop: int) -> str:
    """Return a text without its empty list, nor the line that was for it alone."""
    before, after = text[:start], text[stop:]
    if not before or before.endswith(_ENDS):
        after = _REST_OF_LINE.sub("", after, count=1)
    return before + after


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield what a text says, from its first document on; raises EditError."""
    known: set[str] = set()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                is_alias = isinstance(event, yaml.AliasEvent)
                # A parser minds neither, but whoever reads the file afterwards does.
                if is_alias != (event.anchor in known):
                    told = f"{'unknown alias' if is_alias else 'duplicate anchor'} {event.anchor}"
                    raise _told(told, start_of(event).line + 1)
                known.add(event.anchor)
            if not isinstance(event, yaml.StreamStartEvent):
                yield event
    except yaml.YAMLError as error:
        raise _invalid(error, text) from error


def _is_nothing(scalar: yaml.ScalarEvent) -> bool:
    return not scalar.value and scalar.implicit[0] and not (scalar.anchor or scalar.tag)


def _items(events: Iterator[yaml.Event]) -> Iterator[list[yaml.Event]]:
    """Yield the events of each item of a list that has begun, up to its end."""
    item: list[yaml.Event] = []
    depth = 0
    while True:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth < 0:
            return
        item.append(event)
        if not depth:
            yield item
            item = []


def _item(events: list[yaml.Event]) -> _Item:
    last = next(event for event in reversed(events) if not _ends_block(event))
    says = repr([_key(event) for event in events]).encode()
    return _Item(
        _id_of(events), start_of(events[0]).index, end_of(last).index, sha256(says).digest()
    )


def _id_of(item: list[yaml.Event]) -> str | None:
    if not isinstance(item[0], yaml.MappingStartEvent):
        return None
    depth, is_key = 0, True
    for number, event in enumerate(item[1:-1], 2):
        if is_key and not depth and isinstance(event, yaml.ScalarEvent) and event.value == "id":
            value = item[number]
            return str(value.value) if isinstance(value, yaml.ScalarEvent) else None
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if not depth:
            is_key = not is_key
    return None


def _block(item: Mapping[str, Any], before: _Listing) -> str:
    """Return an item in the layout of a list, after reading it back."""
    start = [] if before.start is None else [before.start]
    layout = layout_of(chain(start, before.latest), before.newline)
    try:
        block = list_item(item, layout)
        composed = yaml.load(block, Loader=LOADER)  # noqa: S506  # a safe one, and text of ours
    except yaml.YAMLError:
        composed = None
    # Equality would let True pass for 1.
    if repr(composed) != repr([_plain(item)]):
        raise _impossible()
    return block


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def _candidates(before: _Listing, block: str) -> Iterator[tuple[int, str]]:
    """Yield where our item may come, as its number, and the text with it there.

    At the end it is under all comments, which belong to what they follow. Only where the last
    line is part of a text and has no end, that text would get one: then it comes before.
    """
    text = before.text
    start, end = text[: before.end], text[before.end :]
    separator = "" if not start or start.endswith(_ENDS) else before.newline
    yield len(before.items), start + separator + block + end
    for last in before.items[-1:]:
        line, _ = _lines_of(last, text)
        for at in (_above_comments(text, line), line):  # which may be text of the item before
            yield len(before.items) - 1, text[:at] + block + text[at:]


def _above_comments(text: str, at: int) -> int:
    """Return where the comments right above a line begin."""
    lines = text[:at].splitlines(keepends=True)
    while lines and lines[-1].lstrip().startswith("#"):
        at -= len(lines.pop())
    return at


def _lines_of(item: _Item, text: str) -> tuple[int, int]:
    """Return from where to where an item's lines are."""
    start = max(text.rfind(end, 0, item.first) for end in _ENDS) + 1
    if not _DASH.match(text[start : item.first]):
        raise _impossible()
    end = text.find("\n", start + len(text[start : item.last].rstrip()))
    return start, len(text) if end < 0 else end + 1


def _ends_block(event: yaml.Event) -> bool:
    """Tell whether an event is the end of a block, which lies where the next thing begins."""
    return (
        isinstance(event, yaml.CollectionEndEvent) and start_of(event).index == end_of(event).index
    )


def _says(result: str, before: _Listing, wanted: list[_Item]) -> bool:
    """Tell whether a text reads as it did before, but with these items."""
    try:
        after = _read(result)
    except EditError:
        return False
    same_head = before.head is None or after.head == before.head
    same_list = not (before.start and after.start) or _key(before.start) == _key(after.start)
    same_items = [item.says for item in after.items] == [item.says for item in wanted]
    return same_head and same_list and same_items


def _key(event: yaml.Event) -> Key:
    """Return all that an event says."""
    if isinstance(event, yaml.ScalarEvent):
        return (event.value, event.anchor, event.tag, event.implicit, event.style)
    if isinstance(event, yaml.CollectionStartEvent):
        return (type(event).__name__, event.anchor, event.tag, event.implicit, event.flow_style)
    return (type(event).__name__, getattr(event, "anchor", None))


def _invalid(error: yaml.YAMLError, text: str) -> EditError:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        told = ", ".join(part for part in (error.context, error.problem) if part)
        return _told(told, error.problem_mark.line + 1)
    strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = strange.start() if strange else 0
    return _told("a character that YAML does not allow", text.count("\n", 0, at) + 1)


def _told(error: str, line: int) -> EditError:
    text = f"line {line} is no valid YAML: {error}"
    return EditError(text, "automations_invalid", line=str(line), error=error)


def _no_list(found: str) -> EditError:
    return EditError(f"There is {found} instead of a list", "automations_not_a_list")


def _impossible() -> EditError:
    return EditError(
        "The automation cannot be put in or taken out without changing something else",
        "automations_impossible",
    )
