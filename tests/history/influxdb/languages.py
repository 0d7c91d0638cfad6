"""As much of InfluxQL and Flux as a fake server has to understand.

Texts are taken apart by the languages' own rules of quoting, so that what is quoted wrongly
means something else, or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
import re
from typing import Any

type Condition = Callable[["FakePoint"], bool]

TOKENS = {
    "influxql": re.compile(
        r"""\s*(?:'(?P<text>(?:[^'\\\n]|\\.)*)'|"(?P<name>(?:[^"\\\n]|\\.)*)"
        |(?P<word>[A-Za-z_]\w*)|(?P<regex>/\.\*/)|(?P<number>\d+)|(?P<mark>::|>=|<|=|\(|\)|,))""",
        re.VERBOSE,
    ),
    "flux": re.compile(
        r"""\s*(?:r\["(?P<name>(?:[^"\\\n]|\\.)*)"\]|"(?P<text>(?:[^"\\\n]|\\.)*)"
        |(?P<time>\d{4}-[\dT:.-]+Z)|(?P<word>[A-Za-z_][\w.]*)
        |(?P<mark>\|>|=>|==|\(|\)|,|:|\[|\]))""",
        re.VERBOSE,
    ),
}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


class FakeSyntaxError(Exception):
    """What a server says to nonsense."""


@dataclass(frozen=True, slots=True)
class FakePoint:
    """A point that a fake holds."""

    measurement: str
    tags: Mapping[str, str]
    nanoseconds: int
    fields: Mapping[str, Any]

    def value(self, name: str) -> object:
        return self.nanoseconds if name == "time" else self.tags.get(name)


@dataclass
class Tokens:
    """The tokens of a query, one after the other."""

    language: str
    text: str
    items: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        pattern, place = TOKENS[self.language], 0
        while self.text[place:].strip():
            found = pattern.match(self.text, place)
            if found is None or found.lastgroup is None:
                raise FakeSyntaxError(f"error parsing query: {self.text[place : place + 20]!r}")
            kind, word = found.lastgroup, found[found.lastgroup]
            if kind in {"text", "name"}:
                if self.language == "flux" and re.search(r"(?<!\\)\$\{", word):
                    raise FakeSyntaxError("error parsing query: a program in a text")
                word = re.sub(
                    r"\\(.)", lambda one: ESCAPES.get(one[1], one[1]), word, flags=re.DOTALL
                )
            self.items.append((kind, word))
            place = found.end()

    def peek(self) -> tuple[str, str]:
        return self.items[self.at] if self.at < len(self.items) else ("end", "")

    def next(self, kind: str = "", word: str = "") -> str:
        token = self.peek()
        if (kind and token[0] != kind) or (word and token[1].lower() != word):
            raise FakeSyntaxError(f"error parsing query: found {token}, expected {kind} {word}")
        self.at += 1
        return token[1]

    def accept(self, word: str) -> bool:
        if self.peek()[0] in {"word", "mark"} and self.peek()[1].lower() == word:
            self.at += 1
            return True
        return False

    def condition(self) -> Condition:
        """Read `a or b`, each of them `c and d`."""
        parts = [self._all()]
        while self.accept("or"):
            parts.append(self._all())
        return lambda point: any(part(point) for part in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self.accept("and"):
            parts.append(self._one())
        return lambda point: all(part(point) for part in parts)

    def _one(self) -> Condition:
        if self.accept("("):
            inner = self.condition()
            self.next("mark", ")")
            return inner
        if self.accept("true"):
            return lambda _: True
        name = self.next("word" if self.peek()[0] == "word" else "name")
        operator = self.next("mark")
        text = self.next("text")
        if name == "_field":
            return lambda point: text in point.fields
        if name == "time":
            limit = nanoseconds(text)
            if operator == ">=":
                return lambda point: point.nanoseconds >= limit
            return lambda point: point.nanoseconds < limit
        assert operator in {"=", "=="}
        return lambda point: point.value(name) == text


@dataclass(frozen=True, slots=True)
class TagValues:
    """SHOW TAG VALUES, or schema.tagValues."""

    tag: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Select:
    """SELECT, or from() with filters."""

    fields: tuple[tuple[str, str], ...]  # (name, type)
    condition: Condition
    grouped: bool
    first: bool


def influxql(text: str) -> TagValues | Select | None:
    """Read a query; None: one about fields, which are all the same here."""
    tokens = Tokens("influxql", text)
    if tokens.accept("show"):
        if tokens.accept("field"):
            return None
        for word in ("tag", "values", "with", "key"):
            tokens.next("word", word)
        tokens.next("mark", "=")
        tag = tokens.next("name")
        return TagValues(tag, _where(tokens))
    tokens.next("word", "select")
    fields = [_field(tokens)]
    while tokens.accept(","):
        fields.append(_field(tokens))
    tokens.next("word", "from")
    tokens.next("regex")
    condition = _where(tokens)
    rest = [word.lower() for _, word in tokens.items[tokens.at :]]
    return Select(tuple(fields), condition, "group" in rest, "limit" in rest)


def _field(tokens: Tokens) -> tuple[str, str]:
    name = tokens.next("name")
    tokens.next("mark", "::")
    return name, tokens.next("word")


def _where(tokens: Tokens) -> Condition:
    return tokens.condition() if tokens.accept("where") else lambda _: True


@dataclass(frozen=True, slots=True)
class FluxQuery:
    """A program in Flux, and the bucket that it names."""

    bucket: str
    what: TagValues | Select


def flux(text: str) -> FluxQuery:
    """Read one of the programs that are asked for."""
    tokens = Tokens("flux", text)
    if tokens.accept("import"):
        tokens.next("text")
        tokens.next("word", "schema.tagvalues")
        values = _arguments(tokens)
        return FluxQuery(values["bucket"], TagValues(values["tag"], values["predicate"]))
    tokens.next("word", "from")
    bucket = _arguments(tokens)["bucket"]
    conditions: list[Condition] = []
    first = False
    while tokens.accept("|>"):
        name, values = tokens.next("word"), _arguments(tokens)
        if name == "range":
            start, stop = values["start"], values.get("stop", "2100-01-01T00:00:00Z")
            conditions.append(_between(nanoseconds(start), nanoseconds(stop)))
        elif name == "filter":
            conditions.append(values["fn"])
        first = first or name == "first"
    fields = tuple((name, "") for name in re.findall(r'r\["_field"\] == "(\w+)"', text))
    wanted = Select(fields, lambda point: all(one(point) for one in conditions), False, first)  # noqa: FBT003  # read above
    return FluxQuery(bucket, wanted)


def _between(start: int, stop: int) -> Condition:
    return lambda point: start <= point.nanoseconds < stop


def _arguments(tokens: Tokens) -> dict[str, Any]:
    """Read `(name: value, ...)`; a function stands for its condition."""
    found: dict[str, Any] = {}
    tokens.next("mark", "(")
    while not tokens.accept(")"):
        name = tokens.next("word")
        tokens.next("mark", ":")
        if tokens.accept("("):
            for word in ("r", ")", "=>"):
                tokens.next("", word)
            found[name] = tokens.condition()
        elif tokens.accept("["):
            while not tokens.accept("]"):
                tokens.at += 1
        else:
            found[name] = tokens.next()
        tokens.accept(",")
    return found


def nanoseconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.timestamp()) * 10**9 + moment.microsecond * 1000
