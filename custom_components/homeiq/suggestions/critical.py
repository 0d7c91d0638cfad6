"""What a home cannot be without: what cools food, keeps animals or people alive, or is the network.

It is known by its names, in English and German, or by a label that people have put on it.
"""

from collections.abc import Iterable, Sequence
import re
from typing import Final
from unicodedata import normalize

from custom_components.homeiq.mining.names import Names

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
        *("homeserver", "server rack", "ups", "usv"),
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

# A lamp that is in or at something, or the room that is called after it, is not it.
_LIGHTS: Final = frozenset({"lamp", "lamps", "led", "leds", "light", "lighting", "lights"})
_GERMAN_LIGHTS: Final = ("lampe", "lampen", "leuchte", "leuchten", "licht", "beleuchtung")
_ROOMS: Final = frozenset({"closet", "raum", "room"})
_GERMAN_ROOMS: Final = ("keller", "raum", "zimmer")

_WORD: Final = re.compile(r"[a-z0-9]+")


def is_critical(entity_id: str, names: Names) -> bool:
    """Return whether a home cannot be without what an entity switches.

    A label says so of anything, a lamp too; words only of what may switch something else.
    """
    if any(label.strip().casefold() in _LABELS for label in names.labels.get(entity_id, ())):
        return True
    if entity_id.partition(".")[0] not in _SWITCHING:
        return False
    return any(_tells(each) for each in _called(entity_id, names))


def _called(entity_id: str, names: Names) -> Iterable[list[str]]:
    """Yield the words of what an entity and its device are called, umlauts as if they had no dots.

    What its area is called does not count: a fan in the server room is no server.
    """
    for name in (names.entity(entity_id), names.devices.get(entity_id, "")):
        plain = normalize("NFKD", name).casefold().encode("ascii", "ignore").decode()
        yield _WORD.findall(plain)
        yield _WORD.findall(plain.replace("-", ""))  # who couples words in German writes one


def _tells(words: Sequence[str]) -> bool:
    if any(each in _LIGHTS or each.endswith(_GERMAN_LIGHTS) for each in words):
        return False
    if any(_holds(words, thing.split()) for thing in _THINGS):
        return True
    if any(map(_is_compound, words)):
        return True
    return not _ALONE.isdisjoint(words) and _ALONE.union(_SOCKETS).issuperset(words)


def _holds(words: Sequence[str], thing: Sequence[str]) -> bool:
    """Return whether words name a thing, other than as the room that is called after it."""
    size = len(thing)
    return any(
        words[at : at + size] == thing and _ROOMS.isdisjoint(words[at + size : at + size + 1])
        for at in range(len(words) - size + 1)
    )


def _is_compound(word: str) -> bool:
    if word.endswith(_GERMAN_ROOMS):
        return False
    # Who has no umlauts at hand spells them out.
    spelt_out = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return any(stem in each for each in (word, spelt_out) for stem in _COMPOUNDS)
