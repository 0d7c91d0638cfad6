"""The ways into a home that move by themselves: doors, gates and garages.

A cover tells by its device class. Many are no cover, or one without a class: the opener of a gate
is a switch or a button, which is known by its names, in English and German.
"""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.name_words import (
    called,
    holds,
    is_lamp,
    spelled,
    spellings,
)

_CLASSES: Final = frozenset({"door", "garage", "gate"})
_OPENERS: Final = frozenset({"button", "input_boolean", "input_button", "switch"})
# These may do what no entity shows, as to call a web page that opens the gate.
_CALLED: Final = frozenset({"scene", "script"})

# Whole words, one after the other. Whatever else a device of such a name has is part of it.
_DRIVES: Final = (
    *("garage opener", "garage remote", "gate opener", "gate motor", "gate relay", "gate control"),
    *("gate remote", "gate trigger", "door opener", "door buzzer", "door release", "door strike"),
    *("door latch", "entry buzzer", "strike plate"),
)
# A camera or a sensor there may be called so, too: what belongs to it is something else.
_WAYS: Final = (
    *("gate", "gates", "tor", "tore", "garage door", "garage doors", "garagedoor", "garagedoors"),
    *("roller door", "rollup door", "roll up door", "overhead door", "door lock", "unlock"),
    *("unlatch", "entriegeln", "entriegelung", "aufschliessen", "aufsperren"),
)
# German compounds have what they are about anywhere in one word.
_COMPOUND_DRIVES: Final = ("turoffner", "tursummer", "garagenoffner", "garagenantrieb")
_COMPOUND_WAYS: Final = (
    *("garagentor", "garagetor", "hoftor", "einfahrtstor", "einfahrttor", "einfahrtor"),
    *("zufahrtstor", "auffahrtstor", "eingangstor", "gartentor", "haupttor", "scheunentor"),
    *("hallentor", "rolltor", "schiebetor", "sektionaltor", "schwingtor", "kipptor", "falttor"),
    *("drehtor", "flugeltor", "turschloss", "turverriegel"),
)
# Of a gate if it is told in the same word: motors and ventilators are driven, too.
_MOVERS: Final = ("antrieb", "motor", "offner", "steuerung")
_DOORS: Final = frozenset(
    {
        *("door", "doors", "tur", "ture", "haustur", "eingangstur", "wohnungstur", "garagentur"),
        *("hintertur", "kellertur", "nebentur", "gartentur", "gartenpforte", "pforte"),
    }
)
# What only a cover can be: a switch of that name may be a socket in the garage.
_GARAGES: Final = frozenset({"garage", "garagen", "garages"})
# With these it opens, whatever else its name says.
_OPENING: Final = frozenset(
    {
        *("impulse", "open", "opener", "opening", "pulse", "toggle", "trigger"),
        *("auf", "impuls", "offnen", "offner"),
    }
)
# Doors are about it where these and numbers are all else that a name says.
_CONTACTS: Final = _OPENING | {
    *("button", "channel", "close", "closed", "contact", "left", "output", "relay", "remote"),
    *("right", "shelly", "sonoff", "stop", "switch", "ausgang", "kanal", "kontakt", "links"),
    *("rechts", "relais", "schalter", "schliessen", "stopp", "taster", "zu"),
}
# What hangs in or before one, or tells of it, does not open it.
_OTHERS: Final = frozenset(
    {
        *("awning", "blind", "blinds", "curtain", "curtains", "drape", "drapes", "shade", "shades"),
        *("window", "windows", "alarm", "alert", "alerts", "bell", "camera", "chime", "heater"),
        *("mode", "notification", "notifications", "notify", "reminder", "sensor", "siren"),
        *("outlet", "plug", "socket", "pump", "check", "if", "status", "when", "wenn"),
        *("doorbell", "floodlight", "floodlights", "fountain", "lantern", "lanterns", "speaker"),
        *("spotlight", "spotlights", "tree"),
        *("dishwasher", "dryer", "freezer", "fridge", "microwave", "oven", "washer"),
    }
)
_SHUTTERS: Final = frozenset({"shutter", "shutters"})  # but for a garage, which is shut by one
# In German the end of a word tells what it is.
_GERMAN_OTHERS: Final = (
    *("fenster", "jalousie", "jalousien", "markise", "markisen", "plissee", "raffstore", "rollo"),
    *("rollos", "rolladen", "rollladen", "vorhang", "vorhange", "kamera", "klingel", "sensor"),
    *("erinnerung", "meldung", "benachrichtigung", "alarm", "sirene", "heizung", "pumpe"),
    *("steckdose", "stecker", "maschine", "ofen", "schrank", "trockner"),
    *("lichterkette", "strahler", "scheinwerfer", "fluter", "laterne", "laternen", "baum"),
)


