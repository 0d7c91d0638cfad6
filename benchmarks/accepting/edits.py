"""What others do to the file of automations: damage it, or edit it at a bad moment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from homeassistant.util.file import write_utf8_file_atomic
from homeassistant.util.yaml import dump
import yaml

_ADDED: Final[dict[str, Any]] = {
    "id": "edited",
    "alias": "Edited in between",
    "triggers": [{"trigger": "event", "event_type": "edited"}],
    "actions": [{"event": "done"}],
}
_GARBAGE: Final = b'\n- alias: "half of a\n'

# Each makes a file that Home Assistant cannot use of one that it can.
DAMAGES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "a bracket is open": lambda data: data + b"\n- id: [broken\n",
    "a quote is open": lambda data: data + _GARBAGE,
    "an alias of nothing": lambda data: data + b"\n- *nobody\n",
    "two colons": lambda data: data + b"\n- id: a: b\n",
    "indented by a tab": lambda data: data + b"\n\t- id: tab\n",
    "no UTF-8": lambda data: data + b"\n# \xff\xfe\n",
    "a null byte": lambda data: data + b"\n# \x00\n",
    "a conflict of two versions": lambda data: b"<<<<<<< ours\n" + data + b"=======\n- id: x\n",
    "a mapping": lambda data: b"automation:\n" + data + b"\nmore: 1\n",
    "two documents": lambda data: b"- id: first\n---\n" + data + b"\n---\n- id: second\n",
}


def editor_adds(path: Path, _begun: bytes) -> None:
    """Save an automation as Home Assistant's own editor does: load, change, dump, replace."""
    items = _load(path.read_bytes())
    _save(path, [*items, _ADDED])


def editor_deletes(path: Path, _begun: bytes) -> None:
    """Delete the first automation with Home Assistant's own editor."""
    _save(path, _load(path.read_bytes())[1:])


def editor_is_late(path: Path, begun: bytes) -> None:
    """Save as it does, but what it has read before all began: it knows nothing of ours."""
    _save(path, [*_load(begun), _ADDED])


def in_place(path: Path, _begun: bytes) -> None:
    """Write over the file itself, as nano does."""
    path.write_bytes(_changed(path.read_bytes()))


def moved_over(path: Path, _begun: bytes) -> None:
    """Write a new file and rename it over the old one, as vim and file managers do."""
    changed = path.with_name(".automations.yaml.swp")
    changed.write_bytes(_changed(path.read_bytes()))
    changed.replace(path)


def broken(path: Path, _begun: bytes) -> None:
    """Save something half-finished in place."""
    path.write_bytes(path.read_bytes() + _GARBAGE)


EDITS: Final[dict[str, Callable[[Path, bytes], None]]] = {
    "Home Assistant's editor adds one": editor_adds,
    "Home Assistant's editor deletes one": editor_deletes,
    "Home Assistant's editor saves what it had read before": editor_is_late,
    "in place": in_place,
    "moved over": moved_over,
    "half-finished": broken,
}


def mended(data: bytes, old: bytes) -> bytes:
    """Return a file that cannot be used as its owner mends it, who has `old`."""
    return data.removesuffix(_GARBAGE) if data.endswith(_GARBAGE) else old


def _load(data: bytes) -> list[Any]:
    return yaml.safe_load(data) or []


def _save(path: Path, items: list[Any]) -> None:
    write_utf8_file_atomic(str(path), dump(items))


def _changed(data: bytes) -> bytes:
    """Return a file with another comment and name, or an automation where it has none."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    if not _load(data):
        return b"# Edited" + newline + dump([_ADDED]).encode()
    start = data.index(b"alias: ") + len(b"alias: ")
    end = data.index(newline, start)
    comment = b"" if data.startswith(b"---") else b"# Edited in between." + newline
    return comment + data[:start] + b"Changed" + data[end:]
