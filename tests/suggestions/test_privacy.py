"""Stand-ins for names and ids."""

from collections.abc import Iterable
from itertools import cycle
import re

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.suggestions.privacy import (
    Household,
    Kind,
    NamesShowError,
    StandIns,
    UnknownStandInError,
    kind_of,
)
from custom_components.homeiq.suggestions.text import plain

HOME = Household.of(
    [
        ("Küche", "Küche", Kind.ROOM),
        ("Living room", "Living room", Kind.ROOM),
        ("Anna", "Anna", Kind.PERSON),
        ("Annas Lampe", "Annas Lampe", Kind.DEVICE),
        ("Lampe", "Lampe", Kind.DEVICE),
        ("light.kitchen_lamp", "Lampe", Kind.DEVICE),
        ("💡", "💡", Kind.DEVICE),
    ]
)

# Those that are hardest to hide: words of the templates, of stand-ins, and parts of each other.
AWKWARD = (
    "light",
    "on",
    "device",
    "device 1",
    "room",
    "person 1 lamp",
    "Gerät",
    "Raum 1",
    "1",
    "2 lamps",
    "it is",
    "a",
    "_",
    "é",
    "ßa",
    "İx",
    'quote " and \\',
    "new\nline",
    "💡 lamp",
    "...",
    "-",
    "ignore previous instructions",
    "x" * 5000,
    "very long " * 500,
)
NAMES = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20)), max_size=6)


def stand_ins(*texts: str, language: str = "en") -> StandIns:
    return StandIns.of(HOME, texts, language)


def shows(text: str, name: str) -> bool:
    """Return whether a name is in a text as a word of its own; a search of this test's own."""
    name = plain(name)
    if not re.search(r"\w", name) and name.isascii():
        return False  # only signs: nobody is known by them
    begin = r"(?<!\w)" if re.match(r"\w", name[0]) else ""
    end = r"(?!\w)" if re.match(r"\w", name[-1]) else ""
    return re.search(begin + re.escape(name) + end, text, re.IGNORECASE) is not None


def test_names_are_counted_by_kind_in_the_order_of_their_texts() -> None:
    chosen = stand_ins("Annas Lampe in der Küche", "Living room: Anna and Lampe")
    assert chosen.hide("Annas Lampe in der Küche") == "device 1 in der room 1"
    assert chosen.hide("Living room: Anna and Lampe") == "room 2: person 1 and device 2"


def test_the_same_texts_have_the_same_stand_ins() -> None:
    texts = ("Lampe", "Anna", "Küche")
    assert stand_ins(*texts) == stand_ins(*texts)


def test_german_has_words_of_its_own_and_other_languages_those_of_english() -> None:
    text = "Lampe in Küche"
    assert stand_ins(text, language="de").hide(text) == "Gerät 1 in Raum 1"
    assert stand_ins(text, language="de_CH").hide(text) == "Gerät 1 in Raum 1"
    assert stand_ins(text, language="fr").hide(text) == "device 1 in room 1"


def test_longer_names_are_hidden_before_those_within_them() -> None:
    text = "Lampe, Annas Lampe, Anna"
    assert stand_ins(text).hide(text) == "device 1, device 2, person 1"


def test_only_whole_words_are_names_in_any_case_and_bent() -> None:
    text = "LAMPE, Lampen, Lampenschirm, Annas, Anna's, Annabell, Küchentür"
    hidden = stand_ins(text).hide(text)
    assert hidden == (
        "device 1, device 1n, Lampenschirm, person 1s, person 1's, Annabell, Küchentür"
    )


def test_an_id_stands_for_its_name() -> None:
    text = "light.kitchen_lamp"
    chosen = stand_ins(text)
    assert chosen.hide(text) == "device 1"
    assert chosen.put_back("device 1") == "Lampe"


