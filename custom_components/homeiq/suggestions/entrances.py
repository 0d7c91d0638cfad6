"""The ways into a home that move by themselves: doors, gates and garages.

A cover tells by its device class. Many are no cover, or one without a class: the opener of a gate
is a switch or a button, which is known by its names, in English and German.
"""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.calling import called, holds, is_lamp, spellings

_CLASSES: Final = frozenset({"door", "garage", "gate"})
_OPENERS: Final = frozenset({"button", "input_boolean", "input_button", "switch"})

# Whole words, one after the other, that name what opens it or what it is.
_THINGS: Final = (
    *("garage door", "garage doors", "garage gate", "garage opener", "garage remote"),
    *("front gate", "back gate", "side gate", "main gate", "driveway gate", "yard gate"),
    *("entrance gate", "entry gate", "electric gate", "sliding gate", "garden gate"),
    *("gate opener", "gate motor", "gate relay", "gate control", "gate remote", "gate trigger"),
    *("open gate", "open door", "open garage", "door opener", "door buzzer", "door release"),
    *("door strike", "door latch", "entry buzzer", "strike plate"),
)
# German compounds have what they are about anywhere in one word.
_COMPOUNDS: Final = (
    *("garagentor", "hoftor", "einfahrtstor", "einfahrtor", "gartentor", "rolltor", "schiebetor"),
    *("sektionaltor", "schwingtor", "drehtor", "flugeltor", "eingangstor", "tiefgaragentor"),
    *("toroffner", "torantrieb", "tursummer", "turoffner", "garagenoffner", "torsteuerung"),
    *("haustursummer", "garagenantrieb"),
)
# What only a cover can be: a switch of that name may be a socket in the garage.
_PLACES: Final = frozenset(
    {
        *("door", "doors", "garage", "garages", "gate", "gates"),
        *("tor", "tore", "tur", "tuer", "haustur", "haustuer", "eingangstur", "eingangstuer"),
    }
)
# These words are about it where they and numbers are all that a name says.
_ALONE: Final = _PLACES - {"garage", "garages"}
_CONTACTS: Final = frozenset(
    {
        *("button", "impulse", "open", "opener", "pulse", "relay", "remote", "switch", "trigger"),
        *("auf", "impuls", "offnen", "oeffnen", "relais", "schalter", "taster"),
    }
)
# What hangs in or before one, or tells of it, does not open it.
_OTHERS: Final = frozenset(
    {
        *("awning", "blind", "blinds", "curtain", "curtains", "drape", "drapes", "shade", "shades"),
        *("window", "windows", "alert", "alerts", "bell", "camera", "chime", "heater"),
        *("mode", "notification", "notifications", "notify", "reminder", "sensor"),
        *("fenster", "jalousie", "kamera", "klingel", "markise", "plissee", "raffstore", "rollo"),
        *("rolladen", "rollladen", "vorhang", "erinnerung", "meldung", "benachrichtigung"),
    }
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
        _tells(each) or not _PLACES.isdisjoint(each) for each in words
    )


def is_opener(entity_id: str, names: Names) -> bool:
    """Return whether a switch or a button opens a way into the home, or moves it either way."""
    if entity_id.partition(".")[0] not in _OPENERS:
        return False
    words = [*called(entity_id, names)]
    return not any(map(_is_another, words)) and any(
        _tells(each) or _is_alone(each) for each in words
    )


def _is_another(words: Sequence[str]) -> bool:
    return is_lamp(words) or not _OTHERS.isdisjoint(words)


def _tells(words: Sequence[str]) -> bool:
    return any(holds(words, thing) for thing in _THINGS) or any(
        stem in each for word in words for each in spellings(word) for stem in _COMPOUNDS
    )


def _is_alone(words: Sequence[str]) -> bool:
    named = {each for each in words if not each.isdigit()}
    return not _ALONE.isdisjoint(named) and (_ALONE | _CONTACTS).issuperset(named)
