"""How much of what devices can do is used."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from custom_components.homeiq.devices.asking import Used
from custom_components.homeiq.devices.capabilities.settings import PREFIX
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.inventory import NOWHERE, Inventory
from custom_components.homeiq.devices.use import Use


@dataclass(frozen=True, slots=True)
class Utilised:
    """How many capabilities a device has, and how many of them are used."""

    used: int
    of: int


@dataclass(frozen=True, slots=True)
class Utilisation:
    """The same for each device of a home that has any, by its id."""

    of_device: Mapping[str, Utilised] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Of the home, 0-1; None where nothing has capabilities."""
        of = sum(one.of for one in self.of_device.values())
        return sum(one.used for one in self.of_device.values()) / of if of else None


def utilisation(capabilities: Capabilities, use: Use, untold: Collection[Used] = ()) -> Utilisation:
    """Return how much of what each device can do is used; what is `untold` counts if it is used."""
    found: dict[str, Utilised] = {}
    for device_id, by_key in capabilities.of_device.items():
        used = [key for key in by_key if use.is_used(device_id, key)]
        told = [key for key in by_key if key in used or (device_id, key) not in untold]
        if told:
            found[device_id] = Utilised(len(used), len(told))
    return Utilisation(found)


def settings_untold(inventory: Inventory, capabilities: Capabilities) -> frozenset[Used]:
    """Return the settings of which nothing tells how they are now, and so whether anybody set them.

    They are away, or were not told of yet, or have no entity: Zigbee2MQTT's own pages set them too.
    """
    told = {entity.entity_id for _, entity in inventory.entities() if entity.state not in NOWHERE}
    return frozenset(
        (device_id, key)
        for device_id, by_key in capabilities.of_device.items()
        for key, capability in by_key.items()
        if key.startswith(PREFIX) and told.isdisjoint(capability.entity_ids)
    )
