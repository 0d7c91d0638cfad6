"""The air gets damp, and the fan goes on."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.declared import levels
from custom_components.homeiq.mining.pattern import Effect, NumericTrigger, Pattern
from custom_components.homeiq.mining.study import Study


def _patterns(study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    humidity, fan = entity_ids
    return [
        habit(NumericTrigger(humidity, above=level), (fan, "on"))
        for level in levels(study, humidity, Effect(fan, "on"), above=True)
    ]


HUMIDITY_FAN: Final = ByHand(
    name="humidity_fan",
    roles=(Role("sensor", frozenset({"humidity"})), Role("fan")),
    scope=Scope.AREA,
    benefit=0.7,
    effort=0.2,
    template=_patterns,
)
