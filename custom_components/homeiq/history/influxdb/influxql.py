"""InfluxQL, which all generations of InfluxDB understand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from homeassistant.util import dt as dt_util

from custom_components.homeiq.history.influxdb.answers import (
    CHUNK,
    TOO_MUCH,
    Answer,
    AnswerError,
    Table,
    half,
    parse_object,
    parse_objects,
    seconds,
    stated,
)
from custom_components.homeiq.history.influxdb.client import InfluxClient, Request
from custom_components.homeiq.history.influxdb.dialect import (
    Earliest,
    Values,
    by_domain,
    domains,
    named,
    rfc3339,
)
from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from custom_components.homeiq.history.influxdb.points import (
    DOMAIN_TAG,
    ENTITY_TAG,
    STATES,
    Fields,
    NewPage,
    PageTable,
    Question,
)
from custom_components.homeiq.mining.event_log import DAY_SECONDS

_NANO: Final = 1e9
_DAYS_BACK: Final = 1_024
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\n": "\\n"})


class Endpoint(Protocol):
    """Where InfluxQL is asked, and how the answer is read."""

    @property
    def values_since(self) -> str:
        """Since when values of tags are looked for; empty where all are found anyway."""

    def request(self, text: str) -> Request:
        """Return a query as a request."""

    def answer[T](self, table: Table[T]) -> Answer[T]:
        """Return what fills a table with an answer."""


@dataclass(frozen=True, slots=True)
class QueryEndpoint:
    """The interface of InfluxDB 1, which the later ones keep up."""

    database: str
    retention_policy: str = ""
    method: str = "POST"
    values_since: str = ""

    def request(self, text: str) -> Request:
        """Return a query as a request; in its body, where it may be long, if that is read."""
        policy = {"rp": self.retention_policy} if self.retention_policy else {}
        params = {"db": self.database, **policy, "epoch": "ns"}
        params |= {"chunked": "true", "chunk_size": str(CHUNK)}
        if self.method == "POST":
            return Request("POST", "/query", params, form={"q": text})
        return Request(self.method, "/query", params | {"q": text})

    def answer[T](self, table: Table[T]) -> Answer[T]:
        """Return what fills a table with an answer."""
        return SeriesAnswer(table)


class SeriesAnswer[T]:
    """Results in JSON, an object a line or all in one."""

    def __init__(self, table: Table[T]) -> None:
        """Fill a table."""
        self._table = table
        self._any = False
        self._more = False

    def line(self, line: bytes) -> None:
        """Read an object."""
        if not line.strip():
            return
        parsed = parse_object(line)
        if error := parsed.get("error"):
            raise stated(str(error))
        if not isinstance(results := parsed.get("results"), list):
            raise AnswerError(InfluxProblem.URL, "what answers is no InfluxDB")
        self._any = True
        for result in results:
            if error := result.get("error"):
                raise stated(str(error))
            self._more = bool(result.get("partial"))
            for series in result.get("series", ()):
                self._add(series)

    def _add(self, series: Mapping[str, Any]) -> None:
        try:
            names, values = series["columns"], series.get("values") or ()
            columns = dict(zip(names, zip(*values, strict=True), strict=True)) if values else {}
        except (KeyError, TypeError, ValueError) as error:
            raise half("a series has no columns") from error
        if times := columns.get("time"):
            columns["time"] = [time / _NANO for time in times]
        if columns:
            self._table.add(series.get("tags", {}), columns)

    def end(self) -> T:
        """Return what came of them."""
        if self._more or not self._any:
            raise half("the answer ends in the middle")
        return self._table.end()


class LinesAnswer[T]:
    """Rows in JSON, one a line; as InfluxDB 3 has them."""

    def __init__(self, table: Table[T]) -> None:
        """Fill a table."""
        self._table = table
        self._lines: list[bytes] = []

    def line(self, line: bytes) -> None:
        """Read a row."""
        if not line.strip():
            return
        self._lines.append(line)
        if len(self._lines) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        rows = parse_objects(lines)
        names = dict.fromkeys(name for row in rows for name in row)  # no value: no key either
        if set(names) == {"error"}:
            raise stated(str(rows[0]["error"]))
        columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
        if "time" in columns:
            columns["time"] = seconds(columns["time"])
        self._table.add({}, columns)

    def end(self) -> T:
        """Return what came of them."""
        if self._lines:
            self._flush()
        return self._table.end()


@dataclass(frozen=True, slots=True)
class InfluxQl:
    """Asks in InfluxQL."""

    client: InfluxClient
    endpoint: Endpoint

    async def entities(self) -> frozenset[str]:
        """Return the ids of the entities that there are points of."""
        try:
            return await self._entities(self.endpoint.values_since)
        except InfluxError as error:
            if TOO_MUCH not in str(error):
                raise
            return await self._entities(rfc3339(dt_util.utcnow().timestamp() - DAY_SECONDS))

    async def _entities(self, since: str) -> frozenset[str]:
        recent = (f"time >= {literal(since)}",) if since else ()
        found: frozenset[str] = frozenset()
        for domain in domains(await self._values(DOMAIN_TAG, *recent)):
            of_domain = f"{identifier(DOMAIN_TAG)} = {literal(domain)}"
            found |= named(domain, await self._values(ENTITY_TAG, of_domain, *recent))
        return found

    async def _values(self, tag: str, *conditions: str) -> frozenset[str]:
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        text = f"SHOW TAG VALUES WITH KEY = {identifier(tag)}{where}"
        return await self._ask(text, lambda: Values("value"))

    async def first(self, entity_ids: tuple[str, ...]) -> float | None:
        """Return the time (UTC seconds) of the earliest point of up to BATCH entities."""
        try:
            return await self._first(entity_ids)
        except InfluxError as error:
            if TOO_MUCH not in str(error):
                raise
            return await self._first_day(entity_ids)

    async def _first(self, entity_ids: tuple[str, ...], *conditions: str) -> float | None:
        where = " AND ".join((among(entity_ids), *conditions))
        text = f"{selected(STATES)} WHERE {where} ORDER BY time ASC LIMIT 1"
        return await self._ask(text, lambda: Earliest("time"))

    async def _first_day(self, entity_ids: tuple[str, ...]) -> float | None:
        """Look for the earliest day with points, where all days at once are too many.

        Takes it that there is no day without any after it.
        """
        now = dt_util.utcnow().timestamp()
        days, beyond = -1, _DAYS_BACK
        found: float | None = None
        while beyond - days > 1:
            middle = (days + beyond) // 2
            day = now - (middle + 1) * DAY_SECONDS
            if (first := await self._first(entity_ids, between(day, day + DAY_SECONDS))) is None:
                beyond = middle
            else:
                days, found = middle, first
        return found

    async def page[T](self, question: Question, new_page: NewPage[T]) -> T:
        """Return what came of the points of up to BATCH entities."""
        where = f"{among(question.entity_ids)} AND {between(question.start, question.end)}"
        tags = f"{identifier(DOMAIN_TAG)}, {identifier(ENTITY_TAG)}"
        text = f"{selected(question.fields)} WHERE {where} GROUP BY {tags}"
        return await self._ask(text, lambda: PageTable(new_page(), question.fields))

    async def _ask[T](self, text: str, new_table: Callable[[], Table[T]]) -> T:
        return await self.client.ask(
            self.endpoint.request(text), lambda: self.endpoint.answer(new_table())
        )


def selected(fields: Fields) -> str:
    """Return the beginning of a query for fields.

    With their types: an attribute may be a number of the same name elsewhere, for which all
    texts would be left out.
    """
    chosen = [f"{identifier(fields.text)}::string"]
    if fields.number is not None:
        chosen.append(f"{identifier(fields.number)}::float")
    return " ".join(("SELECT", ", ".join(chosen), "FROM /.*/"))


def among(entity_ids: tuple[str, ...]) -> str:
    """Return the condition that a point is of one of some entities."""
    parts = []
    for domain, names in by_domain(entity_ids).items():
        objects = " OR ".join(f"{identifier(ENTITY_TAG)} = {literal(name)}" for name in names)
        parts.append(f"({identifier(DOMAIN_TAG)} = {literal(domain)} AND ({objects}))")
    return f"({' OR '.join(parts)})"


def between(start: float, end: float) -> str:
    """Return the condition that a point lies in a time, the end left out."""
    return f"time >= {literal(rfc3339(start))} AND time < {literal(rfc3339(end))}"


def identifier(name: str) -> str:
    """Return a name as InfluxQL has it."""
    escaped = name.translate(_ESCAPED).replace('"', '\\"')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """Return a text as InfluxQL has it."""
    escaped = text.translate(_ESCAPED).replace("'", "\\'")
    return f"'{escaped}'"
