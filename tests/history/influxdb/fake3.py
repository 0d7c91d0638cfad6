"""A server that says it is an InfluxDB 3, and holds real points."""

from collections.abc import Callable
from dataclasses import dataclass
import json
from typing import Any

from aiohttp import web

from tests.history.influxdb.fakes import TOKEN, FakeInfluxDb, rfc3339, typed
from tests.history.influxdb.languages import FakePoint, Select, TagValues, influxql


@dataclass
class FakeInfluxDb3(FakeInfluxDb):
    """One interface of its own, and that of InfluxDB 1."""

    has_own: bool = True
    file_limit_days: int | None = None

    def routes(self) -> dict[tuple[str, str], Callable[[web.Request], Any]]:
        own = {("POST", "/api/v3/query_influxql"): self._own} if self.has_own else {}
        return {**own, ("GET", "/query"): self._compatible}

    def permitted(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "the request was not authenticated"}, status=401)
        return None

    def _compatible(self, request: web.Request) -> web.Response:
        return self._missing(request.query["db"]) or self.results(self.asked[-1].query)

    def _missing(self, database: str) -> web.Response | None:
        if database == self.database:
            return None
        problem = f"query error: database not found: {database}"
        return web.json_response({"error": problem}, status=404)

    def _own(self, _request: web.Request) -> web.Response:
        body = json.loads(self.asked[-1].query)
        assert body["format"] == "jsonl"
        if (missing := self._missing(body["db"])) is not None:
            return missing
        wanted = influxql(body["q"])
        rows: list[dict[str, Any]] = []
        if isinstance(wanted, TagValues):
            if (refusal := self._too_much(body["q"])) is not None:
                return refusal
            for name, values in self.tag_values(wanted).items():
                rows += [
                    {"iox::measurement": name, "key": wanted.tag, "value": one} for one in values
                ]
        elif isinstance(wanted, Select):
            if (refusal := self._too_much(body["q"])) is not None:
                return refusal
            rows += [self._row(point, wanted) for point in self.chosen(wanted)]
        text = "".join(f"{json.dumps(row)}\n" for row in rows)
        return web.Response(text=text, content_type="application/jsonl")

    def _row(self, point: FakePoint, wanted: Select) -> dict[str, Any]:
        tags = {key: point.tags[key] for key in ("domain", "entity_id")} if wanted.grouped else {}
        values = {name: typed(point, name, kind) for name, kind in wanted.fields}
        known = {name: value for name, value in values.items() if value is not None}
        time = rfc3339(point).removesuffix("Z")
        return {"iox::measurement": point.measurement, "time": time, **tags, **known}

    def _too_much(self, text: str) -> web.Response | None:
        bounded = "time >= '2" in text
        if self.file_limit_days is None or bounded:
            return None
        problem = "External error: Query would exceed file limit of 432 parquet files."
        return web.Response(status=500, text=problem)
