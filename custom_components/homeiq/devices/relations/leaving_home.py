"""The last one leaves: the door is locked, and the heating goes off."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.presence_lock import EVERYBODY, nobody_left
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study


def _patterns(_study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    zone, lock, climate = entity_ids
    return [habit(nobody_left(zone), (lock, "locked"), (climate, "off"))]


LEAVING_HOME: Final = ByHand(
    name="leaving_home",
    roles=(EVERYBODY, Role("lock"), Role("climate")),
    scope=Scope.HOME,
    benefit=0.95,
    effort=0.4,
    template=_patterns,
)
