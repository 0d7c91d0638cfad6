"""What people call the entities and areas of their home."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; an id without one is made readable, so that a text never lacks a word."""

    entities: Mapping[str, str] = field(default_factory=dict)  # entity id -> name
    areas: Mapping[str, str] = field(default_factory=dict)  # area id -> name
    device_classes: Mapping[str, str] = field(default_factory=dict)  # entity id -> its class
    units: Mapping[str, str] = field(default_factory=dict)  # entity id -> that of its readings
    devices: Mapping[str, str] = field(default_factory=dict)  # entity id -> name of its device
    # Names of labels by entity id: those of the entity, its device and its area.
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def entity(self, entity_id: str) -> str:
        """Return the name of an entity."""
        return self.entities.get(entity_id) or _readable(entity_id)

    def area(self, area_id: str) -> str:
        """Return the name of an area."""
        return self.areas.get(area_id) or _readable(area_id)

    def device_class(self, entity_id: str) -> str | None:
        """Return what kind of device it is (motion, door, garage, ...), where that is known."""
        return self.device_classes.get(entity_id)

    def unit(self, entity_id: str) -> str | None:
        """Return the unit of an entity's readings, where that is known."""
        return self.units.get(entity_id)


def _readable(an_id: str) -> str:
    """Turn `light.living_room` into `Living room`."""
    words = an_id.rpartition(".")[2].replace("_", " ").strip()
    return words[:1].upper() + words[1:] or an_id
