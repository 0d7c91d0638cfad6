"""Figures in texts: which ones there are, and which part of a description is nothing else."""

from collections.abc import Iterable
import re
from typing import Final
import unicodedata

from custom_components.homeiq.suggestions.words import Words

_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]00)?")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_HOURS_APART: Final = re.compile(r"(?<!\d)(\d{1,2}) Uhr (\d{2})(?!\d)")  # 6 Uhr 45
_NOON: Final = 12
_LONGEST: Final = 15  # characters of what can be a figure of a home

# Sections of the words with a sentence of its own for how often in a week.
_WEEKLY: Final = ("saved", "reminded")


def readings(text: str) -> list[frozenset[str]]:
    """Return for each figure of a text what it may mean: 2.700 may be a number or another."""
    text = unicodedata.normalize("NFKC", text)
    text = _HOURS_APART.sub(r"\1:\2", text)
    return [_meant(each) for each in _FIGURE.findall(text)]


def told(texts: Iterable[str]) -> frozenset[str]:
    """Return all that somebody may say who was told these texts: of 18:30 also 6:30, of 19:00 7."""
    found: set[str] = set()
    for text in texts:
        for meant in readings(text):
            found |= meant
            for each in meant:
                found |= _of_clock(each)
    return frozenset(found)


def parted(description: str, words: Words) -> tuple[str, str]:
    """Part a template's description from its last sentence, where that is how often in a week.

    That sentence moves from night to night; all else stays as long as the finding does.
    """
    for section in _WEEKLY:
        forms = words.texts[section]["a_week"]
        for form in forms.values() if not isinstance(forms, str) else (forms,):
            said = re.escape(form).replace(re.escape("{n}"), r"\d+")
            if found := re.search(f"{said}$", description):
                return description[: found.start()], found[0]
    return description, ""


def _meant(figure: str) -> frozenset[str]:
    found: set[str] = set()
    if len(figure) > _LONGEST:
        return frozenset((figure,))
    if time := _TIME.fullmatch(figure):
        found.add(f"{int(time[1])}:{int(time[2]):02}")
    if _THOUSANDS.fullmatch(figure):
        found.add(str(int(re.sub("[.,]", "", figure))))
    if _NUMBER.fullmatch(figure):
        found.add(f"{float(figure.replace(',', '.')):.12g}")
    return frozenset(found or {figure})


def _of_clock(meant: str) -> set[str]:
    """Return how else a time is said: by a clock of twelve hours, and by a full hour alone."""
    hour, colon, minute = meant.partition(":")
    if not colon or not hour.isdecimal():
        return set()
    hours = {int(hour), int(hour) % _NOON or _NOON}
    said = {f"{each}:{minute}" for each in hours}
    return said | {str(each) for each in hours} if minute == "00" else said
