"""The ways into a home that move by themselves."""

import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.entrances import is_entrance, is_opener

OPENERS = (
    *("Garage door", "Garage Door Opener", "Left garage door relay", "Open garage", "Front gate"),
    *("Driveway gate", "Gate opener", "Door release", "Entry buzzer", "Electric gate pulse"),
    *("Garagentor", "Hoftor Impuls", "Einfahrtstor", "Türöffner", "Tueroeffner Haus", "Rolltor"),
    *("Gate", "Gate 2", "Tor", "Door relay", "Tor Impuls", "Tür öffnen"),
    *("Tür-Öffner", "Türsummer", "Haustüröffner", "Garagentorantrieb", "Tiefgaragentor"),
)
OTHERS = (
    *("Garage door light", "Gate LED", "Garage door notifications", "Door bell", "Gate camera"),
    *("Garagentor Licht", "Hoftorbeleuchtung", "Garagentor Meldung", "Garage blind"),
    *("Fenster Garage", "Doorbell", "Navigate", "Motor", "Monitor", "Garden pump"),
)


@pytest.mark.parametrize("name", OPENERS)
@pytest.mark.parametrize("domain", ["switch", "button", "input_button", "input_boolean"])
def test_what_opens_it_is_known_by_its_name_or_that_of_its_device(name: str, domain: str) -> None:
    entity_id = f"{domain}.a"
    assert is_opener(entity_id, Names({entity_id: name}))
    assert is_opener(entity_id, Names({entity_id: "Relay 1"}, devices={entity_id: name}))
    assert not is_entrance(entity_id, Names({entity_id: name}))


@pytest.mark.parametrize(
    "name", [*OTHERS, "Garage", "Garage 2", "Garage heater", "Relay", "Switch", "2"]
)
def test_what_only_sounds_like_it_does_not_open_it(name: str) -> None:
    assert not is_opener("switch.a", Names({"switch.a": name}))


@pytest.mark.parametrize("entity_id", ["light.a", "fan.a", "cover.a", "media_player.a"])
def test_words_tell_of_switches_and_buttons_only(entity_id: str) -> None:
    assert not is_opener(entity_id, Names({entity_id: "Gate opener"}))


@pytest.mark.parametrize("name", [*OPENERS, "Garage", "Tor", "Gate 2", "Haustür", "Front door"])
def test_a_cover_without_a_class_is_known_by_its_name(name: str) -> None:
    assert is_entrance("cover.a", Names({"cover.a": name}))
    assert not is_entrance("cover.a", Names({"cover.a": name}, device_classes={"cover.a": "blind"}))


@pytest.mark.parametrize("name", [*OTHERS, "Patio door curtain", "Rollladen Haustür", "Awning"])
def test_other_covers_are_none(name: str) -> None:
    assert not is_entrance("cover.a", Names({"cover.a": name}))


@pytest.mark.parametrize("kind", ["door", "garage", "gate"])
def test_the_class_of_a_cover_tells_more_than_its_name(kind: str) -> None:
    names = Names({"cover.a": "Blind"}, device_classes={"cover.a": kind})
    assert is_entrance("cover.a", names)


def test_what_has_no_name_is_known_by_its_id() -> None:
    assert is_opener("switch.garage_door", Names())
    assert is_entrance("cover.garage", Names())
