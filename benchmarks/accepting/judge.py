"""Whether what an accident left is right: the file, what lies beside it, and the database."""

from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Any, Final

from homeassistant.util.yaml import parse_yaml

BACKUP: Final = re.compile(r"automations\.yaml\.homeiq-.*\.bak")
# What Home Assistant and HomeIQ keep in a folder where nothing has gone wrong.
KEPT: Final = re.compile(
    r"automations\.yaml|configuration\.yaml|blueprints|\.storage|secrets\.yaml|parts|\.ha_run\.lock"
    r"|(home-assistant_v2|homeiq)\.db(-wal|-shm)?"
)


@dataclass(frozen=True, slots=True)
class Left:
    """What there is after the next start."""

    file: bytes
    names: tuple[str, ...]  # of what lies in the folder
    status: str  # of the suggestion
    begun: int  # intents that have not ended
    state: str | None  # of the automation's entity; None: it is not loaded


@dataclass(frozen=True, slots=True)
class Before:
    """What there was, and what may be there now."""

    automation_id: str
    old: bytes
    new: bytes  # with the automation
    edited: bytes | None = None  # what somebody else has written in between
    enabled: bool = True


def file_faults(before: Before, file: bytes) -> Iterator[str]:
    """Yield what is wrong with a file, wherever it was looked at."""
    if before.edited is None:
        if file not in (before.old, before.new):
            yield "the file is neither the old nor the new one"
    elif not _is_edited(before, before.edited, file):
        yield "the file is not the edited one, with or without the automation"


def database_faults(before: Before, left: Left) -> Iterator[str]:
    """Yield where the database, or what is loaded, does not tell the same as the file."""
    holds = before.automation_id in [each.get("id") for each in items_of(left.file)]
    in_file = "there" if holds else "missing"
    if (left.status == "accepted") is not holds:
        yield f"the suggestion is {left.status}, the automation is {in_file}"
    if left.begun:
        yield "what was begun has not ended"
    if holds is not (left.state is not None):
        yield f"the automation is {left.state}, in the file it is {in_file}"
    if holds and left.state != ("on" if before.enabled else "off"):
        yield f"the automation is {left.state}"


def folder_faults(left: Left) -> Iterator[str]:
    """Yield what was left lying about."""
    for name in left.names:
        if not (KEPT.fullmatch(name) or BACKUP.fullmatch(name)):
            yield f"{name} was left behind"


def items_of(file: bytes) -> list[dict[str, Any]]:
    """Return the automations of a file, or none; raises where it is not valid."""
    items: object = parse_yaml(file.decode())
    return items if isinstance(items, list) else []


def _is_edited(before: Before, edited: bytes, file: bytes) -> bool:
    """Return whether a file is the edited one, or that with ours put in or taken out."""
    if file == edited:
        return True
    longer, shorter = (file, edited) if len(file) > len(edited) else (edited, file)
    if changed_bytes(shorter, longer):
        return _has_no_item(shorter) and _others(before, longer) == []
    try:
        return _others(before, longer) == items_of(shorter)
    except Exception:  # noqa: BLE001  # whatever it is, it is not what was edited
        return False


def changed_bytes(before: bytes, after: bytes) -> int:
    """Return how many bytes of a file were changed, where something was added at one place."""
    if before == after:
        return 0
    start = next(
        (at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    room = min(len(before), len(after)) - start
    end = next(
        (at for at in range(room) if before[-1 - at] != after[-1 - at]),
        room,
    )
    return len(before) - start - end


def _has_no_item(data: bytes) -> bool:
    try:
        return not items_of(data)
    except Exception:  # noqa: BLE001  # what cannot be read has none
        return False


def _others(before: Before, data: bytes) -> list[dict[str, Any]]:
    return [each for each in items_of(data) if each.get("id") != before.automation_id]
