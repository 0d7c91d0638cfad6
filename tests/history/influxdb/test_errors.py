"""What people are told, and are not."""

import json
from string import Formatter

import pytest

from custom_components.homeiq.history.influxdb.errors import _TEXTS, InfluxProblem, failed
from tests.history.influxdb.test_settings import SETTINGS
from tests.test_repository import PACKAGE

TRANSLATIONS = {
    path.stem: json.loads(path.read_text("utf-8"))["exceptions"]
    for path in (PACKAGE / "translations").glob("*.json")
}


@pytest.mark.parametrize("problem", InfluxProblem)
@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_each_problem_has_a_text_that_can_be_filled_in(
    problem: InfluxProblem, language: str
) -> None:
    error = failed(SETTINGS, problem, "it broke")
    text = TRANSLATIONS[language][error.key]["message"]
    assert {name for _, name, _, _ in Formatter().parse(text) if name} <= error.values.keys()
    assert "it broke" in text.format(**error.values)
    assert SETTINGS.url in text.format(**error.values)


@pytest.mark.parametrize("problem", InfluxProblem)
def test_each_problem_has_a_text_for_logs(problem: InfluxProblem) -> None:
    assert problem in _TEXTS
    assert str(failed(SETTINGS, problem, "it broke")).endswith("(it broke)")


def test_causes_are_one_short_line_without_secrets() -> None:
    cause = f"first\n  second {SETTINGS.token} {SETTINGS.password} {'x' * 1000}"
    error = failed(SETTINGS, InfluxProblem.BUSY, cause)
    assert error.values["error"].startswith("first second *** *** xxx")
    assert len(error.values["error"]) == 200
    assert "\n" not in str(error)


def test_without_a_cause_something_is_said() -> None:
    assert failed(SETTINGS, InfluxProblem.TLS, " ").values["error"] == "tls"
