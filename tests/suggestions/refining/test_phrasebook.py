"""Spans, times and days as people write them."""

import pytest

from custom_components.homeiq.suggestions.refining.edits import Level
from custom_components.homeiq.suggestions.refining.phrasebook import (
    AT,
    MUCH,
    days_of,
    level_of,
    second_of,
    seconds_of,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 second later", 1),
        ("90 min earlier", 5400),
        ("half an hour later", 1800),
        ("an half hour later", 1800),
        ("one hour later", 3600),
        ("2,5 std. später", 9000),
        ("einen stunde früher", 3600),
        ("zehn minuten später", 600),
        ("fünf minuten später", 300),
    ],
)
def test_spans(text: str, seconds: int) -> None:
    found = MUCH.fullmatch(text)
    assert found is not None
    assert seconds_of(found) == seconds


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("at 0:00", 0),
        ("at 12 am", 0),
        ("at 12 pm", 43_200),
        ("at 11:59 p.m.", 86_340),
        ("um 24 uhr", 0),
        ("um 24:30 uhr", None),
        ("at 0 am", None),
        ("at 12:60", None),
    ],
)
def test_times(text: str, second: int | None) -> None:
    found = AT.fullmatch(text)
    assert found is not None
    assert second_of(found, "") == second


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("monday", (0,)),
        ("sat and sun", (5, 6)),
        ("freitag bis montag", (0, 4, 5, 6)),
        ("mo, mi und fr", (0, 2, 4)),
        ("weekends and monday", (0, 5, 6)),
        ("täglich", (0, 1, 2, 3, 4, 5, 6)),
        ("never", ()),
    ],
)
def test_days(text: str, days: tuple[int, ...]) -> None:
    assert days_of(text) == days


def test_words_for_values() -> None:
    assert level_of("helligkeit") is Level.BRIGHTNESS
    assert level_of("volume") is Level.VOLUME
    assert level_of("open") is Level.POSITION
    assert level_of("") is None
