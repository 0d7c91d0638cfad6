"""What a home cannot be without: what cools food, keeps animals or people alive, or is the network.

It is known by its names, in English and German, or by a label that people have put on it.
"""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.name_words import called, holds, is_lamp, spellings

# What may switch the power of something else; a lamp is a lamp, wherever it hangs.
_SWITCHING: Final = frozenset(
    {
        "climate",
        "fan",
        "group",
        "humidifier",
        "input_boolean",
        "switch",
        "water_heater",
    }
)
_LABELS: Final = frozenset({"critical", "kritisch", "medical", "medizinisch"})

# Whole words, one after the other.
_THINGS: Final = frozenset(
    {
        *("fridge", "fridges", "refrigerator", "freezer", "freezers"),
        *("aquarium", "fish tank", "fishtank", "terrarium", "vivarium", "paludarium", "incubator"),
        *("router", "modem", "access point", "accesspoint", "gateway", "firewall", "ont"),
        *("network switch", "ethernet switch", "poe switch", "network rack", "network cabinet"),
        *("lan switch", "unifi switch", "repeater", "speedport"),
        *("fritzbox", "fritz box", "nas", "synology", "diskstation", "server", "servers"),
        *("homeserver", "server rack", "ups", "usv", "home assistant", "homeassistant"),
        *("raspberry pi", "pi hole", "pihole", "hue bridge", "wine cooler"),
        *("cpap", "bipap", "apap", "oxygen", "dialysis", "nurse call", "life support"),
        *("nebulizer", "nebuliser", "infusion pump", "feeding pump", "medical", "insulin"),
        *("hospital bed", "patient lift", "emergency call", "sump pump", "frost protection"),
        *("smoke alarm", "smoke detector", "fire alarm"),
    }
)
# German compounds have what they are about anywhere in one word.
_COMPOUNDS: Final = (
    *("kuhlschrank", "kuhltruhe", "kuhlgerat", "kuhlkombi", "kuhlgefrier", "kuhlzelle", "kuhlfach"),
    *("tiefkuhl", "gefrierschrank", "gefriertruhe", "gefrierfach", "gefriergerat"),
    *("gefrierkombi", "gefrierer", "eisschrank", "aquari", "terrari", "vivari", "brutkasten"),
    *("router", "modem", "netzwerkswitch", "netzwerkschrank", "netzwerkverteiler"),
    *("serverschrank", "heimserver", "dateiserver", "medienserver", "sauerstoff", "dialyse"),
    *("beatmung", "schlafapnoe", "medizingerat", "medizinisch", "pflegebett", "patientenlift"),
    *("schwesternruf", "notruf", "inhalator", "inhalier", "insulin", "infusion", "absauggerat"),
    *("frostschutz", "hebeanlage", "rauchmelder"),
)
# These words are about it where they are all that a name says.
_ALONE: Final = frozenset({"internet", "network", "netzwerk"})
_SOCKETS: Final = frozenset(
    {"outlet", "plug", "power", "socket", "steckdose", "stecker", "strom", "switch", "schalter"}
)

# The room that is called after something is not it.
_ROOMS: Final = frozenset({"closet", "raum", "room"})
_GERMAN_ROOMS: Final = ("keller", "raum", "zimmer")


def is_critical(entity_id: str, names: Names) -> bool:
    """Return whether a home cannot be without what an entity switches.

    A label says so of anything, a lamp too; words only of what may switch something else.
    """
    if any(label.strip().casefold() in _LABELS for label in names.labels.get(entity_id, ())):
        return True
    if entity_id.partition(".")[0] not in _SWITCHING:
        return False
    return any(map(_tells, called(entity_id, names)))


def _tells(words: Sequence[str]) -> bool:
    if is_lamp(words):
        return False
    if any(holds(words, thing, but_before=_ROOMS) for thing in _THINGS):
        return True
    if any(map(_is_compound, words)):
        return True
    return not _ALONE.isdisjoint(words) and _ALONE.union(_SOCKETS).issuperset(words)


def _is_compound(word: str) -> bool:
    if word.endswith(_GERMAN_ROOMS):
        return False
    return any(stem in each for each in spellings(word) for stem in _COMPOUNDS)
