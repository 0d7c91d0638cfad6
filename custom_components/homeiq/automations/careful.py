"""Which acts are too weighty to be tried without asking twice, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.automations.reach import Reach
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.entrances import is_entrance, is_opener
from custom_components.homeiq.suggestions.safety import config_rules

_DOMAINS: Final = frozenset({"alarm_control_panel", "lock", "siren", "valve"})

CHOSEN: Final = "chosen"  # somebody has said so
OPEN: Final = "open"  # only performing it shows what it acts on


@dataclass(frozen=True, slots=True)
class Care:
    """Why something has to be asked twice."""

    reason: str  # a key of the words: of the section `careful`, or of `rule`
    entity_id: str = ""  # empty: the actions as a whole


def careful_of(reach: Reach, names: Names, chosen: Collection[str]) -> tuple[Care, ...]:
    """Return what of some actions has to be asked twice; `chosen` are the user's own entities."""
    cares = [Care(OPEN)] if reach.is_open else []
    for entity_id in reach.entity_ids:
        reason = _reason(entity_id, reach, names, chosen)
        if reason is not None:
            cares.append(Care(reason, entity_id))
    return tuple(cares)


def _reason(entity_id: str, reach: Reach, names: Names, chosen: Collection[str]) -> str | None:
    domain = entity_id.partition(".")[0]
    if entity_id in chosen:
        return CHOSEN
    if domain in _DOMAINS:
        return domain
    if is_entrance(entity_id, names) or is_opener(entity_id, names):
        return "entrance"
    rules = config_rules([each for each in reach.effects if each[0] == entity_id], names)
    return next((rule.name for rule in rules if rule.asks), None)