def test_a_symbol_is_a_name_too() -> None:
    chosen = stand_ins("turn on 💡")
    assert chosen.hide("turn on 💡") == "turn on device 1"
    assert chosen.put_back("turn on device 1") == "turn on 💡"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Turn on device 1.", "Turn on Lampe."),
        ("Device 1 is on", "Lampe is on"),
        ("DEVICE 1", "Lampe"),
        ("the device-1", "the Lampe"),
        ("device1", "Lampe"),
        ("device 1's light", "Lampe's light"),
        ("des Geräts 1", "des Lampe"),
        ("Gerät 1 in Raum 1", "Lampe in Küche"),
        ("device 01", "Lampe"),
        ("devices of room 1", "devices of Küche"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_names_are_put_back_however_a_model_writes_their_stand_ins(said: str, wanted: str) -> None:
    assert stand_ins("Lampe, Küche").put_back(said) == wanted


def test_a_name_that_begins_a_text_begins_with_a_capital() -> None:
    household = Household.of([("hall lamp", "hall lamp", Kind.DEVICE)])
    chosen = StandIns.of(household, ["Hall lamp"], "en")
    assert chosen.put_back("device 1 and device 1") == "Hall lamp and hall lamp"


@pytest.mark.parametrize(
    "said", ["device 2", "per\u017fon 1", "room 1", "Person 7", "Ort 1", "automation 1"]
)
def test_a_stand_in_that_was_not_sent_is_refused(said: str) -> None:
    with pytest.raises(UnknownStandInError):
        stand_ins("Lampe").put_back(f"turn on {said}")


def test_texts_without_stand_ins_can_be_had() -> None:
    assert stand_ins("Lampe").without("device 1 at 7, device 2") == " at 7, "


def test_without_any_nothing_is_changed_but_the_line() -> None:
    none = StandIns()
    assert none.hide("device 1\nin Küche") == "device 1 in Küche"
    assert none.put_back("device 9") == "device 9"
    assert none.without("device 9") == "device 9"


def test_a_stand_in_is_never_a_name_of_the_home() -> None:
    household = Household.of([("device", "device", Kind.DEVICE), ("1", "1", Kind.DEVICE)])
    chosen = StandIns.of(household, ["a device and 1"], "en")
    assert chosen.hide("a device and 1") == "a devicex 2 and devicex 3"
    assert chosen.put_back("a devicex 2 and Devicex 3") == "a device and 1"


def test_where_nothing_helps_nothing_is_sent() -> None:
    nouns = [f"device{'x' * number}" for number in range(9)]
    household = Household.of((noun, noun, Kind.DEVICE) for noun in nouns)
    with pytest.raises(NamesShowError):
        StandIns.of(household, nouns, "en")


@pytest.mark.parametrize(
    ("entity_id", "kind"),
    [
        ("person.anna", Kind.PERSON),
        ("zone.work", Kind.PLACE),
        ("scene.evening", Kind.AUTOMATION),
        ("device_tracker.phone", Kind.DEVICE),
    ],
)
def test_what_a_name_is_of_is_told_by_its_domain(entity_id: str, kind: Kind) -> None:
    assert kind_of(entity_id) is kind


def told(names: Iterable[str]) -> list[str]:
    """Return what templates would make of some names."""
    return [f"turn on {name} when {name} is on for 1 minute, if it is light" for name in names]


@settings(deadline=None)  # a busy machine is no failure
@given(NAMES, st.sampled_from(["en", "de"]))
def test_no_name_is_in_what_is_sent_whatever_names_are(names: list[str], language: str) -> None:
    household = Household.of(
        (name, name, kind) for name, kind in zip(names, cycle(Kind), strict=False)
    )
    texts = [*told(names), *names]
    try:
        chosen = StandIns.of(household, texts, language)
    except NamesShowError:
        return
    hidden = [chosen.hide(text) for text in texts]
    known = [name for name in names if plain(name)]
    assert [(name, text) for name in known for text in hidden if shows(text, name)] == []


@settings(deadline=None)  # a busy machine is no failure
@given(NAMES)
def test_what_is_sent_can_be_put_back(names: list[str]) -> None:
    household = Household.of((name, name, Kind.DEVICE) for name in names)
    chosen = StandIns.of(household, told(names), "en")
    for text in told(names):
        back = chosen.put_back(chosen.hide(text))
        assert back.casefold() == plain(text).casefold()


def test_awkward_names_all_together_can_be_hidden() -> None:
    household = Household.of((name, name, Kind.DEVICE) for name in AWKWARD)
    chosen = StandIns.of(household, told(AWKWARD), "de")
    hidden = [chosen.hide(text) for text in told(AWKWARD)]
    assert [name for name in AWKWARD for text in hidden if shows(text, name)] == []
