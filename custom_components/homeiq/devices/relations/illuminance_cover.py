"""The sun shines in, and the blind goes down."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.declared import levels
from custom_components.homeiq.mining.pattern import Effect, NumericTrigger, Pattern
from custom_components.homeiq.mining.study import Study

# Of what shuts people out or in, brightness is no reason.
SHADES: Final = Role("cover", frozenset({"awning", "blind", "curtain", "shade", "shutter"}))


def _patterns(study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    brightness, cover = entity_ids
    closed = Effect(cover, "closed")
    bright = levels(study, brightness, closed, above=True)
    dark = levels(study, brightness, closed, above=False)
    triggers = [
        *(NumericTrigger(brightness, above=level) for level in bright),
        *(NumericTrigger(brightness, below=level) for level in dark),
    ]
    return [habit(trigger, (cover, "closed")) for trigger in triggers]


ILLUMINANCE_COVER: Final = ByHand(
    name="illuminance_cover",
    roles=(Role("sensor", frozenset({"illuminance"})), SHADES),
    scope=Scope.AREA,
    benefit=0.6,
    effort=0.4,
    template=_patterns,
)
