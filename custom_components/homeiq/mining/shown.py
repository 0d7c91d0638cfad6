"""What entities showed besides their states, and what was asked of them: how features are used."""

from collections.abc import Mapping
from dataclasses import dataclass

from custom_components.homeiq.mining.event_log import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Attributes in order of time, one row a change of what an entity shows; columns of length n.

    Only attributes that were asked for are told, and only of entities that were asked about.
    """

    time: Floats  # UTC seconds since the epoch, ascending
    entity: Ints  # index into entities
    shown: Ints  # index into sets
    entities: tuple[str, ...]
    sets: tuple[Mapping[str, object], ...]  # attributes as JSON has them; without those of None


@dataclass(frozen=True, slots=True)
class Call:
    """An action that somebody or something performed, once."""

    at: float  # UTC seconds
    action: str  # "light.turn_on"
    data: Mapping[str, object]  # its data, targets among it


@dataclass(frozen=True, slots=True, eq=False)
class FeatureHistory:
    """All that the recorder tells of the use of features."""

    shown: Shown
    calls: tuple[Call, ...]  # in order of time
