"""What a server answers, before anybody knows what was asked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import re
from typing import Any, Final, Protocol

import numpy as np
import orjson

from custom_components.homeiq.history.influxdb.errors import InfluxProblem

# The names of what is missing, as the three generations word it.
_MISSING: Final = re.compile(
    r"(database|bucket|organization|retention policy)\b.*\bnot found"
    r"|(could not find|unable to find|not found:?) (database|bucket|organization)",
    re.IGNORECASE | re.DOTALL,
)
_FORBIDDEN: Final = re.compile(r"\b(not authorized|unauthorized|authorization)\b", re.IGNORECASE)
# InfluxDB 3 Core may not look at many files in one query; asking again does not help.
TOO_MUCH: Final = "file limit"
CHUNK: Final = 1_000  # rows that are read together: one or two milliseconds of work

type Columns = Mapping[str, Sequence[Any]]


class AnswerError(Exception):
    """An answer that is none."""

    def __init__(
        self,
        problem: InfluxProblem,
        cause: str,
        *,
        passing: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Say whether it may pass, and after how many seconds the server wants to be asked."""
        super().__init__(cause)
        self.problem = problem
        self.passing = passing
        self.retry_after = retry_after


class Answer[T](Protocol):
    """Reads one answer, line by line."""

    def line(self, line: bytes) -> None:
        """Read a line, without its end; raises AnswerError."""

    def end(self) -> T:
        """Return what was said; raises AnswerError where that was not all."""


class Table[T](Protocol):
    """Takes the rows of an answer, some at a time."""

    def add(self, tags: Mapping[str, str], columns: Columns) -> None:
        """Add rows: what they have in common, and columns of one length.

        Times are UTC seconds, numbers float, and what is missing is None.
        """

    def end(self) -> T:
        """Return what came of all rows."""


class Document:
    """A JSON object, of whatever lines."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._text = bytearray()

    def line(self, line: bytes) -> None:
        """Add a line."""
        self._text += line

    def end(self) -> dict[str, Any]:
        """Return the object."""
        return parse_object(bytes(self._text))


def half(cause: str) -> AnswerError:
    """Return that an answer was cut off, or otherwise not whole; the next may be."""
    return AnswerError(InfluxProblem.HALF_ANSWER, cause, passing=True)


def parse_object(text: bytes) -> dict[str, Any]:
    """Return a JSON object; raises AnswerError."""
    return parse_objects([text])[0]


def parse_objects(texts: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return JSON objects, at least one; all at once is faster. Raises AnswerError."""
    if not texts[0].lstrip().startswith(b"{"):
        raise AnswerError(InfluxProblem.URL, "what answers is no InfluxDB")
    try:
        found: list[dict[str, Any]] = orjson.loads(b"[%s]" % b",".join(texts))
    except ValueError as error:
        raise half("the JSON is cut off or damaged") from error
    return found


def stated(cause: str) -> AnswerError:
    """Return the error that a server states in an answer that seemed fine."""
    if _MISSING.search(cause):
        return AnswerError(InfluxProblem.NO_DATABASE, cause)
    if _FORBIDDEN.search(cause):
        return AnswerError(InfluxProblem.FORBIDDEN, cause)
    return AnswerError(InfluxProblem.HALF_ANSWER, cause)


def refused(status: int, body: bytes, headers: Mapping[str, str]) -> AnswerError:
    """Return what an answer other than 200 means."""
    cause = f"{status} {_message(body) or _phrase(status)}"
    if status == HTTPStatus.UNAUTHORIZED:
        return AnswerError(InfluxProblem.UNAUTHORIZED, cause)
    if status == HTTPStatus.FORBIDDEN:
        return AnswerError(InfluxProblem.FORBIDDEN, cause)
    if _MISSING.search(cause):
        return AnswerError(InfluxProblem.NO_DATABASE, cause)
    if TOO_MUCH in cause:
        return AnswerError(InfluxProblem.HALF_ANSWER, cause)
    busy = status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
    if busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = _retry_after(headers.get("Retry-After", ""))
        return AnswerError(InfluxProblem.BUSY, cause, passing=True, retry_after=wait)
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY} and _is_object(body):
        return AnswerError(InfluxProblem.HALF_ANSWER, cause)
    return AnswerError(InfluxProblem.URL, cause)


def seconds(times: Sequence[str]) -> list[float]:
    """Return RFC 3339 times in UTC as seconds; raises AnswerError."""
    try:
        moments = np.array([time.removesuffix("Z") for time in times], "datetime64[ns]")
    except (ValueError, AttributeError) as error:
        raise half("a time cannot be read") from error
    found: list[float] = (moments.astype(np.int64) / 1e9).tolist()
    return found


def _message(body: bytes) -> str:
    """Return what a body says is wrong: JSON's error or message, else plain text."""
    if _is_object(body):
        parsed = orjson.loads(body)
        return str(parsed.get("error") or parsed.get("message") or "")
    text = body.decode(errors="replace").strip()
    return "" if text.startswith("<") else text


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(orjson.loads(body), dict)
    except ValueError:
        return False


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _retry_after(text: str) -> float | None:
    """Return how many seconds a server asks to be left alone."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
