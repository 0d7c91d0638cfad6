"""What locks can do besides locking."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

_OPEN: Final = 1  # of the supported features: to pull the latch

LOCK: Final = (Kind("lock.open", flag=_OPEN, actions=frozenset({"lock.open"})),)
