"""Reading a YAML list of automations: what is in it, and where in the text.

Constructors are never used, so that tags of any kind are just tags; and of each item only its id,
its place and a hash of what it says are kept.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
import re
from typing import Final

import yaml

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_layout import end_of, newline_of, start_of

# A list of 500 automations takes seconds without the parser written in C.
LOADER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

BOM: Final = "\ufeff"
ENDS: Final = ("\n", "\r")  # of lines

_TELLING: Final = 100  # items: the last of hundreds tell how they are laid out
_EMPTY_FLOW: Final = re.compile(r"\[\s*\]")
_REST_OF_LINE: Final = re.compile(r"\A[ \t]*(?:\r\n|\r|\n|\Z)")

type Key = tuple[object, ...]  # what an event says, without where


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; its events are not kept, for hundreds of thousands burden everybody."""

    id: str | None
    first: int  # index of the text where it begins, behind its dash
    last: int  # where the last of its values ends
    says: bytes  # a hash of all that its events say


@dataclass(frozen=True, slots=True)
class Listing:
    """A text that is a list, or is empty and may become one."""

    text: str
    end: int  # index of the text where the document ends
    newline: str
    head: Key | None = None  # of the document, how it begins; None: nothing but comments
    start: yaml.SequenceStartEvent | None = None  # None: no list yet
    stop: int = 0  # index of the text where the list ends: of its bracket, if it is in brackets
    items: tuple[Item, ...] = ()
    latest: tuple[tuple[yaml.Event, ...], ...] = ()  # of the last items: how they are laid out

    @property
    def ids(self) -> list[str | None]:
        """The `id` of each item."""
        return [item.id for item in self.items]

    @property
    def is_flow(self) -> bool:
        """Whether it is written in brackets."""
        return self.start is not None and bool(self.start.flow_style)


def ids(text: str) -> list[str]:
    """Return the ids of a list's items, in their order; raises EditError where it is no list."""
    return [found for found in read(text.removeprefix(BOM)).ids if found is not None]


def read(text: str) -> Listing:
    """Parse a text without a byte order mark; raises EditError where nothing can be added."""
    newline = newline_of(text)
    events = _events(text)
    document = next(events)
    if not isinstance(document, yaml.DocumentStartEvent):
        return Listing(text, len(text), newline)
    head = (document.explicit, document.version, document.tags)
    first = next(events)
    if isinstance(first, yaml.SequenceStartEvent):
        return _list(text, newline, head, first, events)
    if isinstance(first, yaml.ScalarEvent) and _is_nothing(first):
        return Listing(text, _end(events, text), newline, head)
    deque(events, 0)  # what is not valid at all is told first
    raise _no_list("a mapping" if isinstance(first, yaml.MappingStartEvent) else "a value")


def says_the_same(one: Listing, other: Listing, items: list[Item]) -> bool:
    """Tell whether a list reads as another does, but with these items."""
    same_head = other.head is None or one.head == other.head
    same_list = not (one.start and other.start) or _key(one.start) == _key(other.start)
    same_items = [item.says for item in one.items] == [item.says for item in items]
    return same_head and same_list and same_items


def _list(
    text: str,
    newline: str,
    head: Key,
    first: yaml.SequenceStartEvent,
    events: Iterator[yaml.Event],
) -> Listing:
    items: list[Item] = []
    latest: deque[tuple[yaml.Event, ...]] = deque(maxlen=_TELLING)
    item = _next(events)
    while not isinstance(item[0], yaml.SequenceEndEvent):
        items.append(_item(item))
        latest.append(item)
        item = _next(events)
    end = _end(events, text)
    start, stop = start_of(first).index, end_of(item[0]).index
    if first.flow_style and _EMPTY_FLOW.fullmatch(text[start:stop]):
        shorter = _without_brackets(text, start, stop)
        return Listing(shorter, end - (len(text) - len(shorter)), newline, head)
    stop = start_of(item[0]).index
    return Listing(text, end, newline, head, first, stop, tuple(items), tuple(latest))


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
    if not before or before.endswith(ENDS):
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


def _next(events: Iterator[yaml.Event]) -> tuple[yaml.Event, ...]:
    """Return the events of the next item of a list, or the end of the list alone."""
    item = [next(events)]
    depth = int(isinstance(item[0], yaml.CollectionStartEvent))
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        item.append(event)
    return tuple(item)


def _item(events: tuple[yaml.Event, ...]) -> Item:
    last = next(event for event in reversed(events) if not _ends_nowhere(event))
    says = repr([_key(event) for event in events]).encode()
    return Item(
        _id_of(events), start_of(events[0]).index, end_of(last).index, sha256(says).digest()
    )


def _id_of(item: tuple[yaml.Event, ...]) -> str | None:
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


def _ends_nowhere(event: yaml.Event) -> bool:
    """Tell whether an event is an end without a bracket, which lies where the next thing begins."""
    return (
        isinstance(event, yaml.CollectionEndEvent) and start_of(event).index == end_of(event).index
    )


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
