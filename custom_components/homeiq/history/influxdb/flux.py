"""Flux, for InfluxDB 2 where a bucket has no name in InfluxQL."""

from collections.abc import Callable, Mapping
import csv
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.history.influxdb.answers import (
    CHUNK,
    AnswerError,
    Columns,
    Table,
    half,
    seconds,
    stated,
)
from custom_components.homeiq.history.influxdb.client import InfluxClient, Request
from custom_components.homeiq.history.influxdb.dialect import (
    EVER,
    Earliest,
    Values,
    by_domain,
    domains,
    named,
    rfc3339,
)
from custom_components.homeiq.history.influxdb.errors import InfluxProblem
from custom_components.homeiq.history.influxdb.points import (
    DOMAIN_TAG,
    ENTITY_TAG,
    STATES,
    Fields,
    NewPage,
    Page,
    Question,
    entities,
)

_NUMBERS: Final = frozenset({"double", "long", "unsignedLong"})
_ESCAPED: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class CsvAnswer[T]:
    """Annotated CSV: tables one after the other, each with the types of its columns."""

    def __init__(self, table: Table[T]) -> None:
        """Fill a table."""
        self._table = table
        self._lines: list[str] = []
        self._quotes = 0
        self._any = False
        self._types: list[str] = []
        self._defaults: list[str] = []
        self._header: list[str] = []
        self._rows: list[list[str]] = []

    def line(self, line: bytes) -> None:
        """Read a line; a text in quotes may go on in the next."""
        text = line.decode(errors="replace")
        if not self._any and text and not text.startswith(("#", ",")):
            raise AnswerError(InfluxProblem.URL, "what answers is no InfluxDB")
        self._any = True
        self._lines.append(f"{text}\n")
        self._quotes += text.count('"')
        if len(self._lines) >= CHUNK and self._quotes % 2 == 0:
            self._read()

    def _read(self) -> None:
        lines, self._lines = self._lines, []
        try:
            for row in csv.reader(lines, strict=True):
                self._row(row)
        except csv.Error as error:
            raise half("the CSV is cut off or damaged") from error
        self._flush()

    def _row(self, row: list[str]) -> None:
        if not row:
            self._begin()
        elif row[0].startswith("#"):
            if self._header:  # the next table, without an empty line before it
                self._begin()
            if row[0] == "#datatype":
                self._types = row
            elif row[0] == "#default":
                self._defaults = row
        elif not self._header:
            self._header = row
        elif len(row) != len(self._header):
            raise half("a line of the CSV is cut off")
        elif "error" in self._header:
            raise stated(row[self._header.index("error")])
        else:
            self._rows.append(row)

    def _begin(self) -> None:
        self._flush()
        self._types, self._defaults, self._header = [], [], []

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            texts = zip(*rows, strict=True)
            columns = {
                name: self._typed(at, list(column))
                for at, (name, column) in enumerate(zip(self._header, texts, strict=True))
            }
            self._table.add({}, columns)

    def _typed(self, at: int, column: list[str]) -> list[Any]:
        """Return a column's values; an empty one is the default, and None without any."""
        default = self._defaults[at] if at < len(self._defaults) else ""
        kind = self._types[at] if at < len(self._types) else "string"
        filled = [text or default for text in column]
        if kind.startswith("dateTime"):
            return seconds(filled)
        if kind in _NUMBERS:
            try:
                return [float(text) if text else None for text in filled]
            except ValueError as error:
                raise half("a number cannot be read") from error
        return [text or None for text in filled]

    def end(self) -> T:
        """Return what came of them."""
        if self._quotes % 2:
            raise half("the CSV is cut off")
        self._read()
        return self._table.end()


