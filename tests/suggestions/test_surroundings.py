"""What all prompts of a run have in common."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.privacy import Household, StandIns
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.typical import NAMES, of_pattern, surroundings

EN = load_words("en")


NOBODY = Names()


def home(names: Names = NOBODY, *, privacy: Privacy = Privacy.PSEUDONYMS) -> Surroundings:
    inventory = Inventory.of(
        [
            DeviceRecord("abc123", "Boiler", entities=(DeviceEntity("switch.boiler_relay"),)),
            DeviceRecord("def456"),
        ]
    )
    context = DeviceContext("ghi789", "Blind", area="Attic", entity_ids=("cover.left",))
    return Surroundings.of(names, inventory, [context], EN, "en", privacy)


def hidden(text: str, household: Household) -> str:
    return StandIns.of(household, [text], "en").hide(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Boiler", "device 1"),
        ("abc123", "device 1"),
        ("Def456", "device 1"),
        ("switch.boiler_relay", "device 1"),
        ("Boiler relay", "device 1"),
        ("Blind in Attic", "device 1 in room 1"),
        ("ghi789 is cover.left, or Left", "device 1 is device 2, or device 2"),
        ("Study", "room 1"),
        ("Anna", "person 1"),
        ("Work", "place 1"),
        ("Party", "automation 1"),
    ],
)
def test_all_that_people_call_something_in_their_home_is_known(text: str, wanted: str) -> None:
    entities = {"person.anna": "Anna", "zone.work": "Work", "script.party": "Party"}
    names = Names(entities, {"study_1": "Study"})
    assert hidden(text, home(names).household) == wanted


def test_a_person_is_one_also_where_a_phone_is_called_so() -> None:
    names = Names({"device_tracker.phone": "Anna", "person.anna": "Anna"})
    assert hidden("Anna", home(names).household) == "person 1"


def test_the_sun_and_a_home_are_in_every_home() -> None:
    text = "when the sun sets and nobody is home"
    names = Names({"sun.sun": "Sun", "zone.home": "Home"})
    assert hidden(text, home(names).household) == text
    lamp = Names({"light.sun": "Sun", "zone.home": "Villa Anna"})
    assert hidden("the sun at Villa Anna", home(lamp).household) == "the device 1 at place 1"


@pytest.mark.parametrize("privacy", [Privacy.FULL, Privacy.NOTHING])
def test_names_are_looked_at_only_where_they_are_to_be_hidden(privacy: Privacy) -> None:
    assert home(NAMES, privacy=privacy).household == Household()


def test_the_devices_of_a_suggestion_come_as_its_entities_do_and_each_once() -> None:
    suggestion = of_pattern()
    found = surroundings().devices(suggestion)
    assert [each.name for each in found] == ["Flurlicht", "Motion sensor of the hall", ""]
    assert found[2] == DeviceContext("person.anna", entity_ids=("person.anna",))
    doubled = replace(suggestion, entity_ids=(*suggestion.entity_ids, *suggestion.entity_ids))
    assert surroundings().devices(doubled) == found
