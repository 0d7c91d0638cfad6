"""Words in the user's language: texts, plurals, numbers, times, lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Final

FALLBACK: Final = "en"
FOLDER: Final = Path(__file__).parent
# A name that is spelt as paths and variables are; with a capital it would be another.
_LIKE_CODE: Final = re.compile(r"[a-z0-9]+[_/]\S")

type Text = str | Mapping[str, str]  # one text, or one by number: "0", "1", "2", ..., "other"


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language, by section and key."""

    language: str
    texts: Mapping[str, Mapping[str, Text]]

    def text(self, section: str, key: str, /, **values: object) -> str:
        """Return a text with its placeholders filled; raises KeyError where there is none."""
        text = self.texts[section][key]
        if not isinstance(text, str):
            raise KeyError(f"{section}.{key} needs a number")
        return text.format(**values)

    def count(self, section: str, key: str, number: int, /, **values: object) -> str:
        """Return the text for a number, which it may name as `n`."""
        forms = self.texts[section][key]
        if isinstance(forms, str):
            raise KeyError(f"{section}.{key} knows no numbers")
        form = forms.get(str(number), forms["other"])
        return form.format(n=number, **values)

    def has(self, section: str, key: str) -> bool:
        """Return whether there is such a text."""
        return key in self.texts[section]

    def first(self, section: str, keys: Iterable[str], /, **values: object) -> str:
        """Return the text of the first key that is known; the last one always is."""
        known = next(key for key in keys if self.has(section, key))
        return self.text(section, known, **values)

    def join(self, parts: Iterable[str]) -> str:
        """Return parts as a list: a, b and c."""
        *most, last = parts
        if not most:
            return last
        return self.text("form", "list", most=", ".join(most), last=last)

    def number(self, value: float) -> str:
        """Return a number without needless digits, with the language's decimal mark."""
        # Four digits would make 12345 lux a round number, and write it with an exponent.
        shown = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"  # noqa: PLR2004 - as told
        return shown.replace(".", self.text("form", "decimal_mark"))

    def quantity(self, value: float, unit: str | None) -> str:
        """Return a number with its unit, where it has one."""
        match unit:
            case None:
                return self.number(value)
            case "%":
                return self.text("form", "percent", number=self.number(value))
            case _:
                return self.text("form", "quantity", number=self.number(value), unit=unit)

    def percent(self, share: float) -> str:
        """Return a share (0-1) in whole percent."""
        return self.text("form", "percent", number=round(100 * share))

    def duration(self, seconds: int) -> str:
        """Return a span as hours and minutes, or as seconds below a minute."""
        if seconds < 60:  # noqa: PLR2004 - a minute
            return self.count("form", "seconds", seconds)
        hours, minutes = divmod(round(seconds / 60), 60)
        parts = [self.count("form", "hours", hours)] if hours else []
        if minutes:
            parts.append(self.count("form", "minutes", minutes))
        return self.join(parts)


def clock(second: int) -> str:
    """Return seconds since midnight as HH:MM."""
    return f"{second // 3600 % 24:02}:{second // 60 % 60:02}"


def sentence(text: str) -> str:
    """Return a text that begins with a capital, or with a name that is spelt as code is."""
    if _LIKE_CODE.match(text):
        return text
    return text[:1].upper() + text[1:]


def load_words(language: str) -> Words:
    """Read the texts of a language, or English ones where it is not translated; reads a file."""
    for known in (language, language.replace("_", "-").partition("-")[0].lower(), FALLBACK):
        # Only what is there is asked for: a language is no path.
        if known in translated():
            path = FOLDER / f"{known}.json"
            return Words(known, json.loads(path.read_text(encoding="utf-8")))
    raise FileNotFoundError(FOLDER / f"{FALLBACK}.json")


def translated() -> frozenset[str]:
    """Return the languages that there are texts for; reads a folder."""
    return frozenset(path.stem for path in FOLDER.glob("*.json"))
