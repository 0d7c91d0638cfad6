"""What a home cannot be without."""

import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.critical import is_critical


@pytest.mark.parametrize(
    "name",
    [
        *("Fridge", "Kitchen fridge plug", "Garage Freezer", "Refrigerator outlet", "Fridge 2"),
        *("Aquarium pump", "Fish tank filter", "Terrarium heater", "Access Point upstairs"),
        *("Router", "Cable modem", "Network switch", "PoE switch", "NAS Keller"),
        *("NAS", "Media server", "Network", "Internet plug", "CPAP", "Oxygen concentrator"),
        *("Nurse call", "Sump pump", "Server rack fan", "Dialysis machine"),
        *("WLAN Repeater", "Speedport", "LAN switch"),
        *("Home Assistant", "Plug Raspberry Pi 4", "Hue Bridge", "Pi-hole"),
        *("Kühlschrank", "Steckdose Kühlschrank", "Kuehlschrank", "kuhlschrank", "KÜHLTRUHE"),
        *("Gefriertruhe Keller", "Tiefkühltruhe", "Tiefkühler", "Gefrierkombination"),
        *("Aquariumpumpe", "Aquarien", "Terrariumheizung", "WLAN-Router", "Kabelmodem"),
        *(
            "FRITZ!Box 7590",
            "FritzBox7590",
            "Netzwerk Steckdose",
            "Serverschrank Lüfter",
            "Netzwerkschrank",
        ),
        *("Kühl-Gefrier-Kombination", "Netzwerk-Schrank", "Netzwerk-Switch", "Kühlfach"),
        *("Sauerstoffgerät", "Beatmungsgerät", "Pflegebett", "Dialysegerät", "Medizinisches Bett"),
    ],
)
def test_its_name_or_that_of_its_device_tells(name: str) -> None:
    assert is_critical("switch.a", Names({"switch.a": name}))
    assert is_critical("switch.a", Names({"switch.a": "Plug"}, devices={"switch.a": name}))


@pytest.mark.parametrize(
    "name",
    [
        *("Bridge", "Fridgeport fan", "Cartridge heater", "Server room fan", "Network closet fan"),
        *("Fridge light", "Aquarium LED", "Freezer room lamp", "Kitchen server room light"),
        *("Observer", "Nasturtium", "Ananas", "Nase", "Routine"),
        *("Network printer", "Internet radio", "Wifi plug 3", "Light switch", "Switch"),
        *("Kühlschranklampe", "Aquarium Beleuchtung", "Serverraum Lüfter", "Netzwerkdrucker"),
        *("Server-Raum Lüfter", "Server Raum", "Switch Wohnzimmer", "Nasszelle"),
        *("Kühlung Wohnzimmer", "Ventilator", "Kühlraum", "Servierwagen", "Gefrierpunkt", "TV"),
    ],
)
def test_what_only_sounds_like_it_is_not(name: str) -> None:
    assert not is_critical("switch.a", Names({"switch.a": name}))


@pytest.mark.parametrize(
    ("entity_id", "critical"),
    [
        ("fan.a", True),
        ("climate.a", True),
        ("input_boolean.a", True),
        ("media_player.a", False),
        ("light.a", False),
        ("cover.a", False),
        ("vacuum.a", False),
    ],
)
def test_words_tell_only_of_what_may_switch_something(entity_id: str, *, critical: bool) -> None:
    assert is_critical(entity_id, Names({entity_id: "Freezer"})) is critical


def test_what_has_no_name_is_known_by_its_id() -> None:
    assert is_critical("switch.garage_freezer", Names())
    assert not is_critical("switch.garage", Names())


@pytest.mark.parametrize("label", ["Critical", "MEDICAL", "kritisch", " Medizinisch "])
@pytest.mark.parametrize("entity_id", ["switch.a", "light.a"])
def test_a_label_tells_of_anything(entity_id: str, label: str) -> None:
    labels = {entity_id: frozenset({"Upstairs", label})}
    assert is_critical(entity_id, Names({entity_id: "Lamp"}, labels=labels))


@pytest.mark.parametrize("label", ["Uncritical", "Paramedical", "Fridge", ""])
def test_other_labels_do_not(label: str) -> None:
    assert not is_critical("switch.a", Names(labels={"switch.a": frozenset({label})}))
