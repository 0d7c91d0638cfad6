"""Adding an automation to a YAML list of them, as text.

A parser only says where the list ends and what is in it. The file is never written by a dumper:
that would lose its comments, its quotes, its `!include` and `!secret`, and has cost people their
automations. Afterwards the text is parsed again and must be, event by event, what it was before
with our item in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
import re
from typing import Any, Final

import yaml

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_flow import (
    additions,
    flow_item,
    flow_layout_of,
    removals,
)
from custom_components.homeiq.automations.yaml_layout import layout_of, list_item
from custom_components.homeiq.automations.yaml_reading import (
    BOM,
    ENDS,
    LOADER,
    Item,
    Listing,
    read,
    says_the_same,
)

_DASH: Final = re.compile(r"^[ \t]*-[ \t]+$")


@dataclass(frozen=True, slots=True)
class Addition:
    """A text with one more item in its list."""

    text: str
    block: str  # the item: whole lines, or what is in brackets, without a comma


def add(text: str, automation_id: str, config: Mapping[str, Any]) -> Addition:
    """Return the text with an automation more in its list; raises EditError.

    The configuration has no `id`; the item begins with it.
    """
    bom = BOM if text.startswith(BOM) else ""
    before = read(text.removeprefix(BOM))
    if automation_id in before.ids:
        raise EditError(
            f"An automation has the id {automation_id} already",
            "automations_already_there",
            automation_id=automation_id,
        )
    item = {"id": automation_id, **config} | {"id": automation_id}
    try:
        added = _in_brackets(item, before) if before.is_flow else _as_lines(item, before)
        for at, addition in added:
            ours = _read_back(addition.block, item, before)
            if _says(addition.text, before, [*before.items[:at], ours, *before.items[at:]]):
                return Addition(bom + addition.text, addition.block)
    except yaml.YAMLError as error:
        raise _impossible() from error
    raise _impossible()


def remove(text: str, automation_id: str) -> str:
    """Return the text without the items of that id, and nothing else; raises EditError."""
    bom = BOM if text.startswith(BOM) else ""
    before = read(text.removeprefix(BOM))
    while automation_id in before.ids:
        number = before.ids.index(automation_id)
        kept = [*before.items[:number], *before.items[number + 1 :]]
        results = removals(before, number) if before.is_flow else _without_lines(before, number)
        found = (result for result in results if _says(result, before, kept))
        if (result := next(found, None)) is None:
            raise _impossible()
        text, before = bom + result, read(result)
    return text


def _in_brackets(item: Mapping[str, Any], before: Listing) -> Iterator[tuple[int, Addition]]:
    """Return which number our item may have in a list in brackets, and the text with it there."""
    layout = flow_layout_of(before)
    block = flow_item(item, layout)
    results = additions(before, block, layout)
    return ((len(before.items), Addition(result, block)) for result in results)


def _as_lines(item: Mapping[str, Any], before: Listing) -> Iterator[tuple[int, Addition]]:
    """Yield which number our item may have in a list with dashes, and the text with it there.

    At the end it is under all comments, which belong to what they follow. Only where the last
    line is part of a text and has no end, that text would get one: then it comes before.
    """
    start = [] if before.start is None else [before.start]
    block = list_item(item, layout_of(chain(start, *before.latest), before.newline))
    text = before.text
    head, end = text[: before.end], text[before.end :]
    separator = "" if not head or head.endswith(ENDS) else before.newline
    yield len(before.items), Addition(head + separator + block + end, block)
    for last in before.items[-1:]:
        line, _ = _lines_of(last, text)
        for at in (_above_comments(text, line), line):  # which may be text of the item before
            yield len(before.items) - 1, Addition(text[:at] + block + text[at:], block)


def _read_back(block: str, item: Mapping[str, Any], before: Listing) -> Item:
    """Return our item as it reads; raises EditError where that is not what was meant."""
    alone = f"[{block}]" if before.is_flow else block
    composed = yaml.load(alone, Loader=LOADER)  # noqa: S506  # a safe one, and text of ours
    # Equality would let True pass for 1.
    if repr(composed) != repr([_plain(item)]):
        raise _impossible()
    (ours,) = read(alone).items
    return ours


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def _without_lines(before: Listing, number: int) -> Iterator[str]:
    """Yield what a list with dashes becomes without the lines of an item."""
    text = before.text
    start, end = _lines_of(before.items[number], text)
    # A list must stay: what includes the file wants one.
    empty = f"[]{before.newline}" if len(before.items) == 1 else ""
    yield text[:start] + empty + text[end:]


def _above_comments(text: str, at: int) -> int:
    """Return where the comments right above a line begin."""
    lines = text[:at].splitlines(keepends=True)
    while lines and lines[-1].lstrip().startswith("#"):
        at -= len(lines.pop())
    return at


def _lines_of(item: Item, text: str) -> tuple[int, int]:
    """Return from where to where an item's lines are."""
    start = max(text.rfind(end, 0, item.first) for end in ENDS) + 1
    if not _DASH.match(text[start : item.first]):
        raise _impossible()
    end = text.find("\n", start + len(text[start : item.last].rstrip()))
    return start, len(text) if end < 0 else end + 1


def _says(result: str, before: Listing, wanted: list[Item]) -> bool:
    """Tell whether a text reads as it did before, but with these items."""
    try:
        after = read(result)
    except EditError:
        return False
    return says_the_same(after, before, wanted)


def _impossible() -> EditError:
    return EditError(
        "The automation cannot be put in or taken out without changing something else",
        "automations_impossible",
    )
