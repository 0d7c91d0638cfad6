"""Objects in texts."""

import pytest

from custom_components.homeiq.suggestions.writers.parsing import parsed
from custom_components.homeiq.suggestions.writers.provider import BadAnswerError


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b"}',
        ' {"a": "b"} ',
        '```json\n{"a": "b"}\n```',
        'Here you are: {"a": "b"}. Anything else?',
        'An empty one is {}, yours is {"a": "b"}',
        'A {placeholder} and {"a": "b"}',
        '<think>Should it be {"a": "c"}?</think>{"a": "b"}',
        '{"a": "b"}{"a": "c"}',
    ],
)
def test_the_first_object_is_taken(text: str) -> None:
    assert parsed(text) == {"a": "b"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "[1, 2]",
        "{}",
        '{"a": ',
        '<think>{"a": "b"}</think> I would rather not.',
        '{"a": "' + "x" * 20_000 + '"}',
        '{"a":' * 3_000,
        "{" * 19_000,
    ],
)
def test_no_object_is_a_bad_answer(text: str) -> None:
    with pytest.raises(BadAnswerError):
        parsed(text)
