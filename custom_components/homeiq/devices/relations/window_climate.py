"""A window is opened, and the room is no longer heated or cooled."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.by_hand import appears, habit
from custom_components.homeiq.devices.relations.relation import ByHand, Role, Scope
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study

AIRING: Final = 120  # seconds; who only looks out does not turn the heating off


def _patterns(_study: Study, entity_ids: Sequence[str]) -> Sequence[Pattern]:
    window, climate = entity_ids
    return [habit(appears(window, hold), (climate, "off")) for hold in (0, AIRING)]


WINDOW_CLIMATE: Final = ByHand(
    name="window_climate",
    roles=(Role("binary_sensor", frozenset({"window", "opening"})), Role("climate")),
    scope=Scope.AREA,
    benefit=0.9,
    effort=0.3,
    template=_patterns,
)
