"""The estimate of tokens."""

import pytest

from benchmarks.tokens import prompt_tokens, tokens
from custom_components.homeiq.suggestions.prompt import Prompt


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("the", 1),
        (" lamp", 1),
        ("turn off the lamp", 4),
        ("environment", 3),
        (" Schlüssel", 4),
        ("Küche", 3),
        ("12345", 2),
        ('","', 1),
        ('{"title":"', 4),
        ("a_b", 3),
        ("💡", 4),
        ("日本", 5),
        ("  \n ", 1),
    ],
)
def test_pieces_are_counted_as_if_their_words_were_rare(text: str, expected: int) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        # What o200k_base and cl100k_base make of it, the more of the two.
        ("Replayed over 20 of your days that did not teach it, it would have acted.", 19),
        ("Nachgespielt an 20 deiner Tage, aus denen nicht gelernt wurde", 18),
        ('{"name":"Flurlicht","kind":"light","room":"Flur","can":["brightness"]}', 21),
    ],
)
def test_the_estimate_is_not_below_what_tokenizers_count(text: str, counted: int) -> None:
    assert counted <= tokens(text) <= 2 * counted


def test_a_prompt_counts_with_its_schema_and_what_is_around_it() -> None:
    prompt = Prompt("one", "two", "all", {})
    assert prompt_tokens(prompt) == 20 + 1 + 1 + 1 + 1
