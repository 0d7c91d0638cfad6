"""What some entities can do, for tests of its use."""

from collections.abc import Mapping

from custom_components.homeiq.devices.capability import Capabilities, Capability

LAMP = "lamp"  # the device of light.lamp


def of(device_id: str, keys: Mapping[str, str | tuple[str, ...]]) -> Capabilities:
    """Return what one device can do: by key the entities that it is reached by."""
    return Capabilities(
        {
            device_id: {
                key: Capability(key, (ids,) if isinstance(ids, str) else ids)
                for key, ids in keys.items()
            }
        }
    )


def lamp(*names: str) -> Capabilities:
    """Return what a lamp can do."""
    return of(LAMP, {f"light.{name}": "light.lamp" for name in names})
