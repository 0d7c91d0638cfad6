"""What the simulated entities share, and the file that describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

DOMAIN: Final = "homeiq_demo"
PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.CLIMATE,
    Platform.COVER,
    Platform.DEVICE_TRACKER,
    Platform.FAN,
    Platform.HUMIDIFIER,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.MEDIA_PLAYER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.VACUUM,
    Platform.VALVE,
]


@dataclass(frozen=True, slots=True)
class Simulated:
    """One entity of the file; `state` is the one in which the history left it."""

    entity_id: str
    name: str
    state: str
    area: str | None
    device: str | None
    device_name: str | None
    device_class: str | None
    unit: str | None
    members: tuple[str, ...]  # of a group
    floor: str | None
    manufacturer: str  # empty where it is not known: then it is on or off, and that is all
    model: str
    unique_id: str
    category: str
    features: int  # the bits of its domain's supported features
    attributes: Mapping[str, Any]  # what it can do
    shows: Mapping[str, Any]  # besides its state, while it is on


type DemoConfigEntry = ConfigEntry[tuple[Simulated, ...]]


def read_simulated(path: str) -> tuple[Simulated, ...]:
    """Read the file that the demo wrote; blocks."""
    described = json.loads(Path(path).read_text("utf-8"))
    return tuple(Simulated(**{**one, "members": tuple(one["members"])}) for one in described)


def of_platform(entry: DemoConfigEntry, platform: Platform) -> list[Simulated]:
    """Return the entities of one platform."""
    return [one for one in entry.runtime_data if one.entity_id.startswith(f"{platform}.")]


class SimulatedEntity(Entity):
    """An entity that keeps its state by itself and does at once what it is told."""

    _attr_should_poll = False

    def __init__(self, simulated: Simulated) -> None:
        """Take over the state that the history ended with."""
        self.simulated = simulated
        self.entity_id = simulated.entity_id
        self.now = simulated.state
        self.shows = dict(simulated.shows)
        self._attr_unique_id = simulated.unique_id
        if simulated.category:
            self._attr_entity_category = EntityCategory(simulated.category)
        self._attr_name = simulated.name
        if simulated.device is not None:
            self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, simulated.device)})
        if simulated.members:
            self._attr_extra_state_attributes = {"entity_id": list(simulated.members)}

    @callback
    def become(self, state: str, **shows: Any) -> None:
        """Go to another state, and show what was asked for besides."""
        self.now = state
        self.shows |= {name: value for name, value in shows.items() if value is not None}
        self.async_write_ha_state()
