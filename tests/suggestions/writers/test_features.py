"""Opportunities in words."""

from dataclasses import replace
from string import Formatter
from typing import Final

import pytest

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.settings import SETTINGS
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.opportunities import RULES
from custom_components.homeiq.devices.opportunities.find import find
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.suggestion import Priority, Wording
from custom_components.homeiq.suggestions.words import load_words, translated
from custom_components.homeiq.suggestions.writers.features import (
    CATEGORIES,
    capability_name,
    word_feature,
)
from tests.devices.opportunities.cases import ALL, CASES, NAMES_OF_CASES, Case, setting_of

LANGUAGES: Final = sorted(translated())
EN = load_words("en")
DE = load_words("de")
NAMES = Names({"light.lamp": "Bedside lamp"}, {"bedroom": "Bedroom"})


def offered(case: Case, equal: int = 1) -> tuple[Opportunity, Inventory]:
    """Return what is found in a home with some devices that are as a case's."""
    names = ["Bedside lamp", "Desk lamp", "Hall lamp", "Attic lamp", "Cellar lamp", "Porch lamp"]
    devices = [
        replace(case.device, device_id=f"d{number}", name=name)
        for number, name in enumerate(names[:equal])
    ]
    able = {device.device_id: {case.capability.key: case.capability} for device in devices}
    inventory = Inventory.of(devices)
    (offer,) = find(
        inventory, Capabilities(able), Use(days=case.lived.days), {}, case.lived, least_score=0
    )
    return offer, inventory