def is_entrance(entity_id: str, names: Names) -> bool:
    """Return whether a cover is a way into the home; one of another domain is none."""
    if entity_id.partition(".")[0] != "cover":
        return False
    kind = names.device_class(entity_id)
    if kind is not None:
        return kind in _CLASSES
    words = [*called(entity_id, names)]
    return not any(map(_is_another, words)) and any(
        _is_way(each) or not (_DOORS | _GARAGES).isdisjoint(_plain(each)) for each in words
    )


def is_opener(entity_id: str, names: Names) -> bool:
    """Return whether a switch or a button opens a way into the home, or moves it either way.

    A script or a scene does so where its name says that it opens one.
    """
    domain = entity_id.partition(".")[0]
    name = spelled(names.entity(entity_id))
    if domain in _CALLED:
        return not any(map(_is_another, name)) and any(map(_says_open, name))
    if domain not in _OPENERS:
        return False
    device = spelled(names.devices.get(entity_id, ""))
    own = [_own(*each) for each in zip(name, device, strict=True)]
    if any(map(_is_another, own)):
        return False
    if any(_is_way(each) or _is_door(each) or _says_open(each) for each in own):
        return True
    return any(map(_is_drive, device)) and not any(map(_is_another, device))


def _own(name: list[str], device: list[str]) -> list[str]:
    """Return the words that an entity has of its own, and its device's where they say little."""
    own = name[len(device) :] if name[: len(device)] == device else name
    return own if _named(own) - _CONTACTS else [*device, *own]


def _is_another(words: Sequence[str]) -> bool:
    others = _OTHERS if not _GARAGES.isdisjoint(words) else _OTHERS | _SHUTTERS
    return (
        is_lamp(words)
        or not others.isdisjoint(words)
        or any(each.endswith(_GERMAN_OTHERS) for each in _plain(words))
    )


def _is_way(words: Sequence[str]) -> bool:
    return (
        any(holds(words, way) for way in _WAYS)
        or any(way in each for each in _plain(words) for way in _COMPOUND_WAYS)
        or _is_drive(words)
    )


def _is_drive(words: Sequence[str]) -> bool:
    return any(holds(words, drive) for drive in _DRIVES) or any(map(_drives, _plain(words)))


def _drives(word: str) -> bool:
    return any(drive in word for drive in _COMPOUND_DRIVES) or (
        word.endswith(_MOVERS)
        and (word.startswith("tor") or any(way in word for way in _COMPOUND_WAYS))
    )


def _is_door(words: Sequence[str]) -> bool:
    named = {word for word in _named(words) if _DOORS.isdisjoint(spellings(word))}
    return named != _named(words) and not named - _CONTACTS


def _says_open(words: Sequence[str]) -> bool:
    plain = _plain(words)
    if _is_drive(words):
        return True
    about = _is_way(words) or not (_DOORS | _GARAGES).isdisjoint(plain)
    return about and not _OPENING.isdisjoint(plain)


def _named(words: Sequence[str]) -> set[str]:
    return {spellings(each)[1] for each in words if not each.isdigit()}


def _plain(words: Sequence[str]) -> set[str]:
    return {each for word in words for each in spellings(word)}
