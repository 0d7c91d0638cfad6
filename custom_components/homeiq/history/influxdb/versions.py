"""Which language the generations of InfluxDB are asked in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.history.influxdb.answers import Answer, Document, Table
from custom_components.homeiq.history.influxdb.client import InfluxClient, Request
from custom_components.homeiq.history.influxdb.dialect import EVER, Dialect, Values
from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from custom_components.homeiq.history.influxdb.flux import Flux
from custom_components.homeiq.history.influxdb.influxql import (
    InfluxQl,
    LinesAnswer,
    QueryEndpoint,
)
from custom_components.homeiq.history.influxdb.settings import InfluxVersion

# What a token that may only read a bucket is told about mappings, and what an old server says.
_NO_MAPPING: Final = frozenset(
    {
        InfluxProblem.UNAUTHORIZED,
        InfluxProblem.FORBIDDEN,
        InfluxProblem.NO_DATABASE,
        InfluxProblem.HALF_ANSWER,
    }
)


@dataclass(frozen=True, slots=True)
class LinesEndpoint:
    """The interface of InfluxDB 3."""

    database: str
    values_since: str = EVER  # without a time, it looks a day back

    def request(self, text: str) -> Request:
        """Return a query as a request."""
        body = {"db": self.database, "q": text, "format": "jsonl"}
        return Request("POST", "/api/v3/query_influxql", json=body, accept="*/*")

    def answer[T](self, table: Table[T]) -> Answer[T]:
        """Return what fills a table with an answer."""
        return LinesAnswer(table)


async def _one(client: InfluxClient) -> Dialect:
    return InfluxQl(client, QueryEndpoint(client.settings.database))


async def _two(client: InfluxClient) -> Dialect:
    """Return InfluxQL where the bucket has a name in it, else Flux."""
    try:
        mapping = await _mapping(client)
    except InfluxError as error:
        if error.key not in _NO_MAPPING:
            raise
        mapping = None  # what is asked next will tell
    return Flux(client) if mapping is None else InfluxQl(client, mapping)


async def _mapping(client: InfluxClient) -> QueryEndpoint | None:
    settings = client.settings
    org = {"org": settings.organization}
    buckets = await _get(client, "/api/v2/buckets", org | {"name": settings.database})
    ids = [one.get("id") for one in buckets.get("buckets") or ()]
    if not ids:
        return None
    mappings = await _get(client, "/api/v2/dbrps", org | {"bucketID": str(ids[0])})
    for one in mappings.get("content") or ():
        if one.get("bucketID") == ids[0] and one.get("database"):
            return QueryEndpoint(one["database"], one.get("retention_policy") or "")
    return None


async def _get(client: InfluxClient, path: str, params: dict[str, str]) -> dict[str, Any]:
    return await client.ask(Request("GET", path, params), Document)


async def _three(client: InfluxClient) -> Dialect:
    """Return InfluxQL over the interface of its own, or over that of InfluxDB 1."""
    endpoint = LinesEndpoint(client.settings.database)
    try:
        await client.ask(
            endpoint.request("SHOW FIELD KEYS"), lambda: endpoint.answer(Values("fieldKey"))
        )
    except InfluxError as error:
        if error.key != InfluxProblem.URL:
            raise
        older = QueryEndpoint(client.settings.database, method="GET", values_since=EVER)
        return InfluxQl(client, older)
    return InfluxQl(client, endpoint)


DIALECTS: Final[dict[InfluxVersion, Callable[[InfluxClient], Awaitable[Dialect]]]] = {
    InfluxVersion.ONE: _one,
    InfluxVersion.TWO: _two,
    InfluxVersion.THREE: _three,
}


async def async_open(client: InfluxClient) -> Dialect:
    """Return how a server is asked; raises InfluxError."""
    return await DIALECTS[client.settings.version](client)