def worded(case: Case, language: str = "en", equal: int = 1) -> Wording:
    return word_feature(*offered(case, equal), NAMES, load_words(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ALL, ids=NAMES_OF_CASES)
def test_every_rule_has_all_its_texts_in_every_language(case: Case, language: str) -> None:
    wording = worded(case, language, equal=2)
    for text in (wording.title, wording.description, wording.rationale):
        assert text[0].isupper()
        assert "  " not in text
        assert not any(name for _, name, _, _ in Formatter().parse(text))
    assert len(wording.title) <= 255
    assert wording.description.endswith(".")
    assert wording.rationale.endswith(".")
    assert "Bedside lamp" in wording.title
    assert "Desk lamp" in wording.description
    assert "Acme X1" in wording.rationale
    assert "Bedroom" in wording.rationale


def test_every_rule_has_a_category_and_no_category_is_of_none() -> None:
    assert CATEGORIES.keys() == {rule.name for rule in RULES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    rules = {rule.name for rule in RULES}
    endings = ("_title", "_description", "_advice", "_rationale")
    for key in load_words(language).texts["feature"]:
        for ending in endings:
            if key.endswith(ending):
                assert key.removesuffix(ending) in rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_capability_has_a_name(language: str) -> None:
    keys = {kind.key for kind in KINDS} | {setting.key for setting in SETTINGS}
    keys |= {key for rule in RULES for key in rule.capabilities}
    assert keys - load_words(language).texts["capability"].keys() == set()


def test_what_only_zigbee2mqtt_knows_is_called_as_it_calls_it() -> None:
    assert capability_name("zigbee2mqtt.led_brightness_day", EN) == "led brightness day"
    assert capability_name("light.brightness", DE) == "Helligkeit"


def test_a_lamp_that_could_be_dimmed() -> None:
    (case,) = CASES["dim_at_night"]
    wording = worded(case, equal=3)
    assert wording.title == "Dim Bedside lamp at night"
    assert wording.description == (
        "When Bedside lamp is switched on between 22:00 and 06:00, it is dimmed to 30%."
        " Of the same kind (Acme X1), and without it as well: Desk lamp and Hall lamp."
    )
    assert wording.rationale == (
        "Unused in 21 days: brightness of Bedside lamp (Acme X1, Bedroom)."
        " It is switched on about 7 times a week between 22:00 and 06:00, always equally bright."
    )
    assert worded(case, "de").description == (
        "Wird Bedside lamp zwischen 22:00 und 06:00 Uhr eingeschaltet, so wird auf 30 % gedimmt."
    )


def test_of_many_equal_devices_three_are_named() -> None:
    (case,) = CASES["effect"]
    wording = worded(case, equal=6)
    assert wording.title == "Try the effects of Bedside lamp and 5 more of the same kind"
    assert wording.description == (
        "Bedside lamp has effects, for example candle, fire and blink. Choose one where you"
        " dim it, or let an automation use one as a signal. You find it under Settings >"
        " Devices & services > Bedside lamp. Of the same kind (Acme X1), and without it as well:"
        " Desk lamp, Hall lamp, Attic lamp and 2 more."
    )
    assert wording.priority is Priority.LOW


def test_the_title_names_all_that_one_automation_acts_on() -> None:
    (case, _) = CASES["child_lock"]
    device = case.device
    other = replace(
        device,
        device_id="d2",
        name="Bath radiator",
        entities=(device.entities[0], setting_of("switch.other_lock", "off")),
    )
    capability = replace(case.capability, entity_ids=("switch.other_lock",))
    able = {
        device.device_id: {case.capability.key: case.capability},
        "d2": {capability.key: capability},
    }
    inventory = Inventory.of([device, other])
    (offer,) = find(
        inventory, Capabilities(able), Use(days=case.lived.days), {}, case.lived, least_score=0
    )
    wording = word_feature(offer, inventory, NAMES, EN)
    assert wording.title == "Lock the buttons of radiator and one more of the same kind at night"
    assert "are locked at 22:00 and unlocked at 06:30." in wording.description


def test_on_the_way_to_a_setting_its_device_is_named_once() -> None:
    (case,) = CASES["timeout"]
    offer, inventory = offered(case)
    names = Names({"number.motion": "Bedside lamp Occupancy timeout"})
    description = word_feature(offer, inventory, names, EN).description
    assert description.endswith("Devices & services > Bedside lamp > Occupancy timeout.")


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [
        (1, "less than once a week", "seltener als einmal pro Woche"),
        (3, "about once a week", "etwa einmal pro Woche"),
        (6, "about twice a week", "etwa zweimal pro Woche"),
        (69, "about 23 times a week", "etwa 23-mal pro Woche"),
    ],
)
def test_how_often_is_told_by_the_week(count: int, english: str, german: str) -> None:
    (case,) = CASES["tilt"]
    offer, inventory = offered(case)
    offer = replace(offer, reason=replace(offer.reason, count=count))
    for words, expected in ((EN, english), (DE, german)):
        assert f" {expected}" in word_feature(offer, inventory, NAMES, words).rationale


def test_a_name_that_tells_model_or_area_is_not_explained() -> None:
    (case,) = CASES["tilt"]
    named = replace(case.device, name="Bedroom Acme X1")
    wording = word_feature(offered(case)[0], Inventory({"d0": named}), NAMES, EN)
    assert " of Bedroom Acme X1. " in wording.rationale
    branded = replace(case, device=replace(case.device, model="Acme Blind", area_id=None))
    assert " of Bedside lamp (Acme Blind). " in worded(branded).rationale


def test_without_a_model_and_a_name_of_its_own_the_id_has_to_do() -> None:
    (case,) = CASES["dim_at_night"]
    offer, _ = offered(case)
    alone = replace(offer, device_ids=("light.lamp",), manufacturer="", model="")
    wording = word_feature(alone, Inventory(), NAMES, EN)
    assert wording.title == "Dim Bedside lamp at night"
    assert wording.rationale.startswith("Unused in 21 days: brightness of Bedside lamp.")


def test_a_long_name_is_cut_where_a_state_can_hold_no_more() -> None:
    (case,) = CASES["dim_at_night"]
    offer, inventory = offered(case)
    (device,) = inventory.devices.values()
    long = Inventory.of([replace(device, name="very long name " * 30)])
    title = word_feature(offer, long, NAMES, EN).title
    assert 240 < len(title) <= 255
    assert title.endswith("…")


def test_what_matters_somewhat_is_of_medium_priority_and_nothing_is_of_high() -> None:
    (case,) = CASES["eco_when_away"][:1]
    assert worded(case).priority is Priority.MEDIUM
    best = replace(offered(case)[0], impact=1.0, ease=1.0)
    assert word_feature(best, Inventory(), NAMES, EN).priority is Priority.MEDIUM