class FieldTable[T]:
    """Takes rows of one field each."""

    def __init__(self, page: Page[T], fields: Fields) -> None:
        """Fill a page."""
        self._page = page
        self._fields = fields

    def add(self, tags: Mapping[str, str], columns: Columns) -> None:
        """Add rows: a text or a number, whichever of the two the field should be."""
        times, names, values = (columns[name] for name in ("_time", "_field", "_value"))
        texts = [
            value if name == self._fields.text and isinstance(value, str) else None
            for name, value in zip(names, values, strict=True)
        ]
        numbers = [
            value if name == self._fields.number and isinstance(value, float) else None
            for name, value in zip(names, values, strict=True)
        ]
        self._page.add(entities(tags, columns, len(times)), times, texts, numbers)

    def end(self) -> T:
        """Return what came of them."""
        return self._page.end()


@dataclass(frozen=True, slots=True)
class Flux:
    """Asks in Flux."""

    client: InfluxClient

    async def entities(self) -> frozenset[str]:
        """Return the ids of the entities that there are points of."""
        found: frozenset[str] = frozenset()
        for domain in domains(await self._values(DOMAIN_TAG, "true")):
            of_domain = f"r[{literal(DOMAIN_TAG)}] == {literal(domain)}"
            found |= named(domain, await self._values(ENTITY_TAG, of_domain))
        return found

    async def _values(self, tag: str, condition: str) -> frozenset[str]:
        text = (
            'import "influxdata/influxdb/schema"\n'
            f"schema.tagValues(bucket: {self._bucket}, tag: {literal(tag)},"
            f" predicate: (r) => {condition}, start: {EVER})"
        )
        return await self._ask(text, lambda: Values("_value"))

    async def first(self, entity_ids: tuple[str, ...]) -> float | None:
        """Return the time (UTC seconds) of the earliest point of up to BATCH entities."""
        text = (
            f"from(bucket: {self._bucket}) |> range(start: {EVER})"
            f" |> filter(fn: (r) => {of_fields(STATES)}) |> filter(fn: (r) => {among(entity_ids)})"
            ' |> first() |> keep(columns: ["_time"]) |> group() |> min(column: "_time")'
        )
        return await self._ask(text, lambda: Earliest("_time"))

    async def page[T](self, question: Question, new_page: NewPage[T]) -> T:
        """Return what came of the points of up to BATCH entities.

        Tables keep their measurement and tags apart: together, a field that is a text here and
        a number there would be an error.
        """
        fields = question.fields
        text = (
            f"from(bucket: {self._bucket})"
            f" |> range(start: {rfc3339(question.start)}, stop: {rfc3339(question.end)})"
            f" |> filter(fn: (r) => {of_fields(fields)})"
            f" |> filter(fn: (r) => {among(question.entity_ids)})"
            ' |> drop(columns: ["_start", "_stop"])'
        )
        return await self._ask(text, lambda: FieldTable(new_page(), fields))

    @property
    def _bucket(self) -> str:
        return literal(self.client.settings.database)

    async def _ask[T](self, text: str, new_table: Callable[[], Table[T]]) -> T:
        request = Request(
            "POST",
            "/api/v2/query",
            {"org": self.client.settings.organization},
            json={
                "query": text,
                "type": "flux",
                "dialect": {"annotations": ["datatype", "group", "default"], "header": True},
            },
            accept="application/csv",
        )
        return await self.client.ask(request, lambda: CsvAnswer(new_table()))


def of_fields(fields: Fields) -> str:
    """Return the condition that a row is of one of the fields."""
    names = (fields.text,) if fields.number is None else (fields.text, fields.number)
    return " or ".join(f'r["_field"] == {literal(name)}' for name in names)


def among(entity_ids: tuple[str, ...]) -> str:
    """Return the condition that a row is of one of some entities."""
    parts = []
    for domain, names in by_domain(entity_ids).items():
        objects = " or ".join(f"r[{literal(ENTITY_TAG)}] == {literal(name)}" for name in names)
        parts.append(f"(r[{literal(DOMAIN_TAG)}] == {literal(domain)} and ({objects}))")
    return " or ".join(parts)


def literal(text: str) -> str:
    """Return a text as Flux has it; what stands in ${} would be a program."""
    escaped = text.translate(_ESCAPED).replace("${", "\\${")
    return f'"{escaped}"'
