"""Whether an automation would be accepted by Home Assistant and refers to nothing that is missing.

Home Assistant's own validator accepts entities and actions that don't exist, so each
reference is looked up as well. Templates are left alone: what they name shows only when they run.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Any, Final

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import voluptuous as vol


class ProblemKind(StrEnum):
    """What is wrong with an automation."""

    INVALID = "invalid"  # refused by the validator; the value is its message
    ENTITY = "entity"
    DEVICE = "device"
    AREA = "area"
    FLOOR = "floor"
    LABEL = "label"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps an automation from working."""

    kind: ProblemKind
    value: str  # the missing id or action, or the validator's message


# Keys that hold ids, wherever they stand.
_ID_KEYS: Final = {
    "entity_id": ProblemKind.ENTITY,
    "device_id": ProblemKind.DEVICE,
    "area_id": ProblemKind.AREA,
    "floor_id": ProblemKind.FLOOR,
    "label_id": ProblemKind.LABEL,
    "action": ProblemKind.ACTION,
    "service": ProblemKind.ACTION,
}
# Keys that may hold an entity or something else: a time, a threshold, a zone's or scene's id.
_SOMETIMES_ENTITY: Final = frozenset({"above", "after", "at", "before", "below", "scene", "zone"})
# What these hold is the business of whoever receives it; only the targets of old-style
# actions, directly in `data`, are ours.
_FOREIGN: Final = frozenset({"data", "event_data", "metadata", "trigger_variables", "variables"})
_ACTION: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_NUMBER: Final = re.compile(r"[\d.]+")  # "21.5" has the form of an entity id
_EVERYTHING: Final = frozenset({"all", "none"})


async def async_check(hass: HomeAssistant, config: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return all that is wrong with an automation config; nothing where it would work."""
    problems: list[Problem] = []
    try:
        # The validator gets a copy: it renames keys of old style.
        await async_validate_config_item(hass, "homeiq_check", deepcopy(dict(config)))
    except (vol.Invalid, HomeAssistantError) as error:
        problems.append(Problem(ProblemKind.INVALID, str(error)))
    return (*problems, *missing(hass, config))


def missing(hass: HomeAssistant, config: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what an automation refers to that is not there, each once; what is off is there."""
    exists = _lookups(hass)
    return tuple(
        {
            Problem(kind, value): None
            for kind, value in references(config)
            if not exists[kind](value)
        }
    )


def references(config: object) -> Iterator[tuple[ProblemKind, str]]:
    """Yield each kind and id that an automation refers to, outside of templates."""
    if isinstance(config, list | tuple):
        for item in config:
            yield from references(item)
    if not isinstance(config, Mapping):
        return
    for key, value in config.items():
        if key in _ID_KEYS:
            yield from _named(_ID_KEYS[key], value)
        elif key in _SOMETIMES_ENTITY:
            yield from (
                (kind, name)
                for kind, name in _named(ProblemKind.ENTITY, value)
                if valid_entity_id(name) and not _NUMBER.fullmatch(name)
            )
        if key == "data" and isinstance(value, Mapping):
            for inner in _ID_KEYS.keys() & value.keys() - {"action", "service"}:
                yield from _named(_ID_KEYS[inner], value[inner])
        if key not in _FOREIGN:
            yield from references(value)


def _named(kind: ProblemKind, value: object) -> Iterator[tuple[ProblemKind, str]]:
    """Yield the ids of a value: one, several, or several in one text."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _named(kind, item)
    if not isinstance(value, str) or "{" in value:
        return
    if kind is ProblemKind.ACTION:
        # Triggers of phones and buttons have an `action` too, which is no action of ours.
        if _ACTION.fullmatch(value):
            yield kind, value
        return
    for name in value.split(","):
        if name.strip() not in _EVERYTHING:
            yield kind, name.strip()


def _lookups(hass: HomeAssistant) -> dict[ProblemKind, Callable[[str], bool]]:
    """Return how to tell whether an id exists, by kind."""
    entities = er.async_get(hass)
    devices = dr.async_get(hass)
    areas = ar.async_get(hass)
    floors = fr.async_get(hass)
    labels = lr.async_get(hass)

    def entity(value: str) -> bool:
        if hass.states.get(value) is not None:
            return True
        # The editor may store an entity by the registry's own id.
        entry = entities.async_get(value) or entities.entities.get_entry(value)
        return entry is not None and not entry.disabled

    return {
        ProblemKind.ENTITY: entity,
        ProblemKind.DEVICE: lambda value: devices.async_get(value) is not None,
        ProblemKind.AREA: lambda value: areas.async_get_area(value) is not None,
        ProblemKind.FLOOR: lambda value: floors.async_get_floor(value) is not None,
        ProblemKind.LABEL: lambda value: labels.async_get_label(value) is not None,
        ProblemKind.ACTION: lambda value: hass.services.has_service(*value.split(".")),
    }
