"""A server that stands in for an InfluxDB of any generation, as far as settings are tried out."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
import json
import ssl
from threading import Thread
from typing import Any

from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestServer

from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion

ORGANIZATION = "home"
DATABASE = "home_assistant"
USERNAME = "reader"
PASSWORD = "open sesame"
TOKEN = "read-only"
LOGINS = {
    encode_basic_auth(USERNAME, PASSWORD),
    f"Token {TOKEN}",
    f"Bearer {TOKEN}",
}


OPENING: dict[str, dict[str, str]] = {
    "1": {"database": DATABASE, "username": USERNAME, "password": PASSWORD},
    "2": {"organization": ORGANIZATION, "bucket": DATABASE, "token": TOKEN},
    "3": {"database": DATABASE, "token": TOKEN},
}


class Trouble(StrEnum):
    """What may be wrong with it."""

    NONE = "none"
    BUSY = "busy"
    HALF = "half"
    EMPTY = "empty"
    SILENT = "silent"
    FORGETFUL = "forgetful"  # of who may read it


@dataclass(slots=True)
class FakeInfluxDB:
    """Says which entities it has, to whoever opens its one database."""

    url: str = ""
    trouble: Trouble = Trouble.NONE
    logins: list[str] = field(default_factory=list)  # what it was opened with, in order

    async def handle(self, request: web.Request) -> web.StreamResponse:
        login = request.headers.get("Authorization", "")
        self.logins.append(login)
        if (answer := await self.in_trouble()) is not None:
            return answer
        if login not in LOGINS or self.trouble is Trouble.FORGETFUL:
            return web.json_response({"error": "authorization failed"}, status=401)
        match request.path:
            case "/query":
                return await self.answer_one(request)
            case "/api/v3/query_influxql":
                return await self.answer_three(request)
            case "/api/v2/buckets":
                return answer_buckets(request)
            case "/api/v2/dbrps":
                mapping = {"bucketID": "b1", "database": DATABASE, "retention_policy": "autogen"}
                return web.json_response({"content": [mapping]})
        # Flux is asked where the bucket has no mapping, which here means that it is not there.
        said = {"code": "not found", "message": 'could not find bucket "typo"'}
        return web.json_response(said, status=404)

    async def in_trouble(self) -> web.Response | None:
        match self.trouble:
            case Trouble.BUSY:
                return web.json_response(
                    {"error": "engine: too busy"}, status=503, headers={"Retry-After": "900"}
                )
            case Trouble.HALF:
                return web.Response(text='{"results": [{"series": [')
            case Trouble.SILENT:
                await asyncio.sleep(2)
        return None

    async def answer_one(self, request: web.Request) -> web.Response:
        text = (await request.post()).get("q", "")
        if request.query["db"] != DATABASE:
            told: dict[str, Any] = {"error": f"database not found: {request.query['db']}"}
        elif names := self.values(str(text)):
            series = {
                "name": "°C",
                "columns": ["key", "value"],
                "values": [["k", n] for n in names],
            }
            told = {"series": [series]}
        else:
            told = {}
        return web.json_response({"results": [{"statement_id": 0} | told]})

    async def answer_three(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked["db"] != DATABASE:
            return web.json_response({"error": "database not found"}, status=404)
        rows = [{"value": name} for name in self.values(asked["q"])]
        return web.Response(text="".join(json.dumps(row) + "\n" for row in rows))

    def values(self, text: str) -> list[str]:
        """Return the values of the tag that is asked for."""
        if self.trouble is Trouble.EMPTY:
            return []
        return ["light"] if 'KEY = "domain"' in text else ["porch", "hall"]


def entry_data(fake: FakeInfluxDB, version: str = "1") -> dict[str, Any]:
    """Return what an entry keeps of it."""
    opening = dict(OPENING[version])
    database = opening.pop("database", None) or opening.pop("bucket")
    return InfluxSettings(InfluxVersion(version), fake.url, database, **opening).as_dict()


def answer_buckets(request: web.Request) -> web.Response:
    if request.query["org"] != ORGANIZATION:
        said = {"code": "not found", "message": 'organization name "typo" not found'}
        return web.json_response(said, status=404)
    buckets = [{"id": "b1", "name": DATABASE}] if request.query["name"] == DATABASE else []
    return web.json_response({"buckets": buckets})


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[FakeInfluxDB]:
    """Run it on a free port of the loopback interface, in a thread of its own.

    In the test's own loop, a client that breaks a handshake off would count as an error of ours.
    """
    fake = FakeInfluxDB()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.handle)
    server = TestServer(app, scheme="http" if tls is None else "https")
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start_server(ssl=tls), loop).result()
        fake.url = f"{server.scheme}://127.0.0.1:{server.port}"
        yield fake
        asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
