"""What can go wrong between Home Assistant and a server, each made to happen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
import logging
from pathlib import Path
import time
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import aiohttp_client
import pytest

from custom_components.homeiq.history.influxdb.client import InfluxClient, Patience
from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.history.influxdb.source import InfluxSource
from tests.history.influxdb.certificates import Authority
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.fake3 import FakeInfluxDb3
from tests.history.influxdb.fakes import TOKEN, FakeInfluxDb, Trouble, answering
from tests.history.influxdb.places import HASTE, of_one, of_three, of_two
from tests.history.influxdb.server import InfluxServer, at
from tests.servers.process import free_port

PASSWORD = "a password nobody may see"


def plain(url: str, version: InfluxVersion = InfluxVersion.ONE) -> InfluxSettings:
    return InfluxSettings(version, url, "home", "family", "anna", PASSWORD, TOKEN)


async def problem(
    hass: HomeAssistant, settings: InfluxSettings, patience: Patience = HASTE
) -> tuple[str | None, str]:
    """Return the key of the error that asking ends in, and its cause."""
    with pytest.raises(InfluxError) as caught:
        await InfluxSource(hass, settings, patience=patience).async_entities()
    text = f"{caught.value} {caught.value.values} {caught.value!r} {caught.value.__cause__!r}"
    assert TOKEN not in text
    assert PASSWORD not in text
    return caught.value.key, caught.value.values["error"]


async def test_nobody_listens(hass: HomeAssistant) -> None:
    settings = plain(f"http://127.0.0.1:{free_port()}")
    assert (await problem(hass, settings))[0] == InfluxProblem.URL


class FakeResolver(AbstractResolver):
    """Knows no host."""

    async def resolve(self, host: str, *_: Any, **__: Any) -> list[ResolveResult]:
        raise OSError(None, f"Domain name not found: {host}")

    async def close(self) -> None:
        """Have nothing to close."""

    real_close = close


async def test_no_such_host(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = FakeResolver()
    monkeypatch.setattr(aiohttp_client, "_async_make_resolver", lambda _: resolver)
    assert (await problem(hass, plain("http://nobody.invalid:8086")))[0] == InfluxProblem.URL


@pytest.mark.parametrize("url", ["", "influxdb", "ftp://host", "http://", "http://[::1", "x://:y"])
async def test_an_address_that_is_none(hass: HomeAssistant, url: str) -> None:
    assert (await problem(hass, plain(url)))[0] == InfluxProblem.URL


@pytest.mark.parametrize("version", InfluxVersion)
@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 418 \r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/login\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_something_else_listens(
    hass: HomeAssistant, version: InfluxVersion, answer: bytes
) -> None:
    async with answering(answer) as url:
        assert (await problem(hass, plain(url, version)))[0] == InfluxProblem.URL


async def test_json_of_somebody_else(hass: HomeAssistant) -> None:
    body = b'{"hello": "world"}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with answering(head + body) as url:
        assert (await problem(hass, plain(url)))[0] == InfluxProblem.URL


async def test_a_path_that_a_real_server_does_not_have(
    hass: HomeAssistant, influxdb: InfluxServer
) -> None:
    settings = replace(of_one(influxdb, "home"), url=f"{influxdb.url}/elsewhere")
    assert (await problem(hass, settings))[0] == InfluxProblem.URL


async def test_no_answer_in_time(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.extend([Trouble(silent=True)] * 2)
        patience = replace(HASTE, attempts=2, silence=0.05)
        assert (await problem(hass, of_two(fake), patience))[0] == InfluxProblem.TIMEOUT
        assert len(fake.asked) == 2


async def test_a_real_server_refuses_a_wrong_password(
    hass: HomeAssistant, guarded_influxdb: InfluxServer
) -> None:
    settings = of_one(replace(guarded_influxdb, password=PASSWORD), "home")
    key, cause = await problem(hass, settings)
    assert (key, cause) == (InfluxProblem.UNAUTHORIZED, "401 authorization failed")


async def test_a_real_server_refuses_somebody_without_a_name(
    hass: HomeAssistant, guarded_influxdb: InfluxServer
) -> None:
    settings = of_one(InfluxServer(guarded_influxdb.url), "home")
    assert (await problem(hass, settings))[0] == InfluxProblem.UNAUTHORIZED


async def test_a_real_server_refuses_who_may_not_read_this_database(
    hass: HomeAssistant, guarded_influxdb: InfluxServer
) -> None:
    guarded_influxdb.fill("private", [at("06:00:00", "light.hall", "on")])
    guarded_influxdb.query(f"CREATE USER guest WITH PASSWORD '{PASSWORD}'")
    guest = InfluxServer(guarded_influxdb.url, "guest", PASSWORD)
    assert (await problem(hass, of_one(guest, "private")))[0] == InfluxProblem.FORBIDDEN
    guarded_influxdb.query("GRANT READ ON private TO guest")
    source = InfluxSource(hass, of_one(guest, "private"), patience=HASTE)
    assert await source.async_entities() == {"light.hall"}


async def test_a_real_server_has_no_such_database(
    hass: HomeAssistant, influxdb: InfluxServer
) -> None:
    key, cause = await problem(hass, of_one(influxdb, "nowhere"))
    assert (key, cause) == (InfluxProblem.NO_DATABASE, "database not found: nowhere")


@pytest.mark.parametrize("fake", [FakeInfluxDb2(), FakeInfluxDb2(mapped=False), FakeInfluxDb3()])
async def test_an_unknown_token(hass: HomeAssistant, fake: FakeInfluxDb) -> None:
    async with fake.serving():
        settings = settings_of(fake)
        key, _ = await problem(hass, replace(settings, token="a wrong one"))
        assert key == InfluxProblem.UNAUTHORIZED


def settings_of(fake: FakeInfluxDb) -> InfluxSettings:
    return of_two(fake) if isinstance(fake, FakeInfluxDb2) else of_three(fake)


@pytest.mark.parametrize(
    ("fake", "change"),
    [
        (FakeInfluxDb2(), {"database": "nowhere"}),
        (FakeInfluxDb2(mapped=False), {"database": "nowhere"}),
        (FakeInfluxDb2(), {"organization": "nobody"}),
        (FakeInfluxDb3(), {"database": "nowhere"}),
        (FakeInfluxDb3(has_own=False), {"database": "nowhere"}),
    ],
)
async def test_a_bucket_organization_or_database_that_is_not_there(
    hass: HomeAssistant, fake: FakeInfluxDb, change: dict[str, str]
) -> None:
    async with fake.serving():
        key, _ = await problem(hass, replace(settings_of(fake), **change))
        assert key == InfluxProblem.NO_DATABASE


@pytest.mark.parametrize(
    "fake", [FakeInfluxDb2(mapped=False), FakeInfluxDb3(), FakeInfluxDb3(has_own=False)]
)
@pytest.mark.parametrize("cut_after", [0, 5, 40])
async def test_an_answer_that_is_cut_off_is_asked_for_again(
    hass: HomeAssistant, fake: FakeInfluxDb, cut_after: int
) -> None:
    fake.fill([at("06:00:00", "light.hall", "on")])
    async with fake.serving():
        fake.asked.clear()
        fake.troubles.extend([Trouble(), Trouble(), Trouble(cut_after=cut_after)])
        source = InfluxSource(hass, settings_of(fake), patience=HASTE)
        assert await source.async_entities() == {"light.hall"}
        assert fake.asked[2] == fake.asked[3]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(cut_after=30),
        Trouble(body='{"results": [{"statement_id": 0, "ser'),
        Trouble(body='{"results": [{"statement_id": 0, "partial": true}]}'),
        Trouble(body='{"results": [{"series": [{"name": "x", "values": [[1]]}]}]}'),
        Trouble(body='{"results": [{"series": [{"columns": ["x"], "values": [[1, 2]]}]}]}'),
        Trouble(body='{"results": [{"error": "max-select-point limit exceeded"}]}'),
        Trouble(body='{"error": "something broke"}'),
        Trouble(body='{"results": [3]}'),
        Trouble(body="\n"),
        Trouble(status=400, body='{"error": "error parsing query: found X"}'),
    ],
)
async def test_only_half_an_answer(hass: HomeAssistant, trouble: Trouble) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.extend([Trouble(), Trouble(), *[trouble] * HASTE.attempts])
        assert (await problem(hass, of_two(fake)))[0] == InfluxProblem.HALF_ANSWER


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_server_that_is_busy_is_asked_again(hass: HomeAssistant, status: int) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.fill([at("06:00:00", "light.hall", "on")])
        fake.troubles.append(Trouble(status, "just a moment"))
        source = InfluxSource(hass, of_three(fake), patience=HASTE)
        assert await source.async_entities() == {"light.hall"}


async def test_a_server_that_stays_busy_is_not_asked_for_ever(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.extend([Trouble(503, '{"error": "shutting down"}')] * 9)
        assert await problem(hass, of_three(fake)) == (InfluxProblem.BUSY, "503 shutting down")
        assert len(fake.asked) == HASTE.attempts


@pytest.mark.parametrize(
    ("header", "seconds"), [("1", 1.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", 0.0)]
)
async def test_a_server_is_left_alone_as_long_as_it_asks(
    hass: HomeAssistant, header: str, seconds: float
) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.append(Trouble(429, headers=(("Retry-After", header),)))
        begun = time.monotonic()
        await InfluxSource(hass, of_three(fake), patience=HASTE).async_entities()
        assert seconds <= time.monotonic() - begun < seconds + 0.9


async def test_a_server_that_asks_for_long_is_not_waited_for(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.append(Trouble(503, headers=(("Retry-After", "3600"),)))
        assert (await problem(hass, of_three(fake)))[0] == InfluxProblem.BUSY
        assert len(fake.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
async def test_a_server_that_refuses_is_asked_once(hass: HomeAssistant, status: int) -> None:
    async with FakeInfluxDb2(mapped=False).serving() as fake:
        fake.troubles.extend([Trouble(), Trouble(), Trouble(status, "no")])
        await problem(hass, of_two(fake))
        assert len(fake.asked) == 3


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def handshakes_may_fail(hass: HomeAssistant) -> AsyncIterator[None]:
    """Let a server of the same loop meet clients that hang up."""
    loop = asyncio.get_running_loop()
    usual = loop.get_exception_handler()
    assert usual is not None

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), ConnectionResetError):
            usual(loop, context)

    loop.set_exception_handler(handle)
    yield
    loop.set_exception_handler(usual)


@pytest.mark.usefixtures("handshakes_may_fail")
async def test_a_certificate_that_nobody_vouches_for(
    hass: HomeAssistant, authority: Authority, tmp_path: Path
) -> None:
    async with FakeInfluxDb2().serving(authority.context(tmp_path)) as fake:
        key, cause = await problem(hass, of_two(fake))
        assert key == InfluxProblem.TLS
        assert "unable to get local issuer certificate" in cause
        assert fake.asked == []


@pytest.mark.parametrize("trust", ["own", "any"])
async def test_a_certificate_of_an_own_authority(
    hass: HomeAssistant, authority: Authority, tmp_path: Path, trust: str
) -> None:
    async with FakeInfluxDb2().serving(authority.context(tmp_path)) as fake:
        fake.fill([at("06:00:00", "light.hall", "on")])
        change: dict[str, Any] = (
            {"ca_certificate": authority.certificate} if trust == "own" else {"verify_ssl": False}
        )
        source = InfluxSource(hass, replace(of_two(fake), **change), patience=HASTE)
        assert await source.async_entities() == {"light.hall"}


@pytest.mark.usefixtures("handshakes_may_fail")
@pytest.mark.parametrize(
    "certificate", [lambda: Authority().certificate, lambda: "no certificate", lambda: "\u00e4"]
)
async def test_the_certificate_of_another_authority_or_none(
    hass: HomeAssistant,
    authority: Authority,
    tmp_path: Path,
    certificate: Callable[[], str],
) -> None:
    async with FakeInfluxDb2().serving(authority.context(tmp_path)) as fake:
        settings = replace(of_two(fake), ca_certificate=certificate())
        assert (await problem(hass, settings))[0] == InfluxProblem.TLS
        assert fake.asked == []


async def test_tls_to_a_server_that_does_not_speak_it(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        settings = replace(of_two(fake), url=fake.url.replace("http:", "https:"))
        assert (await problem(hass, settings))[0] == InfluxProblem.TLS


@pytest.mark.parametrize(
    ("fake", "scheme"), [(FakeInfluxDb2(), "Token"), (FakeInfluxDb3(), "Bearer")]
)
async def test_secrets_stand_in_one_header_only(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    fake: FakeInfluxDb,
    scheme: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with fake.serving():
        fake.troubles.append(Trouble(503, f"{TOKEN} is busy"))
        await InfluxSource(hass, settings_of(fake), patience=HASTE).async_entities()
    assert {one.authorization for one in fake.asked} == {f"{scheme} {TOKEN}"}
    assert not any(TOKEN in f"{one.path} {one.query}" for one in fake.asked)
    assert TOKEN not in caplog.text


async def test_what_a_server_repeats_of_a_secret_is_hidden(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.extend([Trouble(401, f'{{"error": "no such token: {TOKEN}"}}')] * 9)
        _, cause = await problem(hass, of_three(fake))
        assert cause == "401 no such token: ***"


async def test_an_ipv6_address_keeps_its_brackets(hass: HomeAssistant) -> None:
    client = InfluxClient(hass, plain("http://[fd00::1]:8086/influx/"))
    assert str(client._url("/query")) == "http://[fd00::1]:8086/influx/query"


async def test_a_line_without_end_is_given_up(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.homeiq.history.influxdb.client._LINE_BYTES", 1000)
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.extend([Trouble(), Trouble(), *[Trouble(body="{" * 5000)] * 3])
        assert (await problem(hass, of_two(fake)))[0] == InfluxProblem.HALF_ANSWER
