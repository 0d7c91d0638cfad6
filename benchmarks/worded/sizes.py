"""How large prompts are in homes of many entities."""

from collections.abc import Iterator
from typing import Final

from benchmarks.tokens import prompt_tokens
from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.prompt import word_prompt
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.typical import CONTEXTS, INVENTORY, NAMES, typical

LANGUAGES: Final = ("en", "de")
SENT: Final = (Privacy.FULL, Privacy.PSEUDONYMS)
_A_ROOM: Final = 25  # entities
_A_DEVICE: Final = 5


def prompt_sizes(entities: int) -> list[int]:
    """Return the tokens of typical suggestions of all kinds in a home, by an upper estimate."""
    return [
        prompt_tokens(question.prompt)
        for language in LANGUAGES
        for privacy in SENT
        for around in [large_surroundings(entities, language, privacy)]
        for suggestion in typical(language)
        if (question := word_prompt(suggestion, around)) is not None
    ]


def large_surroundings(entities: int, language: str, privacy: Privacy) -> Surroundings:
    """Return the home of typical suggestions, with as many entities beside them."""
    more = list(_devices(entities))
    areas = {f"room_{number}": f"Room {number}" for number in range(entities // _A_ROOM + 1)}
    entity_names = {
        each: f"{device.name} channel {number}"
        for device in more
        for number, each in enumerate(device.entity_ids)
    }
    names = Names(
        {**NAMES.entities, **entity_names}, {**NAMES.areas, **areas}, dict(NAMES.device_classes)
    )
    records = (
        DeviceRecord(
            each.device_id,
            each.name,
            each.manufacturer,
            each.model,
            area_id=each.area_id,
            entities=tuple(map(DeviceEntity, each.entity_ids)),
        )
        for each in more
    )
    return Surroundings.of(
        names,
        Inventory.of((*INVENTORY.devices.values(), *records)),
        (*CONTEXTS, *more),
        load_words(language),
        language,
        privacy,
    )


def _devices(entities: int) -> Iterator[DeviceContext]:
    for first in range(0, entities, _A_DEVICE):
        room = first // _A_ROOM
        yield DeviceContext(
            f"device_{first}",
            f"Ceiling spots {first} of room {room}",
            f"room_{room}",
            f"Room {room}",
            "Signify Netherlands B.V.",
            "Hue white and color ambiance",
            "Philips Hue",
            tuple(f"light.spot_{first + number}" for number in range(_A_DEVICE)),
            ("light.brightness", "light.color", "light.color_temperature", "light.effect"),
        )
