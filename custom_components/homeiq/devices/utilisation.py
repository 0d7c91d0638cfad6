"""How much of what devices can do is used."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from custom_components.homeiq.devices.capability import Capabilities
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


def utilisation(capabilities: Capabilities, use: Use) -> Utilisation:
    """Return how much of what each device can do is used."""
    return Utilisation(
        {
            device_id: Utilised(sum(use.is_used(device_id, key) for key in by_key), len(by_key))
            for device_id, by_key in capabilities.of_device.items()
            if by_key
        }
    )
