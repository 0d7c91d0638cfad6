"""Figures in texts."""

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.suggestions.figures import parted, readings, told
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.typical import LOCKING, MOVING, of_feature, of_pattern


def is_told(said: str, *sent: str) -> bool:
    """Return whether all figures of a text are among those that were sent."""
    known = told(sent)
    return not any(known.isdisjoint(meant) for meant in readings(said))


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("at 6:45", "at 06:45"),
        ("um 6.45 Uhr", "um 06:45 Uhr"),
        ("um 6 Uhr 45", "um 06:45 Uhr"),
        ("at 6:45:00", "at 06:45"),
        ("at 6:30 pm", "at 18:30"),
        ("at 7 pm", "at 19:00"),
        ("ab 19 Uhr", "ab 19:00 Uhr"),
        ("at 12 am", "at 00:00"),
        ("2.700 K", "2700 K"),
        ("2,700K", "2700 K"),
        ("2,5 °C", "2.5 °C"),
        ("2.50 °C", "2,5 °C"),
        ("45%", "45 %"),
        ("Lamp 2 and X1", "Lamp 2, an X1"),
        ("no figure", ""),
        ("٤٥ %", "45 %"),
        (f"{'9' * 5000}", f"{'9' * 5000}"),
    ],
)
def test_a_figure_may_be_said_in_another_way(said: str, sent: str) -> None:
    assert is_told(said, sent)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("95 %", "18 of 20 times"),
        ("at 18:45", "between 18:00 and 06:45"),
        ("at 7 pm", "at 19:30"),
        ("at 18:30", "at 06:30"),
        ("25", "2.5"),
        ("\uff11\uff12", "2"),
        ("1.2.2026", "1, 2 and 2026"),
        (f"{'9' * 5000}", "9"),
    ],
)
def test_a_figure_that_was_not_sent_is_noticed(said: str, sent: str) -> None:
    assert not is_told(said, sent)


@given(st.text())
def test_whatever_was_sent_may_be_said(text: str) -> None:
    assert is_told(text, text)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("pattern", [MOVING, LOCKING])
@pytest.mark.parametrize("right", [1, 4, 90])
def test_how_often_in_a_week_is_parted_from_what_happens(
    pattern: object, language: str, right: int
) -> None:
    words = load_words(language)
    pattern = MOVING if pattern is MOVING else LOCKING
    few, many = (
        parted(of_pattern(pattern, language, each).wording.description, words)
        for each in (Evidence(days=28, right=right), Evidence(days=7, right=right + 100))
    )
    assert few[0] == many[0]
    assert few[1] != many[1]
    assert few[1].startswith(" ")


def test_what_says_no_such_thing_stays_whole() -> None:
    words = load_words("en")
    description = of_feature().wording.description
    assert parted(description, words) == (description, "")
    assert parted("That would spare you about 6 acts a week. Or not.", words)[1] == ""
