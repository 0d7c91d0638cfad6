"""What is taken of a model's answer: words, and only such as a person may be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

from custom_components.homeiq.suggestions.figures import readings
from custom_components.homeiq.suggestions.privacy import UnknownStandInError
from custom_components.homeiq.suggestions.prompt import DESCRIPTION, RATIONALE, TITLE, Question
from custom_components.homeiq.suggestions.suggestion import Category, Priority
from custom_components.homeiq.suggestions.text import plain, sentences, shortened
from custom_components.homeiq.suggestions.writers.provider import BadAnswerError

_LONGEST: Final = 2_000  # characters of a text: looking at more would hold everything else up
# Repairs are rendered as Markdown, and an alias may end in a template: neither is for words.
_HARMFUL: Final = re.compile(
    r"://|www\.|\w@\w|\bmailto:|\bjavascript:|\]\s*[(\[:]|<[a-z/!?]|&#?\w+;|```|\{\{|\{%|\{#|\{\s*\"",
    re.IGNORECASE,
)
_YAML: Final = re.compile(
    r"\b(?:entity|device|area)_id\b"
    r"|^[ \t]*(?:- )?[ \t]*(?:alias|triggers?|conditions?|actions?|sequence|service|mode)[ \t]*:",
    re.MULTILINE,
)
_ENTITY_ID: Final = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z0-9_]{2,}\.[a-z0-9_]+")
_EMPHASIS: Final = re.compile(r"(\*\*|__|~~|\*|`)(?=\S)(.+?)(?<=\S)\1")
_LINE_MARK: Final = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ModelWords:
    """The words that a model chose, looked at."""

    title: str
    description: str
    reason: str  # in a sentence or two without figures that move; may be empty
    category: Category
    priority: Priority


def read_words(answer: Mapping[str, object], question: Question) -> ModelWords:
    """Return the words of an answer; raises BadAnswerError where they are not to be shown.

    What a model adds besides the fields that it was asked for is left out.
    """
    title = _checked(_text(answer, "title"), question)
    if _repeats(title, question):
        raise BadAnswerError("the title has a figure of the evidence")
    description = _kept(_checked(_text(answer, "description"), question), question)
    if not description:
        raise BadAnswerError("the description tells nothing but figures of the evidence")
    reason = _kept(_checked(_text(answer, "rationale"), question), question)
    named = _named(question)
    return ModelWords(
        title=shortened(named(title).rstrip(".").rstrip(), TITLE),
        description=shortened(named(description), DESCRIPTION),
        reason=shortened(named(reason), RATIONALE),
        category=_among(Category, answer, "category"),
        priority=_among(Priority, answer, "priority"),
    )


def _text(answer: Mapping[str, object], field: str) -> str:
    text = answer.get(field)
    if not isinstance(text, str):
        raise BadAnswerError(f"the {field} is no text")
    if len(text) > _LONGEST:
        raise BadAnswerError(f"the {field} is far too long")
    return text


def _among[E: StrEnum](kind: type[E], answer: Mapping[str, object], field: str) -> E:
    try:
        return kind(_text(answer, field).strip().lower())
    except ValueError:
        raise BadAnswerError(f"the {field} is none of those to choose from") from None


def _checked(text: str, question: Question) -> str:
    """Return a text as it may be shown, still with stand-ins; raises where it may not."""
    if _YAML.search(text):
        raise BadAnswerError("the answer has YAML in it")
    _refuse_harm(text)
    text = plain(_EMPHASIS.sub(r"\2", _LINE_MARK.sub("", text)))
    if not any(each.isalnum() for each in text):
        raise BadAnswerError("a text of the answer is empty")
    # A name may look like an id; what was not sent is one that a model has made up.
    if set(_ENTITY_ID.findall(text)) - set(_ENTITY_ID.findall(question.prompt.user)):
        raise BadAnswerError("the answer has an entity id in it")
    known = question.stable | question.moving
    if any(known.isdisjoint(meant) for meant in readings(question.stand_ins.without(text))):
        raise BadAnswerError("the answer has a figure that was not sent")
    return text


def _refuse_harm(text: str) -> None:
    if _HARMFUL.search(text):
        raise BadAnswerError("the answer has a link or code in it")


def _repeats(text: str, question: Question) -> bool:
    """Return whether a text has a figure that is another one tomorrow."""
    said = readings(question.stand_ins.without(text))
    return any(question.stable.isdisjoint(meant) for meant in said)


def _kept(text: str, question: Question) -> str:
    """Return a text without the sentences that would be wrong tomorrow."""
    return " ".join(each for each in sentences(text) if not _repeats(each, question))


def _named(question: Question) -> Callable[[str], str]:
    """Return what puts names back; raises for stand-ins that are not known."""

    def put_back(text: str) -> str:
        try:
            named = question.stand_ins.put_back(text)
        except UnknownStandInError:
            raise BadAnswerError("the answer has a stand-in that was not sent") from None
        _refuse_harm(named)
        return named

    return put_back
