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
    *("Garage Tor", "Garagetor", "Tor links", "Tor Einfahrt", "Hof Tor", "Tor öffnen/schließen"),
    *("Gate1", "tor_2", "Garagedoor", "Driveway gates", "Pedestrian gate", "Gate Shelly"),
    *("Open the gate", "Garage öffnen", "Garage toggle", "Toggle door", "Roller door"),
    *("Wohnungstür öffnen", "Front door lock", "Unlock front door", "Türschloss", "Haustürschloß"),
    *("Haustür entriegeln", "Tür-Relais", "Torsteuerung"),
)
OTHERS = (
    *("Garage door light", "Gate LED", "Garage door notifications", "Door bell", "Gate camera"),
    *("Garagentor Licht", "Hoftorbeleuchtung", "Garagentor Meldung", "Garage blind"),
    *("Fenster Garage", "Doorbell", "Navigate", "Motor", "Monitor", "Garden pump"),
    *("Torte", "Editor", "Gateway", "Aktor 1", "Ventilatorsteuerung", "Motorantrieb", "LED1 Tor"),
    *("Monitorsteuerung", "Motoröffner Dachfenster", "Garagentorkamera", "Garagentorsteckdose"),
    *("Hoftorklingel", "Hoftor-Sensor", "Garage door outlet", "Dishwasher open door"),
    *("Spülmaschine Tür öffnen", "Kellertürlicht", "Gate doorbell", "Gate floodlight"),
    *("Lichterkette Hoftor", "Strahler Garagentor"),
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


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("Türöffner", "Klingel"),
        ("Front Camera Open gate", "Front Camera"),
        ("Hoftor", "Hoftor & Licht"),
        ("Hoftor & Licht Hoftor", "Hoftor & Licht"),
        ("Shelly Hof Tor", "Shelly Hof"),
        ("Gate Switch 0", "Gate"),
        ("Gate", "Gate"),
        ("Garagentorantrieb Lüftung", "Garagentorantrieb"),
        ("Gate opener Partly", "Gate opener"),
    ],
)
def test_what_an_entity_has_of_its_own_tells_more_than_its_device(name: str, device: str) -> None:
    assert is_opener("switch.a", Names({"switch.a": name}, devices={"switch.a": device}))


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("Front Gate Motion detection", "Front Gate"),  # a camera that looks at it
        ("Gate Record", "Gate"),
        ("Privatsphäre", "Haustür"),
        ("Hoftor & Licht Licht", "Hoftor & Licht"),
        ("Gate opener LED", "Gate opener"),
        ("Relay 1", "Gate light"),
        ("Vacation", "Door opener camera"),
    ],
)
def test_what_else_a_device_has_that_is_called_so_does_not_open_it(name: str, device: str) -> None:
    assert not is_opener("switch.a", Names({"switch.a": name}, devices={"switch.a": device}))


@pytest.mark.parametrize("domain", ["script", "scene"])
def test_a_script_or_a_scene_opens_it_if_it_says_so(domain: str) -> None:
    entity_id = f"{domain}.a"
    for name in ("Open gate", "Garage öffnen", "Hoftor auf", "Türöffner"):
        assert is_opener(entity_id, Names({entity_id: name}))
    for name in ("Close gate", "Garage", "Tor zu", "Notify when gate open", "Open curtains"):
        assert not is_opener(entity_id, Names({entity_id: name}))


@pytest.mark.parametrize("entity_id", ["light.a", "fan.a", "cover.a", "media_player.a"])
def test_words_tell_of_switches_and_buttons_only(entity_id: str) -> None:
    assert not is_opener(entity_id, Names({entity_id: "Gate opener"}))


@pytest.mark.parametrize(
    "name", [*OPENERS, "Garage", "Tor", "Gate 2", "Haustür", "Front door", "Garage shutter"]
)
def test_a_cover_without_a_class_is_known_by_its_name(name: str) -> None:
    assert is_entrance("cover.a", Names({"cover.a": name}))
    assert not is_entrance("cover.a", Names({"cover.a": name}, device_classes={"cover.a": "blind"}))


@pytest.mark.parametrize(
    "name",
    [
        *OTHERS,
        "Patio door curtain",
        "Rollladen Haustür",
        "Awning",
        "Front door shutter",
        "Tür Rollos",
    ],
)
def test_other_covers_are_none(name: str) -> None:
    assert not is_entrance("cover.a", Names({"cover.a": name}))


@pytest.mark.parametrize("kind", ["door", "garage", "gate"])
def test_the_class_of_a_cover_tells_more_than_its_name(kind: str) -> None:
    names = Names({"cover.a": "Blind"}, device_classes={"cover.a": kind})
    assert is_entrance("cover.a", names)


def test_what_has_no_name_is_known_by_its_id() -> None:
    assert is_opener("switch.garage_door", Names())
    assert is_entrance("cover.garage", Names())
