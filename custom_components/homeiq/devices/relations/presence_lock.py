"""The last one leaves, and the door is locked."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.pattern import NumericTrigger, Pattern
from custom_components.homeiq.mining.study import Study

# Its state is how many people are at home.
EVERYBODY: Final = Role("zone", entity_id="zone.home")


def nobody_left(zone: str) -> NumericTrigger:
    """Return the trigger of the last one who leaves a zone."""
    return NumericTrigger(zone, below=1.0)


def _patterns(_study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    zone, lock = entity_ids
    return [habit(nobody_left(zone), (lock, "locked"))]


PRESENCE_LOCK: Final = ByHand(
    name="presence_lock",
    roles=(EVERYBODY, Role("lock")),
    scope=Scope.HOME,
    benefit=0.9,
    effort=0.3,
    template=_patterns,
)
