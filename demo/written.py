"""The automations, scripts and scenes of a household as configurations, and what these name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from custom_components.homeiq.mining.effects import References
from demo.automations import Rule
from demo.furnishing import Furnishing
from demo.house import AT_ONCE
from demo.inventory import GROUPS, Entity, floor_of
from demo.kinds import rules_of

type Written = Mapping[str, Any]

_ACTIONS: Final = {
    "on": "homeassistant.turn_on",
    "off": "homeassistant.turn_off",
    "playing": "media_player.media_play",
    "idle": "media_player.media_stop",
}


def all_rules(kinds: Iterable[str], furnishing: Furnishing) -> tuple[Rule, ...]:
    """Return all automations of a household."""
    return (*rules_of(kinds), *furnishing.rules)


def scripts_of(furnishing: Furnishing) -> dict[str, Written]:
    """Return the scripts by entity id."""
    steps = [
        {"action": _ACTIONS[state], "target": {"entity_id": entity_id}}
        for entity_id, state in AT_ONCE["script.good_night"]
    ]
    good_night = {"alias": "Good night", "sequence": steps}
    return {"script.good_night": good_night, **furnishing.scripts}


def scenes_of(furnishing: Furnishing) -> dict[str, Written]:
    """Return the scenes by entity id."""
    film = {"id": "film", "name": "Film", "entities": dict(AT_ONCE["scene.film"])}
    return {"scene.film": film, **furnishing.scenes}


def scene_states(scene: Written) -> dict[str, Mapping[str, object]]:
    """Return what a scene sets, by entity id: attributes, and the state as one of them."""
    return {
        entity_id: wanted if isinstance(wanted, Mapping) else {"state": wanted}
        for entity_id, wanted in scene["entities"].items()
    }


def references_of(entities: Sequence[Entity], furnishing: Furnishing) -> References:
    """Return what the ids in configurations stand for."""
    devices: dict[str, list[str]] = {}
    areas: dict[str, list[str]] = {}
    floors: dict[str, list[str]] = {}
    for one in entities:
        if one.category:
            continue
        for found, key in ((devices, one.device), (areas, one.area), (floors, floor_of(one.area))):
            if key is not None:
                found.setdefault(key, []).append(one.entity_id)
    return References(
        devices=_settled(devices),
        areas=_settled(areas),
        floors=_settled(floors),
        groups={**GROUPS, **furnishing.groups},
        scenes={
            entity_id: {one: str(wanted["state"]) for one, wanted in scene_states(scene).items()}
            for entity_id, scene in scenes_of(furnishing).items()
        },
        scripts=scripts_of(furnishing),
    )


def _settled(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(entity_ids) for key, entity_ids in found.items()}
