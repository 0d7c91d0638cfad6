"""Somebody comes into a room that a sensor finds dark, and the light goes on."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import appears, habit
from custom_components.homeiq.devices.relations.motion_light import SENSES_PEOPLE
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.declared import levels
from custom_components.homeiq.mining.pattern import Effect, NumericCondition, Pattern
from custom_components.homeiq.mining.study import Study


def _patterns(study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    motion, brightness, light = entity_ids
    return [
        habit(appears(motion), (light, "on"), given=(NumericCondition(brightness, below=level),))
        for level in levels(study, brightness, Effect(light, "on"), above=False)
    ]


MOTION_DARK_LIGHT: Final = ByHand(
    name="motion_dark_light",
    roles=(SENSES_PEOPLE, Role("sensor", frozenset({"illuminance"})), Role("light")),
    scope=Scope.AREA,
    benefit=0.85,
    effort=0.25,
    template=_patterns,
)
