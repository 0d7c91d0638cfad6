"""Stand-ins for what people call their home: put into what is sent, taken out of the answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, count
import re
from typing import Final, Self

from custom_components.homeiq.suggestions.text import base, plain
from custom_components.homeiq.suggestions.words import sentence


class Kind(StrEnum):
    """What a name is of, as far as a stand-in tells."""

    PERSON = "person"
    ROOM = "room"
    PLACE = "place"
    AUTOMATION = "automation"
    DEVICE = "device"


NOUNS: Final[Mapping[str, Mapping[Kind, str]]] = {
    "en": {kind: kind.value for kind in Kind},
    "de": {
        Kind.PERSON: "Person",
        Kind.ROOM: "Raum",
        Kind.PLACE: "Ort",
        Kind.AUTOMATION: "Automation",
        Kind.DEVICE: "Gerät",
    },
}
_KINDS: Final = {
    "automation": Kind.AUTOMATION,
    "person": Kind.PERSON,
    "scene": Kind.AUTOMATION,
    "script": Kind.AUTOMATION,
    "zone": Kind.PLACE,
}
# How German and English bend a name or a noun at its end, as far as that is plain.
_ENDING: Final = r"(?:['\u2019]?s|es|en|er|em|e|n)?"
_LONGEST_ENDING: Final = 2
_BENT_FROM: Final = 3  # letters that a name must have to be bent
_FIRST_MARK: Final = 0xE000  # of those that no plain text has
_WORD: Final = re.compile(r"\w+")
_TRIES: Final = 5


def kind_of(entity_id: str) -> Kind:
    """Return what the name of an entity is of."""
    return _KINDS.get(entity_id.partition(".")[0], Kind.DEVICE)


@dataclass(frozen=True, slots=True)
class Called:
    """A name, or an id, as texts may have it, and what is to be put back for it."""

    spelled: str
    folded: str  # the same, to be compared in any case
    name: str
    kind: Kind

    @property
    def key(self) -> tuple[Kind, str]:
        """What all spellings of one name have in common."""
        return self.kind, self.name.casefold()

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it as whole words, in any case, bent or not."""
        text, end = self.spelled, ""
        if text[-1].isalpha() and len(text) >= _BENT_FROM:
            end = rf"(?P<ending>{_ENDING})(?!\w)"
        elif _WORD.match(text[-1]):
            end = r"(?P<ending>)(?!\w)"
        begin = r"(?<!\w)" if _WORD.match(text[0]) else ""
        return re.compile(begin + re.escape(text) + (end or "(?P<ending>)"), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Household:
    """All names and ids of a home that are not to leave it, found quickly in a text."""

    by_word: Mapping[str, tuple[Called, ...]] = field(default_factory=dict)  # their first ones
    wordless: tuple[Called, ...] = ()  # names of symbols only

    @classmethod
    def of(cls, called: Iterable[tuple[str, str, Kind]]) -> Self:
        """Prepare (spelling, name to put back, kind) each; of two alike the first counts."""
        known: dict[str, Called] = {}
        for spelled, name, kind in called:
            text, back = plain(spelled), plain(name)
            # By a full stop or a dash nobody is known, and it is in every text.
            if text.isascii() and not _WORD.search(text):
                continue
            # A sentence may begin with it, and an id or a state be made readable.
            for form in (text, sentence(text), text.replace("_", " ").strip() or text):
                folded = form.casefold()
                known.setdefault(folded, Called(form, folded, back or form, kind))
        by_word: dict[str, list[Called]] = {}
        for folded, each in known.items():
            word = _WORD.search(folded)
            by_word.setdefault(word[0] if word else "", []).append(each)
        wordless = by_word.pop("", [])
        return cls({word: tuple(found) for word, found in by_word.items()}, tuple(wordless))

    def and_of(self, other: Household) -> Household:
        """Return the names of both."""
        by_word = dict(self.by_word)
        for word, found in other.by_word.items():
            by_word[word] = (*by_word.get(word, ()), *found)
        return Household(by_word, (*self.wordless, *other.wordless))

    def inside(self, text: str) -> Iterator[tuple[int, Called]]:
        """Yield the names that are in a plain text, each with its first place there."""
        folded = text.casefold()
        words = set(_WORD.findall(folded))
        words |= {word[:-cut] for word in words for cut in range(1, _LONGEST_ENDING + 1)}
        known = chain.from_iterable(self.by_word.get(word, ()) for word in words)
        for each in chain(known, self.wordless):
            # Thousands may begin with the same word: to look for the text first costs little.
            if each.folded in folded and (found := each.pattern.search(text)):
                yield found.start(), each


class UnknownStandInError(LookupError):
    """A text has a stand-in that nothing was replaced by."""


class NamesShowError(ValueError):
    """Whatever stands in for them, a name of the home would be in what is sent."""


@dataclass(frozen=True, slots=True)
class StandIns:
    """What stands in for what in one prompt; without any it changes nothing."""

    names: Mapping[tuple[Kind, int], str] = field(default_factory=dict)  # to put back
    hidden: tuple[tuple[Called, str], ...] = ()  # with their stand-ins, the longest first
    kinds: Mapping[str, Kind] = field(default_factory=dict)  # by noun, in lower case

    @classmethod
    def of(cls, household: Household, texts: Iterable[str], language: str) -> Self:
        """Choose them for the names in some texts, in the order in which those come.

        A noun or number that is a name of the home itself is not used. Raises NamesShowError
        where that does not help.
        """
        texts = [plain(text) for text in texts]
        inside = tuple(household.inside("\n".join(texts)))
        nouns = dict(NOUNS.get(base(language), NOUNS["en"]))
        for _ in range(_TRIES):
            chosen = cls._numbered(inside, nouns, household)
            after = "\n".join(chosen.hide(text) for text in texts)
            if next(household.inside(after), None) is None:
                return chosen
            nouns = {kind: f"{noun}x" for kind, noun in nouns.items()}
        raise NamesShowError

    @classmethod
    def _numbered(
        cls,
        inside: Iterable[tuple[int, Called]],
        nouns: Mapping[Kind, str],
        household: Household,
    ) -> Self:
        numbers: dict[tuple[Kind, str], int] = {}  # by kind and name
        names: dict[tuple[Kind, int], str] = {}
        for _, each in sorted(inside, key=lambda found: (found[0], -len(found[1].spelled))):
            if each.key in numbers:
                continue
            used = {number for kind, number in names if kind is each.kind}
            number = next(
                number
                for number in count(1)
                if number not in used and str(number) not in household.by_word
            )
            numbers[each.key] = number
            names[each.kind, number] = each.name
        found = sorted((each for _, each in inside), key=lambda one: -len(one.spelled))
        hidden = tuple((each, f"{nouns[each.kind]} {numbers[each.key]}") for each in found)
        kinds = {noun.lower(): kind for listed in NOUNS.values() for kind, noun in listed.items()}
        return cls(names, hidden, kinds | {noun.lower(): kind for kind, noun in nouns.items()})

    def hide(self, text: str) -> str:
        """Return a text with stand-ins for the names in it, the longest of them first."""
        text = plain(text)
        for number, (each, _) in enumerate(self.hidden):
            text = each.pattern.sub(_marking(chr(_FIRST_MARK + number)), text)
        for number, (_, stand_in) in enumerate(self.hidden):
            text = text.replace(chr(_FIRST_MARK + number), stand_in)
        return text

    def put_back(self, text: str) -> str:
        """Return a text with the names; raises UnknownStandInError."""
        return self._pattern.sub(self._name, text) if self.kinds else text

    def without(self, text: str) -> str:
        """Return a text without any stand-ins."""
        return self._pattern.sub("", text) if self.kinds else text

    @property
    def _pattern(self) -> re.Pattern[str]:
        """What finds a stand-in however a model writes it: Room-2, Geräts 1, device 1's."""
        nouns = "|".join(re.escape(noun) for noun in sorted(self.kinds, key=len, reverse=True))
        return re.compile(
            rf"(?<!\w)(?P<noun>{nouns})(?:s|es|e|en|n)?[\s_-]?(?P<number>\d{{1,4}})"
            rf"(?P<ending>{_ENDING})(?!\w)",
            re.IGNORECASE,
        )

    def _name(self, found: re.Match[str]) -> str:
        kind = self.kinds.get(found["noun"].lower())
        if kind is None or (stand_in := (kind, int(found["number"]))) not in self.names:
            raise UnknownStandInError
        name = self.names[stand_in] + found["ending"]
        return sentence(name) if found.start() == 0 else name


def _marking(mark: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a name by a mark, and keeps how it is bent."""
    return lambda found: mark + found["ending"]
