"""A door opens, and the light behind it goes on."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study


def _patterns(_study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    door, light = entity_ids
    return [
        habit(appears(door), (light, "on")),
        habit(appears(door), (light, "on"), given=(DARK,)),
    ]


DOOR_LIGHT: Final = ByHand(
    name="door_light",
    roles=(Role("binary_sensor", frozenset({"door", "garage_door", "opening"})), Role("light")),
    scope=Scope.AREA,
    benefit=0.7,
    effort=0.2,
    template=_patterns,
)
