"""What the words tell that people call things by."""

import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.name_words import called, holds, is_lamp, spellings


def test_the_entity_and_its_device_tell_and_its_area_does_not() -> None:
    names = Names({"switch.a": "Türöffner-Relais 2"}, {"hall": "Hall"}, devices={"switch.a": "Hof"})
    assert [*called("switch.a", names)] == [
        ["turoffner", "relais", "2"],
        ["turoffnerrelais", "2"],
        ["hof"],
        ["hof"],
    ]


def test_a_number_is_a_word_of_its_own() -> None:
    names = Names({"switch.a": "FritzBox7590_2"})
    assert next(iter(called("switch.a", names))) == ["fritzbox", "7590", "2"]


def test_what_has_no_name_is_called_by_its_id() -> None:
    assert next(iter(called("switch.garage_door", Names()))) == ["garage", "door"]


@pytest.mark.parametrize(
    ("words", "thing", "named"),
    [
        ("open the garage door", "garage door", True),
        ("garage door", "garage door", True),
        ("garage side door", "garage door", False),
        ("door garage", "garage door", False),
        ("server", "server", True),
        ("server room", "server", False),
        ("server room server", "server", True),
        ("", "server", False),
    ],
)
def test_a_thing_is_whole_words_one_after_the_other(words: str, thing: str, *, named: bool) -> None:
    assert holds(words.split(), thing, but_before={"room"}) is named


@pytest.mark.parametrize("word", ["lamp", "leds", "hoflampe", "nachtlicht"])
def test_a_lamp_is_one_in_either_language(word: str) -> None:
    assert is_lamp(["gate", word])
    assert not is_lamp(["gate", f"{word}x"])


def test_umlauts_may_be_spelt_out() -> None:
    assert spellings("tueroeffner") == ("tueroeffner", "turoffner")
