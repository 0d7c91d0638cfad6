"""What a wording depends on: as long as that stays, nothing is worded again."""

from hashlib import sha256
import json
from typing import Any

from custom_components.homeiq.suggestions.figures import parted
from custom_components.homeiq.suggestions.prompt import VERSION
from custom_components.homeiq.suggestions.suggestion import NOTIFYING, Suggestion
from custom_components.homeiq.suggestions.surroundings import Surroundings


def material(suggestion: Suggestion, surroundings: Surroundings, source: str, model: str) -> str:
    """Return a mark of what the words of a suggestion depend on.

    The suggestion is one that templates have worded. Its figures do not count: they move every
    night, and the sentences that tell them are the templates' own.
    `source`: the provider's name.
    """
    names = surroundings.names
    parts = (
        suggestion.type.value,
        _without_texts(suggestion.automation),
        suggestion.evidence is not None,
        [(each, names.entity(each)) for each in suggestion.entity_ids],
        [(each, names.area(each)) for each in suggestion.area_ids],
        [(each.name, each.area) for each in surroundings.devices(suggestion)],
        _advice(suggestion, surroundings),
        surroundings.language,
        source,
        model,
        surroundings.privacy.value,
        VERSION,
    )
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _advice(suggestion: Suggestion, surroundings: Surroundings) -> list[str]:
    """Return what is advised, which only words tell; nothing where there is an automation."""
    if suggestion.automation is not None:
        return []
    body, _ = parted(suggestion.wording.description, surroundings.words)
    return [suggestion.wording.title, body]


def _without_texts(value: Any, *, inside: bool = False) -> Any:
    """Return an automation without what it is called, and without what it tells people."""
    match value:
        case dict() if str(value.get("action")).startswith(NOTIFYING):
            return {key: each for key, each in value.items() if key != "data"}
        case dict():
            left = () if inside else ("alias", "description")
            kept = {key: each for key, each in value.items() if key not in left}
            return {key: _without_texts(each, inside=True) for key, each in kept.items()}
        case list():
            return [_without_texts(each, inside=True) for each in value]
        case _:
            return value
