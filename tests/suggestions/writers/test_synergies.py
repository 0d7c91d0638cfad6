"""Synergies in words."""

from dataclasses import replace
from string import Formatter
from typing import Final

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.automation import Notice
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from custom_components.homeiq.suggestions.words import load_words, translated
from custom_components.homeiq.suggestions.writers.synergies import notice_of, word_synergy
from tests.suggestions.together import (
    NAMES_OF_RELATIONS,
    Together,
    found,
    recipe_of,
    together,
)

LANGUAGES: Final = sorted(translated())
EN = load_words("en")
DE = load_words("de")
STANDING: Final = [
    "appliance_finished",
    "leak_valve",
    "smoke_covers",
    "smoke_escape",
    "smoke_lights",
]


def worded(synergy: Synergy, devices: Together, language: str = "en") -> Wording:
    return word_synergy(synergy, devices.inventory, devices.names, load_words(language))


def said(name: str, count: int, language: str = "en") -> Wording:
    return worded(*found(name, count), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 3, 10])
@pytest.mark.parametrize("name", NAMES_OF_RELATIONS)
def test_every_relation_has_its_texts_in_every_language(
    name: str, count: int, language: str
) -> None:
    devices = together(name, count)
    synergies = devices.synergies()
    assert synergies
    for synergy in synergies:
        wording = worded(synergy, devices, language)
        for text in (wording.title, wording.description, wording.rationale):
            assert text[0].isupper()
            assert "  " not in text
            assert not any(field for _, field, _, _ in Formatter().parse(text))
        assert len(wording.title) <= 255
        assert wording.rationale.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    relations = {relation.name for relation in RELATIONS}
    endings = ("_title", "_description", "_untried", "_notice")
    for key in load_words(language).texts["synergy"]:
        for ending in endings:
            if key.endswith(ending):
                assert key.removesuffix(ending).removesuffix("_notice") in relations


def test_what_people_do_by_hand_is_told_as_a_habit_is_and_that_nothing_does_it() -> None:
    synergy, devices = found("door_light")
    wording = worded(synergy, devices)
    assert wording.title.startswith("Turn on Light 10 when Opening 00 opens")
    assert "14 times" in wording.rationale
    assert wording.rationale.endswith(" None of your automations connects them yet.")
    assert worded(synergy, devices, "de").rationale.endswith("keine deiner Automationen.")
    with pytest.raises(ValueError, match="only with evidence"):
        worded(replace(synergy, evidence=None), devices)


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [
        (
            1,
            "When Smoke 00 raises an alarm, Light 10 will be turned on.",
            "Bei Alarm (Smoke 00) wird eingeschaltet: Light 10.",
        ),
        (
            3,
            "When one of Smoke 00, Smoke 01 and Smoke 02 raises an alarm, {} will be turned on.",
            "Bei Alarm (eines davon: Smoke 00, Smoke 01 und Smoke 02) wird eingeschaltet: {}.",
        ),
        (
            10,
            "When one of 10 detectors raises an alarm, 10 lights will be turned on.",
            "Bei Alarm (einer von 10 Meldern) wird eingeschaltet: 10 Lichter.",
        ),
    ],
)
def test_a_few_are_named_and_many_are_counted(count: int, english: str, german: str) -> None:
    lamps = ["Light 10", "Light 11", "Light 12"]
    assert said("smoke_lights", count).description == english.format(EN.join(lamps))
    assert said("smoke_lights", count, "de").description == german.format(DE.join(lamps))


def test_of_each_kind_so_many_are_counted_and_a_single_one_is_named() -> None:
    synergy, devices = found("smoke_escape", 3)
    assert worded(synergy, devices).description.endswith("opens: 3 lights and 3 blinds.")
    (branch, *_) = recipe_of(synergy).branches
    one_blind = replace(branch, steps=branch.steps[:4])
    fewer = replace(synergy, plan=replace(recipe_of(synergy), branches=(one_blind,)))
    assert worded(fewer, devices).description.endswith("opens: 3 lights and Shutter 20.")


