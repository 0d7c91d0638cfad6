"""Valves and sirens that hang on a plain switch, known by their names in English and German."""

from typing import Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.name_words import spelled

_VALVES: Final = ("valve", "valves", "ventil", "ventile")
_SIRENS: Final = ("siren", "sirens", "sirene", "sirenen")
# What may come after it: the valve's switch is the valve.
_CONTACTS: Final = frozenset(
    {"channel", "output", "relay", "switch", "ausgang", "kanal", "relais", "schalter"}
)


def is_valve(entity_id: str, names: Names) -> bool:
    """Return whether a switch opens a valve when it is on."""
    return _ends_in(names.entity(entity_id), _VALVES)


def is_siren(entity_id: str, names: Names) -> bool:
    """Return whether a switch sounds a siren when it is on."""
    return _ends_in(names.entity(entity_id), _SIRENS)


def _ends_in(name: str, things: tuple[str, ...]) -> bool:
    """Return whether a name ends in a thing: what has more to tell is about something of it."""
    words = [each for each in spelled(name)[0] if not each.isdigit() and each not in _CONTACTS]
    return bool(words) and words[-1].endswith(things)
