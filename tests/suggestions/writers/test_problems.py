"""What is told of failures, without secrets."""

import pytest

from custom_components.homeiq.suggestions.writers.problems import Problem, failed, redacted
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    RateLimitedError,
)


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (Problem.KEY, KeyRefusedError),
        (Problem.BUSY, RateLimitedError),
        (Problem.QUOTA, RateLimitedError),
        (Problem.ANSWER, BadAnswerError),
    ],
)
def test_some_problems_have_a_class_of_their_own(
    problem: Problem, kind: type[ProviderError]
) -> None:
    assert type(failed(problem, "x")) is kind


@pytest.mark.parametrize("problem", Problem)
def test_a_failure_tells_its_cause_in_one_short_line(problem: Problem) -> None:
    error = failed(problem, "the\n  cause " + "x" * 500)
    assert error.key == problem.value
    assert error.values["error"].startswith("the cause xxx")
    assert len(error.values["error"]) == 200
    assert error.values["error"] in str(error)
    assert "\n" not in str(error)
    assert str(failed(problem, " ")).endswith(f"({problem.name.lower()})")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the key is my secret.", "the key is ***."),
        ("Incorrect API key: sk-abc1*****wxyz.", "Incorrect API key: ***"),
        ("sent Authorization: Bearer x.y/z= there", "sent Authorization: Bearer *** there"),
        ("gsk_0123456789 hf_0123456789", "*** ***"),
        ("risk-averse asks-for task-list", "risk-averse asks-for task-list"),
    ],
)
def test_secrets_and_what_looks_like_a_key_are_hidden(text: str, shown: str) -> None:
    assert redacted(text, ("my secret", "")) == shown