def test_two_floors_with_the_same_relation_do_not_read_the_same() -> None:
    synergy, devices = found("smoke_lights")
    upstairs = Names({"binary_sensor.smoke_0_0": "Attic"}, {}, {}, {})
    title = word_synergy(synergy, devices.inventory, upstairs, EN).title
    assert title == "Light the way out when Attic raises an alarm"
    assert title != worded(synergy, devices).title


@pytest.mark.parametrize("name", STANDING)
def test_what_nothing_has_shown_says_so_and_matters_by_what_it_protects(name: str) -> None:
    wording = said(name, 1)
    is_alarm = name != "appliance_finished"
    assert wording.category is (Category.SECURITY if is_alarm else Category.CONVENIENCE)
    assert wording.priority is (Priority.MEDIUM if is_alarm else Priority.LOW)
    assert ("neither for it nor against it" in wording.rationale) is is_alarm


@pytest.mark.parametrize(
    ("occasions", "english", "german"),
    [(1, "it would have acted once", "wäre es einmal geschehen"), (2, "2 times", "2-mal")],
)
def test_what_has_happened_is_counted(occasions: int, english: str, german: str) -> None:
    synergy, devices = found("leak_valve")
    synergy = replace(synergy, occasions=occasions)
    assert english in worded(synergy, devices).rationale
    assert german in worded(synergy, devices, "de").rationale


def test_a_machine_is_called_as_its_device_is() -> None:
    synergy, devices = found("appliance_finished")
    (sensor,) = devices.entities
    washer = Inventory.of([DeviceRecord("d", "Washing machine", entities=(sensor,))])
    wording = word_synergy(synergy, washer, devices.names, EN)
    assert wording.title == "Tell me when Washing machine has finished"
    assert wording.description == (
        "When Washing machine has taken less than 5 W for 5 minutes, a notification tells you"
        " that it has finished."
    )
    assert wording.rationale == (
        "In 20 days it finished 7 times, and none of your automations told you."
    )
    assert "weniger als 5 W" in word_synergy(synergy, washer, devices.names, DE).description


@pytest.mark.parametrize("name", ["", "Power strip"])
def test_a_machine_at_one_of_many_sockets_or_without_a_name_is_called_as_its_sensor_is(
    name: str,
) -> None:
    synergy, devices = found("appliance_finished")
    (sensor,) = devices.entities
    other = (DeviceEntity("sensor.other", device_class="power"),) if name else ()
    strip = Inventory.of([DeviceRecord("d", name, entities=(sensor, *other))])
    title = word_synergy(synergy, strip, devices.names, EN).title
    assert title == "Tell me when Power 00 has finished"


def test_a_long_name_is_cut_where_a_state_can_hold_no_more() -> None:
    synergy, devices = found("leak_valve")
    long = Names({"valve.water_1_0": "very long name " * 30}, {}, {}, {})
    title = word_synergy(synergy, devices.inventory, long, EN).title
    assert 240 < len(title) <= 255
    assert title.endswith("…")


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [
        (
            1,
            "Moisture 00 detected water. Being closed now: Water 10.",
            "Wasser wurde gemeldet (Moisture 00). Geschlossen wird: Water 10.",
        ),
        (
            10,
            "One of 10 detectors detected water. Being closed now: 10 valves.",
            "Wasser wurde gemeldet (einer von 10 Meldern). Geschlossen wird: 10 Ventile.",
        ),
    ],
)
def test_people_are_told_what_has_happened(count: int, english: str, german: str) -> None:
    synergy, devices = found("leak_valve", count)
    inventory, names = devices.inventory, devices.names
    assert notice_of(synergy, inventory, names, EN) == Notice("Water is leaking", english)
    assert notice_of(synergy, inventory, names, DE) == Notice("Wasser tritt aus", german)


@pytest.mark.parametrize("name", ["smoke_lights", "motion_light"])
def test_what_tells_nobody_anything_has_no_notice(name: str) -> None:
    synergy, devices = found(name)
    assert notice_of(synergy, devices.inventory, devices.names, EN) == Notice()
