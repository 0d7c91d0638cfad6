"""Words: the same in every language, and right in number."""

import json
from string import Formatter

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
import pytest

from custom_components.homeiq.mining.finding import NearMissReason, NoFindings
from custom_components.homeiq.mining.registry import ABOUT_DEVICES
from custom_components.homeiq.suggestions import words as words_module
from custom_components.homeiq.suggestions.automation import COMMANDS
from custom_components.homeiq.suggestions.safety import RULES
from custom_components.homeiq.suggestions.words import (
    FOLDER,
    Words,
    clock,
    load_words,
    sentence,
    translated,
)

LANGUAGES = sorted(translated())
EN = load_words("en")
DE = load_words("de")


def placeholders(text: str | dict[str, str]) -> set[str]:
    """Return what a text needs; a number may be spelled out, so `n` does not count."""
    forms = [text] if isinstance(text, str) else list(text.values())
    named = [{name for _, name, _, _ in Formatter().parse(form) if name} for form in forms]
    return set().union(*named) - {"n"}


def test_english_and_german_are_there() -> None:
    assert {"en", "de"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_placeholders(language: str) -> None:
    texts = load_words(language).texts
    assert texts.keys() == EN.texts.keys()
    for section, english in EN.texts.items():
        assert texts[section].keys() == english.keys(), section
        for key, text in english.items():
            other = texts[section][key]
            assert isinstance(other, str) == isinstance(text, str), (section, key)
            assert placeholders(other) == placeholders(text), (section, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_by_number_has_one_for_all_other_numbers(language: str) -> None:
    for section in load_words(language).texts.values():
        for text in section.values():
            if not isinstance(text, str):
                assert "other" in text
                assert all(form.isdecimal() for form in text.keys() - {"other"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_plain_json_without_empty_texts(language: str) -> None:
    raw = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    for section in raw.values():
        for text in section.values():
            for form in [text] if isinstance(text, str) else text.values():
                assert form.strip()
                assert "  " not in form


def test_whatever_mining_may_say_can_be_worded() -> None:
    assert all(EN.has("near_miss", reason.value) for reason in NearMissReason)
    assert all(EN.has("nothing", reason.value) for reason in NoFindings)
    assert all(EN.has("rule", rule.name) for rule in RULES)


def test_every_command_has_words_of_its_own() -> None:
    for domain, states in COMMANDS.items():
        for state in states:
            assert EN.has("act", f"{domain}.{state}") or EN.has("act", state), (domain, state)


def test_every_way_to_be_reminded_is_worded_for_the_same_states() -> None:
    assert EN.texts["still"].keys() == EN.texts["stays"].keys() == EN.texts["done"].keys()


@pytest.mark.parametrize("section", ["becomes", "is"])
def test_every_kind_of_binary_sensor_that_mining_reads_has_words_of_its_own(section: str) -> None:
    kinds = {kind.value for kind in BinarySensorDeviceClass} - ABOUT_DEVICES
    keys = {f"binary_sensor:{kind}.{state}" for kind in kinds for state in ("on", "off")}
    assert keys <= EN.texts[section].keys()


@pytest.mark.parametrize("section", ["becomes", "is"])
def test_every_mode_of_a_thermostat_has_words_of_its_own(section: str) -> None:
    modes = COMMANDS["climate"].keys() - {"off"}
    assert {f"climate.{mode}" for mode in modes} <= EN.texts[section].keys()


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("de_AT", "de"),
        ("en-GB", "en"),
        ("xx", "en"),
        ("../en", "en"),
    ],
)
def test_a_language_without_words_of_its_own_takes_the_nearest(asked: str, given: str) -> None:
    assert load_words(asked).language == given


def test_a_package_without_any_words_says_which_file_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(words_module, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"en\.json"):
        load_words("de")


def test_lists() -> None:
    assert EN.join(["a"]) == "a"
    assert EN.join(["a", "b"]) == "a and b"
    assert DE.join(["a", "b", "c"]) == "a, b und c"


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (1, "1 second", "1 Sekunde"),
        (59, "59 seconds", "59 Sekunden"),
        (60, "1 minute", "1 Minute"),
        (110, "2 minutes", "2 Minuten"),
        (3590, "1 hour", "1 Stunde"),
        (5400, "1 hour and 30 minutes", "1 Stunde und 30 Minuten"),
        (7200, "2 hours", "2 Stunden"),
    ],
)
def test_durations(seconds: int, english: str, german: str) -> None:
    assert EN.duration(seconds) == english
    assert DE.duration(seconds) == german


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (12.5, "12.5", "12,5"),
        (20.0, "20", "20"),
        (0.1, "0.1", "0,1"),
        (12345.4, "12345", "12345"),
        (-1500.0, "-1500", "-1500"),
    ],
)
def test_numbers(value: float, english: str, german: str) -> None:
    assert EN.number(value) == english
    assert DE.number(value) == german


def test_shares_are_told_in_whole_percent() -> None:
    assert EN.percent(5 / 6) == "83%"
    assert DE.percent(1) == "100 %"


def test_clock_times_and_the_end_of_a_day() -> None:
    assert clock(0) == "00:00"
    assert clock(23 * 3600 + 5 * 60 + 59) == "23:05"
    assert clock(86400) == "00:00"


def test_a_sentence_keeps_its_other_capitals() -> None:
    assert sentence("um 07:00 TV") == "Um 07:00 TV"
    assert sentence("") == ""


@pytest.mark.parametrize("name", ["living_room/floor_lamp", "hall/motion", "2nd_floor"])
def test_a_name_that_is_spelt_as_code_is_gets_no_capital(name: str) -> None:
    assert sentence(f"{name} is on") == f"{name} is on"
    assert sentence(f"turn on {name}") == f"Turn on {name}"


def test_a_text_asked_for_in_the_wrong_way_is_an_error() -> None:
    words = Words("xx", {"a": {"one": "text", "many": {"other": "{n}"}}})
    with pytest.raises(KeyError, match=r"a\.many"):
        words.text("a", "many")
    with pytest.raises(KeyError, match=r"a\.one"):
        words.count("a", "one", 1)
    assert words.count("a", "many", 3) == "3"
