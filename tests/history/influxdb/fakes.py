"""What servers have that only say they are an InfluxDB; and one that does not even."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
import ssl
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.core import State

from tests.history.influxdb.languages import (
    FakePoint,
    FakeSyntaxError,
    Select,
    TagValues,
    influxql,
)
from tests.history.influxdb.server import points

TOKEN = "a token nobody may see"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a fake does once instead of answering."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None  # bytes of the true answer
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a fake was asked."""

    method: str
    path: str
    query: str
    authorization: str


@dataclass
class FakeInfluxDb:
    """What both generations have."""

    database: str = "home"
    held: list[FakePoint] = field(default_factory=list)
    troubles: deque[Trouble] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    server: TestServer | None = None
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    def fill(self, states: Iterable[State]) -> Self:
        self.held += [
            FakePoint(
                str(one["measurement"]),
                one["tags"],
                round(one["time"].timestamp() * 1e6) * 1000,
                one["fields"],
            )
            for one in points(states)
        ]
        return self

    def routes(self) -> dict[tuple[str, str], Callable[[web.Request], Any]]:
        raise NotImplementedError

    def permitted(self, request: web.Request) -> web.Response | None:
        raise NotImplementedError

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        text = str(form.get("q") or request.query.get("q") or (await request.text()))
        self.asked.append(
            Asked(request.method, request.path, text, request.headers.get("Authorization", ""))
        )
        self.was_asked.set()
        trouble = self.troubles.popleft() if self.troubles else Trouble()
        if trouble.silent:
            await asyncio.sleep(30)
        if trouble.status != 200 or trouble.body:
            return web.Response(
                status=trouble.status, text=trouble.body, headers=dict(trouble.headers)
            )
        if (refusal := self.permitted(request)) is not None:
            return refusal
        answer = self.routes().get((request.method, request.path.removeprefix("/influx")))
        if answer is None:
            return web.Response(status=404, text="not found")
        try:
            whole = answer(request)
        except FakeSyntaxError as error:
            return web.json_response({"code": "invalid", "message": str(error)}, status=400)
        assert isinstance(whole, web.Response)
        if trouble.cut_after is None:
            return whole
        return await _cut(request, whole, trouble.cut_after)

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[Self]:
        application = web.Application(client_max_size=10**7)
        application.router.add_route("*", "/{path:.*}", self.handle)
        server = TestServer(application, scheme="https" if tls else "http", host="127.0.0.1")
        await server.start_server(ssl=tls)
        self.server = server
        self.url = str(server.make_url("")).rstrip("/")
        try:
            yield self
        finally:
            await server.close()

    async def until_alone(self) -> None:
        """Wait until nobody is connected any more."""
        assert self.server is not None
        assert self.server.runner is not None
        assert self.server.runner.server is not None
        for _ in range(100):
            if not self.server.runner.server.connections:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("somebody is still connected")

    def tag_values(self, wanted: TagValues) -> dict[str, list[str]]:
        """Return the values of a tag by measurement."""
        found: dict[str, set[str]] = {}
        for point in self.held:
            if wanted.condition(point) and wanted.tag in point.tags:
                found.setdefault(point.measurement, set()).add(point.tags[wanted.tag])
        return {name: sorted(values) for name, values in sorted(found.items())}

    def chosen(self, wanted: Select) -> list[FakePoint]:
        """Return the points that have one of the fields, by measurement, tags and time."""
        matching = [
            point
            for point in self.held
            if wanted.condition(point)
            and any(typed(point, *one) is not None for one in wanted.fields)
        ]
        return sorted(
            matching, key=lambda one: (one.measurement, sorted(one.tags.items()), one.nanoseconds)
        )

    def results(self, text: str) -> web.Response:
        """Answer InfluxQL as InfluxDB 1 does, in pieces of two rows."""
        wanted = influxql(text)
        series: list[dict[str, Any]] = []
        if isinstance(wanted, TagValues):
            for name, values in self.tag_values(wanted).items():
                rows: list[list[Any]] = [[wanted.tag, value] for value in values]
                series.append({"name": name, "columns": ["key", "value"], "values": rows})
        elif isinstance(wanted, Select):
            for point in self.chosen(wanted):
                tags = {key: point.tags[key] for key in ("domain", "entity_id")}
                head: dict[str, Any] = {"name": point.measurement if wanted.grouped else "*"}
                head |= {"tags": tags} if wanted.grouped else {}
                row = [point.nanoseconds, *(typed(point, *one) for one in wanted.fields)]
                if series and all(series[-1].get(key) == value for key, value in head.items()):
                    series[-1]["values"].append(row)
                    continue
                columns = ["time", *(name for name, _ in wanted.fields)]
                series.append({**head, "columns": columns, "values": [row]})
        return web.Response(text="".join(_pieces(series)), content_type="application/json")


def typed(point: FakePoint, name: str, kind: str) -> Any:
    value = point.fields.get(name)
    return value if isinstance(value, {"string": str, "float": float}.get(kind, object)) else None


def _pieces(series: list[dict[str, Any]]) -> list[str]:
    results: list[dict[str, Any]] = []
    for one in series:
        pieces = (one["values"][at : at + 2] for at in range(0, len(one["values"]), 2))
        results += [{"series": [{**one, "values": piece}], "partial": True} for piece in pieces]
    if not results:
        results.append({})
    results[-1].pop("partial", None)
    return [f"{json.dumps({'results': [{'statement_id': 0, **one}]})}\n" for one in results]


async def _cut(request: web.Request, whole: web.Response, size: int) -> web.StreamResponse:
    """Begin an answer, and drop the connection."""
    assert isinstance(whole.body, bytes)
    begun = web.StreamResponse(headers={"Content-Type": whole.content_type})
    await begun.prepare(request)
    await begun.write(whole.body[:size])
    await asyncio.sleep(0)
    assert request.transport is not None
    request.transport.close()
    return begun


def rfc3339(point: FakePoint) -> str:
    seconds, rest = divmod(point.nanoseconds, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09}Z"


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """Run a server that speaks no HTTP, or just this; yields its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        await server.wait_closed()
