"""What entities showed at a time, out of all that a recorder keeps of it."""

from collections.abc import Collection, Mapping
import json
from typing import Final

_MOST_ITEMS: Final = 8  # of a list: a colour has five
_LONGEST: Final = 255  # characters; a state has no more


def attribute_set(text: str | None, names: Collection[str]) -> dict[str, object] | None:
    """Return the attributes of these names in a JSON text; None where it cannot be read.

    Without those of None, which is how a light that is off shows its brightness, and without long
    lists and texts: they tell what could be chosen, or what is played, and not what was chosen.
    """
    try:
        attributes = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(attributes, dict):
        return None
    told = ((name, attributes.get(name)) for name in names)
    return {name: value for name, value in told if value is not None and _is_small(value)}


def _is_small(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    if isinstance(value, dict):
        return len(value) <= _MOST_ITEMS and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return len(value) <= _MOST_ITEMS and all(map(_is_plain, value))
    return True


def _is_plain(value: object) -> bool:
    return not isinstance(value, list | dict) and _is_small(value)


class AttributeSets:
    """Gives each different set a number."""

    __slots__ = ("_codes", "_sets")

    def __init__(self) -> None:
        """Start without sets."""
        self._codes: dict[str, int] = {}
        self._sets: list[Mapping[str, object]] = []

    def code(self, shown: Mapping[str, object]) -> int:
        """Return the number of a set."""
        # As a text: to Python, True and 1 would be the same, and lists have no hash.
        text = json.dumps(shown, sort_keys=True)
        code = self._codes.setdefault(text, len(self._sets))
        if code == len(self._sets):
            self._sets.append(shown)
        return code

    def __getitem__(self, code: int) -> Mapping[str, object]:
        """Return the set that has a number."""
        return self._sets[code]

    def all(self) -> tuple[Mapping[str, object], ...]:
        """Return the sets, by their numbers."""
        return tuple(self._sets)
