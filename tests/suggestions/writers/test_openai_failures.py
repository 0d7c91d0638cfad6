"""What errors of the client mean; which ones it raises is tested with the provider."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import openai
import pytest

from custom_components.homeiq.suggestions.writers.openai_failures import (
    ERRORS,
    failure,
    problem_of,
)
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.problems import Problem
from custom_components.homeiq.suggestions.writers.provider import RateLimitedError

REQUEST = httpx.Request("POST", "http://host/v1")
SETTINGS = OpenAISettings("the key")


def limit(**headers: str) -> openai.RateLimitError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: Any = httpx.Response(429, headers=named, request=REQUEST)
    return openai.RateLimitError("slower", response=response, body=None)


def waiting(error: Exception) -> float | None:
    failing = failure(error, SETTINGS)
    assert isinstance(failing, RateLimitedError)
    return failing.retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry_after": "20"}, 20.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "1"}, 0.25),
        ({"retry_after_ms": "soon", "retry_after": "1"}, 1.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:00 -0000"}, 0.0),
    ],
)
def test_how_long_to_wait_is_read_in_all_ways(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert waiting(limit(**headers)) == seconds


def test_how_long_to_wait_may_be_a_moment() -> None:
    until = datetime.now(UTC) + timedelta(seconds=90)
    seconds = waiting(limit(retry_after=format_datetime(until, usegmt=True)))
    assert seconds is not None
    assert 80 < seconds <= 90


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (openai.OpenAIError("no"), Problem.FAILED),
        (ValueError("no"), Problem.ANSWER),
        (TypeError("no"), Problem.ANSWER),
        (openai.APITimeoutError(request=REQUEST), Problem.TIMEOUT),  # type: ignore[arg-type]
        (openai.APIConnectionError(request=REQUEST), Problem.URL),  # type: ignore[arg-type]
    ],
)
def test_whatever_the_client_raises_has_a_kind(error: Exception, problem: Problem) -> None:
    assert isinstance(error, ERRORS)
    assert problem_of(error) is problem
    assert failure(error, SETTINGS).key == problem.value


def test_the_cause_of_a_lost_connection_is_the_systems_word_for_it() -> None:
    error = openai.APIConnectionError(request=REQUEST)  # type: ignore[arg-type]
    error.__cause__ = httpx.ConnectError("the key")
    error.__cause__.__cause__ = OSError(111, "Connection refused")
    assert failure(error, SETTINGS).values == {"error": "Connection refused"}
    error.__cause__ = httpx.LocalProtocolError("Illegal header value b'Bearer the key'")
    assert failure(error, SETTINGS).values == {"error": "LocalProtocolError"}


def test_a_limit_that_comes_without_a_status_tells_no_time() -> None:
    error = openai.OpenAIError("no")
    error.code = "insufficient_quota"  # type: ignore[attr-defined]
    assert waiting(error) == float("inf")
