"""What the recorded data of a service call asked for."""

from collections.abc import Mapping
import json
from typing import Any

from custom_components.homeiq.history.provenance import Asked
from custom_components.homeiq.mining.effects import References, service_effects
from custom_components.homeiq.mining.home import Home

NOTHING_ASKED = Asked("", (), frozenset())


def references_of(home: Home) -> References:
    """Return what ids in calls stand for, as far as a home knows it."""
    return References(
        devices=_by_value(home.devices), areas=_by_value(home.areas), groups=home.groups
    )


def _by_value(of_entity: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entity_id, value in of_entity.items():
        found.setdefault(value, []).append(entity_id)
    return {value: tuple(members) for value, members in found.items()}


def asked(text: str | None, references: References) -> Asked:
    """Return what the JSON of a `call_service` event asked for."""
    if (found := called(text)) is None:
        return NOTHING_ASKED
    service, fields = found
    return Asked(
        service,
        references.targeted(fields, service.partition(".")[0]),
        service_effects(service, fields, references),
    )


def called(text: str | None) -> tuple[str, dict[str, Any]] | None:
    """Return the action that the JSON of a `call_service` event names, and its data."""
    try:
        data = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    fields = data.get("service_data")
    service = f"{data.get('domain')}.{data.get('service')}"
    return service, fields if isinstance(fields, dict) else {}


def runner(text: str | None) -> str:
    """Return the entity id in the JSON of an event that says what ran; empty where none is."""
    try:
        data = json.loads(text or "")
    except ValueError:
        return ""
    entity_id = data.get("entity_id") if isinstance(data, dict) else None
    return entity_id if isinstance(entity_id, str) else ""
