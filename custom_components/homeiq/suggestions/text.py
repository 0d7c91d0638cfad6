"""Texts that others chose: brought to one plain line, and cut where they are too long."""

import re
from typing import Final

ELLIPSIS: Final = "…"
# What breaks a line, or is a command to a terminal.
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What nobody sees, or turns the order of what follows: nobody should be told what they cannot read.
_UNSEEN: Final = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff"
    r"\U000e0000-\U0010ffff]"
)
# A period after one letter only ends an abbreviation.
_NEXT: Final = re.compile(r"(?:(?<=\w\w[.!?…])|(?<=[%°)\"“”][.!?…]))\s+(?=[^a-zäöüß])")


def base(language: str) -> str:
    """Return the code of a language without its region: de for de-CH."""
    return language.replace("_", "-").partition("-")[0].lower()


def plain(text: str) -> str:
    """Return a text on one line, without control characters and what cannot be seen."""
    return " ".join(_UNSEEN.sub("", _BREAKS.sub(" ", text)).split())


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut between words where it has any."""
    if len(text) <= most:
        return text
    begin = text[: most - 1]
    whole_words = begin.rpartition(" ")[0] or begin
    return whole_words.rstrip(" ,;:") + ELLIPSIS


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text; some may stay together."""
    return _NEXT.split(text)
