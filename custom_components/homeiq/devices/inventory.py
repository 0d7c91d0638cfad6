"""The devices of a home as they are now: what they are, where they are, and their entities."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

CONFIG: Final = "config"
DIAGNOSTIC: Final = "diagnostic"
NOWHERE: Final = frozenset({"unavailable", "unknown"})


@dataclass(frozen=True, slots=True)
class DeviceEntity:
    """An entity of a device, as registry and state tell of it."""

    entity_id: str
    name: str = ""
    unique_id: str = ""  # of its integration
    translation_key: str = ""
    platform: str = ""  # the integration that it comes from
    category: str = ""  # CONFIG, DIAGNOSTIC or nothing
    device_class: str | None = None
    area_id: str | None = None
    features: int = 0  # the bits of its domain's supported features
    attributes: Mapping[str, object] = field(default_factory=dict)  # of its state and capabilities
    state: str = "unknown"
    seen: float | None = None  # UTC seconds, when it last reported; None: never

    @property
    def domain(self) -> str:
        """The part before the dot."""
        return self.entity_id.partition(".")[0]

    @property
    def is_reachable(self) -> bool:
        """Whether it has a state now."""
        return self.state != "unavailable"


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A device, or an entity that belongs to none and stands for itself."""

    device_id: str  # of the registry; an entity id where there is no device
    name: str = ""
    manufacturer: str = ""
    model: str = ""
    integration: str = ""  # its domain
    area_id: str | None = None
    floor_id: str | None = None
    labels: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()  # the parts of the registry's identifiers, and MACs
    version: str = ""  # of its firmware
    created: float | None = None  # UTC seconds, when it came into the registry; None: long ago
    entities: tuple[DeviceEntity, ...] = ()  # neither disabled, hidden nor excluded
    aside: frozenset[tuple[str, str]] = frozenset()  # (domain, unique id) of those that are

    @property
    def is_reachable(self) -> bool:
        """Whether anything of it has a state now."""
        return any(entity.is_reachable for entity in self.entities)

    @property
    def kind(self) -> tuple[str, str]:
        """What equal devices have in common; devices of no known model are only like themselves."""
        if not self.model:
            return "", self.device_id
        return self.manufacturer, self.model


@dataclass(frozen=True, slots=True)
class Inventory:
    """All devices of a home that take part."""

    devices: Mapping[str, DeviceRecord] = field(default_factory=dict)  # by device id
    floors: Mapping[str, str] = field(default_factory=dict)  # floor ids by area id

    @classmethod
    def of(
        cls, devices: Iterable[DeviceRecord], floors: Mapping[str, str] | None = None
    ) -> Inventory:
        """Put devices together."""
        return cls({device.device_id: device for device in devices}, floors or {})

    def entities(self) -> Iterator[tuple[DeviceRecord, DeviceEntity]]:
        """Yield each entity with its device."""
        for device in self.devices.values():
            for entity in device.entities:
                yield device, entity

    def device_of(self) -> dict[str, DeviceRecord]:
        """Return the devices by the ids of their entities."""
        return {entity.entity_id: device for device, entity in self.entities()}
