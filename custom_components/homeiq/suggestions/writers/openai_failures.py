"""What the errors of the `openai` package mean to us, in words without the key."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import math
from typing import Final

import openai

from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.problems import Problem, failed
from custom_components.homeiq.suggestions.writers.provider import ProviderError, RateLimitedError

# What the client raises; of its own kinds, and where it trips over what no server should say.
ERRORS: Final = (openai.OpenAIError, AttributeError, LookupError, TypeError, ValueError)

# What some servers say in a code, whatever the status.
_CODES: Final = {
    "insufficient_quota": Problem.QUOTA,
    "model_not_found": Problem.MODEL,
    "unsupported_country_region_territory": Problem.FAILED,
    "json_validate_failed": Problem.ANSWER,  # Groq: the model did not keep to the schema
}
_STATUSES: Final[Mapping[int, Problem]] = {
    HTTPStatus.UNAUTHORIZED: Problem.KEY,
    HTTPStatus.PAYMENT_REQUIRED: Problem.QUOTA,
    HTTPStatus.FORBIDDEN: Problem.KEY,
    HTTPStatus.TOO_MANY_REQUESTS: Problem.BUSY,
}


def failure(error: Exception, settings: OpenAISettings) -> ProviderError:
    """Return what an error of the client means to us."""
    problem = problem_of(error)
    failing = failed(problem, _cause(error), settings.secrets)
    if problem is Problem.QUOTA and isinstance(failing, RateLimitedError):
        failing.retry_after = math.inf  # waiting does not fill an account
    elif isinstance(failing, RateLimitedError) and isinstance(error, openai.APIStatusError):
        failing.retry_after = _retry_after(error.response.headers)
    return failing


def problem_of(error: Exception) -> Problem:
    """Return which kind of failure an error of the client is."""
    code = getattr(error, "code", None)  # of whatever type the server likes
    if isinstance(code, str) and code in _CODES:
        return _CODES[code]
    match error:
        case openai.NotFoundError():
            return Problem.MODEL if "model" in said_by(error).lower() else Problem.URL
        case openai.APIStatusError(status_code=int(status)):
            return _STATUSES.get(status, Problem.FAILED)
        case openai.APITimeoutError():
            return Problem.TIMEOUT
        case openai.APIConnectionError():
            return Problem.URL
        case openai.OpenAIError():
            return Problem.FAILED
    return Problem.ANSWER


def _cause(error: Exception) -> str:
    """Return what a server says of an error; texts of libraries may repeat what was sent."""
    if isinstance(error, openai.APIStatusError):
        return f"{error.status_code} {said_by(error)}"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return type(error.__cause__ or error).__name__


def said_by(error: openai.APIStatusError) -> str:
    """Return the server's own words where it has some, else all that it sent."""
    if isinstance(error.body, Mapping) and isinstance(said := error.body.get("message"), str):
        return said
    return error.message


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server wants to be left alone for, where it said so."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        return seconds if seconds >= 0 else None  # not a number is neither
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)
