"""What those who word a suggestion should know of its devices, kept over runs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
import logging
from time import monotonic
from typing import Final

from custom_components.homeiq.devices.health import Health

_LOGGER = logging.getLogger(__name__)

TIME_TO_LIVE: Final = 7 * 86_400.0  # seconds
PATIENCE: Final = 10.0  # seconds that one device may take
MOST: Final = 1_000  # devices


@dataclass(frozen=True, slots=True)
class DeviceContext:
    """A device in a few words; all but the id may be unknown."""

    device_id: str
    name: str = ""
    area_id: str | None = None
    area: str = ""  # its name
    manufacturer: str = ""
    model: str = ""
    integration: str = ""  # its name
    entity_ids: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()  # the keys of them
    health: Health | None = None


type Fetch = Callable[[str], Awaitable[DeviceContext]]


@dataclass(frozen=True, slots=True)
class _Entry:
    context: DeviceContext
    fetched: float


class ContextCache:
    """The contexts of devices that were fetched within some days, and did not change since."""

    def __init__(
        self,
        time_to_live: float = TIME_TO_LIVE,
        patience: float = PATIENCE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin empty; all times in seconds."""
        self._time_to_live = time_to_live
        self._patience = patience
        self._clock = clock
        self._entries: dict[str, _Entry] = {}  # the oldest first
        self._changes = 0
        self.hits = 0  # of the last prefetch that has ended
        self.misses = 0

    def __len__(self) -> int:
        """Return how many devices are known."""
        return len(self._entries)

    async def async_prefetch(
        self, device_ids: Iterable[str], fetch: Fetch
    ) -> Mapping[str, DeviceContext]:
        """Return the contexts of devices; those that are missing are all fetched at once.

        One that fails or takes too long is empty, this time: the others don't suffer by it.
        """
        wanted = tuple(dict.fromkeys(device_ids))
        contexts = dict(self.known(wanted))
        missing = [device_id for device_id in wanted if device_id not in contexts]
        hits = len(contexts)
        changes = self._changes
        fetched = await asyncio.gather(
            *(self._fetch(device_id, fetch) for device_id in missing), return_exceptions=True
        )
        for device_id, context in zip(missing, fetched, strict=True):
            if isinstance(context, BaseException):
                reason = str(context) or type(context).__name__
                _LOGGER.warning("Nothing is known of the device %s: %s", device_id, reason)
                contexts[device_id] = DeviceContext(device_id)
                continue
            contexts[device_id] = context
            # What was read before a registry changed may be out of date by now.
            if changes == self._changes:
                self._entries[device_id] = _Entry(context, self._clock())
        self._drop_most()
        # Not before: others may fetch meanwhile, and whoever waits for this reads them next.
        self.hits, self.misses = hits, len(missing)
        return contexts

    def known(self, device_ids: Iterable[str]) -> Mapping[str, DeviceContext]:
        """Return the contexts that there are of some devices; nothing is fetched."""
        self._drop_old()
        return {
            device_id: self._entries[device_id].context
            for device_id in device_ids
            if device_id in self._entries
        }

    def forget(self, device_ids: Collection[str]) -> None:
        """Have devices fetched anew."""
        self._forget(lambda context: context.device_id in device_ids)

    def forget_entities(self, entity_ids: Collection[str]) -> None:
        """Have the devices fetched anew that had one of some entities."""
        self._forget(lambda context: not set(context.entity_ids).isdisjoint(entity_ids))

    def forget_area(self, area_id: str) -> None:
        """Have the devices of an area fetched anew."""
        self._forget(lambda context: context.area_id == area_id)

    def _forget(self, concerns: Callable[[DeviceContext], bool]) -> None:
        self._changes += 1
        self._entries = {
            device_id: entry
            for device_id, entry in self._entries.items()
            if not concerns(entry.context)
        }

    async def _fetch(self, device_id: str, fetch: Fetch) -> DeviceContext:
        async with asyncio.timeout(self._patience):
            return await fetch(device_id)

    def _drop_old(self) -> None:
        oldest = self._clock() - self._time_to_live
        self._entries = {
            device_id: entry for device_id, entry in self._entries.items() if entry.fetched > oldest
        }

    def _drop_most(self) -> None:
        for device_id in tuple(self._entries)[:-MOST]:
            del self._entries[device_id]
