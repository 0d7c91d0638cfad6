"""What servers say that is no answer."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from custom_components.homeiq.history.influxdb.answers import (
    AnswerError,
    Document,
    refused,
    seconds,
    stated,
)
from custom_components.homeiq.history.influxdb.errors import InfluxProblem


@pytest.mark.parametrize(
    ("status", "body", "problem", "passing"),
    [
        (401, b"", InfluxProblem.UNAUTHORIZED, False),
        (403, b'{"error": "no"}', InfluxProblem.FORBIDDEN, False),
        (404, b"404 page not found", InfluxProblem.URL, False),
        (404, b'{"code": "not found", "message": "path not found"}', InfluxProblem.URL, False),
        (404, b'{"message": "could not find bucket \\"x\\""}', InfluxProblem.NO_DATABASE, False),
        (
            404,
            b'{"message": "organization name x not found"}',
            InfluxProblem.NO_DATABASE,
            False,
        ),
        (404, b'{"error": "query error: database not found: x"}', InfluxProblem.NO_DATABASE, False),
        (500, b'{"error": "database not found: x"}', InfluxProblem.NO_DATABASE, False),
        (400, b'{"error": "retention policy not found: x"}', InfluxProblem.NO_DATABASE, False),
        (400, b'{"error": "error parsing query"}', InfluxProblem.HALF_ANSWER, False),
        (400, b"<html>", InfluxProblem.URL, False),
        (301, b"", InfluxProblem.URL, False),
        (429, b"", InfluxProblem.BUSY, True),
        (408, b"", InfluxProblem.BUSY, True),
        (500, b"[]", InfluxProblem.BUSY, True),
        (503, b"\xff", InfluxProblem.BUSY, True),
        (599, b"", InfluxProblem.BUSY, True),
        (500, b"Query would exceed file limit of 432", InfluxProblem.HALF_ANSWER, False),
    ],
)
def test_each_refusal_has_its_problem(
    status: int, body: bytes, problem: InfluxProblem, *, passing: bool
) -> None:
    error = refused(status, body, {})
    assert (error.problem, error.passing) == (problem, passing)
    assert str(error).startswith(str(status))
    assert "<" not in str(error)


@pytest.mark.parametrize(
    ("cause", "problem"),
    [
        ("database not found: x", InfluxProblem.NO_DATABASE),
        ("user not authorized to execute statement", InfluxProblem.FORBIDDEN),
        ("max-select-series limit exceeded", InfluxProblem.HALF_ANSWER),
    ],
)
def test_each_stated_error_has_its_problem(cause: str, problem: InfluxProblem) -> None:
    assert stated(cause).problem == problem


@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7.0), ("-1", 0.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), ("", None)],
)
def test_a_server_may_say_when_to_come_back(header: str, wait: float | None) -> None:
    assert refused(429, b"", {"Retry-After": header}).retry_after == wait


def test_a_server_may_say_at_what_time_to_come_back() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    wait = refused(503, b"", {"Retry-After": moment}).retry_after
    assert wait is not None
    assert 50 < wait <= 60


def test_times_are_read_to_the_microsecond() -> None:
    texts = ["2026-03-10T06:00:00.123456789Z", "2026-03-10T06:00:00", "1969-12-31T23:59:59Z"]
    assert seconds(texts) == pytest.approx([1773122400.123456789, 1773122400.0, -1.0], abs=1e-6)


@pytest.mark.parametrize("texts", [["yesterday"], [None]])
def test_what_is_no_time_is_no_answer(texts: list[str]) -> None:
    with pytest.raises(AnswerError):
        seconds(texts)


def test_a_document_may_have_many_lines() -> None:
    document = Document()
    for line in (b"{", b'"a": 1', b"}"):
        document.line(line)
    assert document.end() == {"a": 1}


@pytest.mark.parametrize("lines", [[b'{"a": '], [b"<html>"], []])
def test_what_is_no_document_is_no_answer(lines: list[bytes]) -> None:
    document = Document()
    for line in lines:
        document.line(line)
    with pytest.raises(AnswerError):
        document.end()
