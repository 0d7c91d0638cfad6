"""Somebody comes into a room, and the light goes on."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study

SENSES_PEOPLE: Final = Role("binary_sensor", frozenset({"motion", "occupancy", "presence"}))


def _patterns(_study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    motion, light = entity_ids
    return [
        habit(appears(motion), (light, "on")),
        habit(appears(motion), (light, "on"), given=(DARK,)),
    ]


MOTION_LIGHT: Final = ByHand(
    name="motion_light",
    roles=(SENSES_PEOPLE, Role("light")),
    scope=Scope.AREA,
    benefit=0.8,
    effort=0.2,
    template=_patterns,
)
