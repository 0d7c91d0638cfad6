"""Ask an InfluxDB over HTTP, again if need be, and read its answer as it comes."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import random
import ssl
from typing import Any, Final

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.ssl import create_client_context
from yarl import URL

from custom_components.homeiq.history.influxdb.answers import Answer, AnswerError, half, refused
from custom_components.homeiq.history.influxdb.errors import InfluxProblem, failed
from custom_components.homeiq.history.influxdb.settings import (
    SCHEMES,
    InfluxSettings,
    InfluxVersion,
)

_LINE_BYTES: Final = 64 * 1024 * 1024  # a server that ignores how we ask for pieces
_TURN_BYTES: Final = 32 * 1024  # a millisecond or two of reading
_BODY_BYTES: Final = 10_000  # of an error


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for; all in seconds but the attempts."""

    attempts: int = 4
    first_pause: float = 0.5  # doubles, and up to half is added by chance
    longest_pause: float = 30.0  # a server that asks for more is left alone
    connect: float = 10.0
    silence: float = 60.0  # between two pieces of an answer
    total: float = 300.0  # a request


PATIENT: Final = Patience()
BRISK: Final = Patience(attempts=2, connect=5.0, silence=20.0, total=30.0)  # somebody waits


@dataclass(frozen=True, slots=True)
class Request:
    """One question."""

    method: str
    path: str  # below the URL of the settings
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    accept: str = "application/json"


class InfluxClient:
    """Asks one server; errors are InfluxError and tell no secrets."""

    def __init__(
        self, hass: HomeAssistant, settings: InfluxSettings, patience: Patience = PATIENT
    ) -> None:
        """Connect to nothing yet."""
        self.settings = settings
        self._hass = hass
        self._patience = patience
        self._context: ssl.SSLContext | None = None

    async def ask[T](self, request: Request, new_answer: Callable[[], Answer[T]]) -> T:
        """Return what came of an answer; each attempt begins a new one.

        Asks again, after longer and longer pauses, where a failure may pass: no connection, no
        answer in time, an answer cut off, 429 and 5xx. Never where the server refuses.
        """
        attempt = 0
        while True:
            try:
                return await self._ask_once(request, new_answer())
            except AnswerError as error:
                attempt += 1
                pause = self._pause(attempt, error)
                if pause is None:
                    raise failed(self.settings, error.problem, str(error)) from None
            await asyncio.sleep(pause)

    def _pause(self, attempt: int, error: AnswerError) -> float | None:
        """Return the seconds until the next attempt; None: there is none."""
        patience = self._patience
        asked_for = error.retry_after or 0.0
        if not error.passing or attempt >= patience.attempts or asked_for > patience.longest_pause:
            return None
        pause = patience.first_pause * 2.0 ** (attempt - 1)
        pause *= 1 + random.random() / 2  # noqa: S311  # no secret: only not all at once
        return max(asked_for, min(pause, patience.longest_pause))

    async def _ask_once[T](self, request: Request, answer: Answer[T]) -> T:
        url = self._url(request.path)
        settings, patience = self.settings, self._patience
        timeout = aiohttp.ClientTimeout(
            total=patience.total, sock_connect=patience.connect, sock_read=patience.silence
        )
        session = async_get_clientsession(self._hass, verify_ssl=settings.verify_ssl)
        try:
            async with session.request(
                request.method,
                url,
                params=request.params,
                data=request.form,
                json=request.json,
                headers={"Accept": request.accept, **_credentials(settings)},
                timeout=timeout,
                allow_redirects=False,  # credentials go where they were meant for
                ssl=await self._tls(),
            ) as response:
                await _check(response)
                async for line in _lines(response.content):
                    _read(answer, line)
                return await self._hass.async_add_executor_job(answer.end)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _cause(error) from None

    def _url(self, path: str) -> URL:
        try:
            url = URL(self.settings.url)
            if url.scheme in SCHEMES and url.host:
                return url.with_path(url.path.rstrip("/") + path)
        except ValueError:
            pass
        raise AnswerError(InfluxProblem.URL, "the address is none of http or https")

    async def _tls(self) -> ssl.SSLContext | bool:
        """Return what a server's certificate is held against; True: the session's own context."""
        settings = self.settings
        if not settings.ca_certificate or not settings.verify_ssl:
            return True
        if self._context is None:
            self._context = await self._hass.async_add_executor_job(
                _trusting, settings.ca_certificate
            )
        return self._context


def _trusting(certificate: str) -> ssl.SSLContext:
    """Return a context that trusts an authority besides the usual ones; reads files."""
    context = create_client_context()
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, TypeError, ValueError) as error:
        raise AnswerError(
            InfluxProblem.TLS, "the authority's certificate is no certificate"
        ) from error
    # Authorities made at home lack what the strict reading of the standard demands.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _credentials(settings: InfluxSettings) -> dict[str, str]:
    match settings.version:
        case InfluxVersion.ONE if settings.username:
            login = f"{settings.username}:{settings.password}".encode()
            return {"Authorization": f"Basic {b64encode(login).decode()}"}
        case InfluxVersion.TWO:
            return {"Authorization": f"Token {settings.token.strip()}"}
        case InfluxVersion.THREE if settings.token:
            return {"Authorization": f"Bearer {settings.token.strip()}"}
    return {}


async def _check(response: aiohttp.ClientResponse) -> None:
    if response.status != HTTPStatus.OK:
        raise refused(
            response.status, await response.content.read(_BODY_BYTES), dict(response.headers)
        )
    if response.content_type == "text/html":
        raise AnswerError(InfluxProblem.URL, "a web page answers")


async def _lines(content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """Yield the lines of an answer, without their ends; others have their turn in between."""
    begun: list[bytes] = []
    size = read = 0
    async for piece in content.iter_any():
        first, *others = piece.split(b"\n")
        begun.append(first)
        size += len(first)
        if size > _LINE_BYTES:
            raise half("a line of the answer is too long")
        if not others:
            continue
        yield b"".join(begun).removesuffix(b"\r")
        for line in others[:-1]:
            if read > _TURN_BYTES:
                await asyncio.sleep(0)
                read = 0
            read += len(line)
            yield line.removesuffix(b"\r")
        begun, size = [others[-1]], len(others[-1])
    if rest := b"".join(begun):
        yield rest


def _read(answer: Answer[Any], line: bytes) -> None:
    try:
        answer.line(line)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise half("the answer is of another shape") from error


def _cause(error: Exception) -> AnswerError:
    """Return what kept an answer from coming; texts of libraries may repeat what was asked."""
    match error:
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return AnswerError(InfluxProblem.TLS, _tls_text(error))
        case TimeoutError():
            return AnswerError(InfluxProblem.TIMEOUT, "no answer in time", passing=True)
        case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError():
            return half("the connection was cut")
        case aiohttp.ClientConnectorDNSError():
            return AnswerError(InfluxProblem.URL, "no such host", passing=True)
        case aiohttp.ClientConnectorError():
            text = error.os_error.strerror or "no connection"
            return AnswerError(InfluxProblem.URL, text, passing=True)
        case aiohttp.ClientResponseError():
            return AnswerError(InfluxProblem.URL, "what answers does not speak HTTP")
        case OSError():
            return half(error.strerror or "the connection was cut")
    return AnswerError(InfluxProblem.URL, type(error).__name__)


def _tls_text(error: aiohttp.ClientSSLError | ssl.SSLError) -> str:
    cause: Exception = error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorError):
        cause = error.os_error
    reason = getattr(cause, "verify_message", None) or getattr(cause, "reason", None)
    return str(reason or "no TLS")
