"""What the words tell that people call an entity and its device by, in English and German."""

from collections.abc import Collection, Iterable, Sequence
import re
from typing import Final
from unicodedata import normalize

from custom_components.homeiq.mining.names import Names

_WORD: Final = re.compile(r"[a-z]+|[0-9]+")  # gate2 is a gate
_LIGHTS: Final = frozenset({"lamp", "lamps", "led", "leds", "light", "lighting", "lights"})
_GERMAN_LIGHTS: Final = ("lampe", "lampen", "leuchte", "leuchten", "licht", "beleuchtung")


def called(entity_id: str, names: Names) -> Iterable[list[str]]:
    """Yield the words of what an entity and its device are called, each `spelled` in both ways.

    What its area is called does not count: a fan in the server room is no server.
    """
    yield from spelled(names.entity(entity_id))
    yield from spelled(names.devices.get(entity_id, ""))


def spelled(name: str) -> tuple[list[str], list[str]]:
    """Return the words of a name, and again with those coupled by hyphens as one.

    Who couples words in German writes one. Umlauts are as if they had no dots.
    """
    plain = normalize("NFKD", name).casefold().encode("ascii", "ignore").decode()
    return _WORD.findall(plain), _WORD.findall(plain.replace("-", ""))


def holds(words: Sequence[str], thing: str, but_before: Collection[str] = ()) -> bool:
    """Return whether words name a thing of one or more words, one after the other.

    Where one of `but_before` comes right after it, something else is called after the thing.
    """
    parts = thing.split()
    size = len(parts)
    return any(
        words[at : at + size] == parts and not set(words[at + size : at + size + 1]) & {*but_before}
        for at in range(len(words) - size + 1)
    )


def is_lamp(words: Iterable[str]) -> bool:
    """Return whether words name a lamp: one in or at something is not that."""
    return any(each in _LIGHTS or each.endswith(_GERMAN_LIGHTS) for each in words)


def spellings(word: str) -> tuple[str, str]:
    """Return a word as it is and without what stands for umlauts where there are none at hand."""
    return word, word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
