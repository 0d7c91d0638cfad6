"""A server that says it is an InfluxDB 2, and holds real points."""

from collections.abc import Callable
import csv
from dataclasses import dataclass
import io
from itertools import groupby
import json
from typing import Any

from aiohttp import web

from tests.history.influxdb.fakes import TOKEN, FakeInfluxDb, rfc3339
from tests.history.influxdb.languages import FakePoint, TagValues, flux


@dataclass
class FakeInfluxDb2(FakeInfluxDb):
    """Buckets of an organization; mappings say which of them have a name in InfluxQL."""

    organization: str = "family"
    mapped: bool = True
    may_read_buckets: bool = True

    def routes(self) -> dict[tuple[str, str], Callable[[web.Request], Any]]:
        return {
            ("GET", "/api/v2/buckets"): self._buckets,
            ("GET", "/api/v2/dbrps"): self._mappings,
            ("POST", "/query"): self._compatible,
            ("POST", "/api/v2/query"): self._flux,
        }

    def permitted(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Token {TOKEN}":
            return _error(401, "unauthorized", "unauthorized access")
        if (org := request.query.get("org")) not in {None, self.organization}:
            return _error(404, "not found", f'organization name "{org}" not found')
        return None

    def _buckets(self, request: web.Request) -> web.Response:
        if not self.may_read_buckets:
            return _error(401, "unauthorized", "read:orgs/1 is unauthorized")
        if request.query["name"] != self.database:
            return web.json_response({"buckets": []})
        return web.json_response({"buckets": [{"id": "b1", "name": self.database}]})

    def _mappings(self, _request: web.Request) -> web.Response:
        mapping = {
            "id": "m1",
            "database": "old name",
            "retention_policy": "autogen",
            "bucketID": "b1",
            "default": True,
            "virtual": True,
        }
        return web.json_response({"content": [mapping] if self.mapped else []})

    def _compatible(self, request: web.Request) -> web.Response:
        if (request.query["db"], request.query.get("rp")) != ("old name", "autogen"):
            return _error(404, "not found", f"database not found: {request.query['db']}")
        return self.results(self.asked[-1].query)

    def _flux(self, _request: web.Request) -> web.Response:
        query = flux(json.loads(self.asked[-1].query)["query"])
        if query.bucket != self.database:
            problem = f'failed to initialize execute state: could not find bucket "{query.bucket}"'
            return _error(404, "not found", problem)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        if isinstance(query.what, TagValues):
            values = sorted({one for some in self.tag_values(query.what).values() for one in some})
            _table(writer, {"_value": "string"}, [[value] for value in values])
        elif query.what.first:
            times = [rfc3339(point) for point in self.chosen(query.what)]
            _table(writer, {"_time": "dateTime:RFC3339"}, [[min(times)]] if times else [])
        else:
            for name, _ in query.what.fields:
                points = [point for point in self.chosen(query.what) if name in point.fields]
                for _, series in groupby(points, lambda point: (point.measurement, point.tags)):
                    _series(writer, name, list(series))
        text.write("\r\n")
        return web.Response(text=text.getvalue(), content_type="text/csv")


def _series(writer: Any, name: str, series: list[FakePoint]) -> None:
    tags = {"_field": name, "_measurement": series[0].measurement, **series[0].tags}
    kind = "string" if isinstance(series[0].fields[name], str) else "double"
    columns = {"_time": "dateTime:RFC3339", "_value": kind} | dict.fromkeys(tags, "string")
    rows = [[rfc3339(point), point.fields[name], *tags.values()] for point in series]
    _table(writer, columns, rows)


def _table(writer: Any, columns: dict[str, str], rows: list[list[Any]]) -> None:
    if not rows:
        return
    writer.writerow(["#datatype", "string", "long", *columns.values()])
    writer.writerow(["#group", "false", "false", *("true" for _ in columns)])
    writer.writerow(["#default", "_result", *("" for _ in columns), ""])
    writer.writerow(["", "result", "table", *columns])
    for row in rows:
        writer.writerow(["", "", "0", *row])
    writer.writerow([])


def _error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"code": code, "message": message}, status=status)
