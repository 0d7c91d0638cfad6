"""Texts that others chose."""

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.suggestions.text import base, plain, sentences, shortened


@pytest.mark.parametrize("language", ["de", "de-CH", "de_AT", "DE"])
def test_a_language_is_known_without_its_region(language: str) -> None:
    assert base(language) == "de"


def test_a_text_comes_to_one_line() -> None:
    assert plain(" a\n\tb\r\n\x00c\u2028d\x1b[0m ") == "a b c d [0m"


def test_what_nobody_sees_is_left_out_and_joined_emoji_stay() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert plain(f"a\u202eb\u200bc\ue000d\ud800e{hidden}") == "abcde"
    assert plain("👨\u200d👩\u200d👧 Küche") == "👨\u200d👩\u200d👧 Küche"


@given(st.text())
def test_to_make_it_plain_again_changes_nothing(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    once.encode()


@pytest.mark.parametrize(
    ("text", "most", "wanted"),
    [
        ("short", 5, "short"),
        ("turn off, then on", 11, "turn off…"),
        ("turn off the lamp", 12, "turn off…"),
        ("Donaudampfschiff", 6, "Donau…"),
    ],
)
def test_it_is_cut_between_words_where_it_has_any(text: str, most: int, wanted: str) -> None:
    assert shortened(text, most) == wanted


@given(st.text(), st.integers(1, 50))
def test_what_is_cut_is_never_too_long(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most


def test_sentences_end_with_stops_and_not_with_abbreviations() -> None:
    assert sentences("It is dark. Then, e. g. At six, it is on! 5 lamps. Ende") == [
        "It is dark.",
        "Then, e. g. At six, it is on!",
        "5 lamps.",
        "Ende",
    ]
    assert sentences("At 5 %. It is 20°. (So.) Yes") == ["At 5 %.", "It is 20°.", "(So.) Yes"]
    assert sentences("Das kostet ca. einen Euro. Um 6 Uhr.") == [
        "Das kostet ca. einen Euro.",
        "Um 6 Uhr.",
    ]
